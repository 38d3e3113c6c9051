from django.urls import path

from yishu.hosting.keeping import pages

app_name = "keeping"
urlpatterns = [
    path("<str:code>/", pages.versions, name="versions"),
    path("<str:code>/convert/", pages.convert, name="convert"),
    path("<str:code>/keep/", pages.keep, name="keep"),
]
