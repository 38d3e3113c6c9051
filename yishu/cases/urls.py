"""Pages of cases."""

from django.urls import path

from yishu.cases import pages

app_name = "cases"
urlpatterns = [
    path("", pages.cases, name="cases"),
    path("matters/", pages.matters, name="matters"),
    path("matters/new/", pages.register, name="register"),
    path("open/<int:matter_id>/", pages.open_case, name="open"),
    path("<str:number>/", pages.case, name="case"),
]
