from django.urls import path

from yishu.access.assembling import pages

app_name = "assembling"
urlpatterns = [
    path("<str:code>/", pages.assembly, name="assembly"),
    path("<str:code>/new/", pages.new, name="new"),
    path("<str:code>/run/", pages.run, name="run"),
    path("<str:code>/end/", pages.end, name="end"),
    path("<str:code>/differences/<int:position>/", pages.differences, name="differences"),
]
