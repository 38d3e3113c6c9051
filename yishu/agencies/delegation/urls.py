from django.urls import path

from yishu.agencies.delegation import pages

app_name = "delegation"
urlpatterns = [
    path("", pages.list_page, name="list"),
    path("<int:number>/end/", pages.end, name="end"),
]
