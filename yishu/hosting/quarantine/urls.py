from django.urls import path

from yishu.hosting.quarantine import pages

app_name = "quarantine"
urlpatterns = [
    path("", pages.listed, name="list"),
    path("download/", pages.download, name="download"),
]
