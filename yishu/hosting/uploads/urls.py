from django.urls import path

from yishu.hosting.uploads import pages, parts

app_name = "uploads"
urlpatterns = [
    path("", pages.listed, name="list"),
    path("begin/", parts.begin, name="begin"),
    path("<uuid:number>/", pages.upload, name="upload"),
    path("<uuid:number>/part/", parts.part, name="part"),
    path("<uuid:number>/abandon/", pages.abandon, name="abandon"),
    path("<uuid:number>/release/", pages.release, name="release"),
    path("<uuid:number>/discard/", pages.discard, name="discard"),
    path("share/<str:code>/", pages.share, name="share"),
]
