"""Pages of erasures."""

from django.urls import path

from yishu.operations.erasing import pages

app_name = "erasing"
urlpatterns = [
    path("", pages.index, name="erasures"),
    path("<int:number>/", pages.erasure, name="erasure"),
    path("of/<uuid:number>/", pages.ask, name="ask"),
]
