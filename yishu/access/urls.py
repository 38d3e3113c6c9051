"""Verifying and querying on pages."""

from django.urls import path

from yishu.access import pages

app_name = "access"
urlpatterns = [
    path("", pages.console, name="console"),
    path("<uuid:grant_id>/", pages.desk, name="desk"),
]
