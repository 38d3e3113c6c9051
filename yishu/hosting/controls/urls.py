from django.urls import path

from yishu.hosting.controls import pages

app_name = "controls"
urlpatterns = [
    path("<str:code>/", pages.controls, name="controls"),
    path("<str:code>/end/", pages.end, name="end"),
]
