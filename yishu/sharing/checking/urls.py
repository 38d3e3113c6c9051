from django.urls import path

from yishu.sharing.checking import pages

app_name = "checking"
urlpatterns = [
    path("", pages.checks, name="checks"),
    path("<str:number>/", pages.check, name="check"),
    path("<str:number>/complete/", pages.complete, name="complete"),
]
