from django.urls import path

from yishu.access.downloads import pages

app_name = "downloads"
urlpatterns = [
    path("", pages.own, name="own"),
    path("grants/<uuid:grant_id>/", pages.grant, name="grant"),
    path("<uuid:number>/", pages.file, name="file"),
    path("<uuid:number>/remove/", pages.remove, name="remove"),
]
