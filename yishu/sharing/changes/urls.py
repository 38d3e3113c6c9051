from django.urls import path

from yishu.sharing.changes import pages

app_name = "changes"
urlpatterns = [
    path("grants/<str:grant_id>/narrow/", pages.narrow, name="narrow"),
]
