"""Verifying, querying and tracing copies on pages."""

from django.urls import path

from yishu.access import pages, tracing_pages
from yishu.access.delta import pages as delta_pages
from yishu.access.files import pages as files_pages
from yishu.access.places import pages as place_pages
from yishu.access.results import pages as results_pages
from yishu.access.sandbox import pages as sandbox_pages
from yishu.access.snippets import pages as snippet_pages

app_name = "access"
urlpatterns = [
    path("", pages.console, name="console"),
    path("trace/", tracing_pages.trace, name="trace"),
    path("try/", sandbox_pages.index, name="try_index"),
    path("try/<str:code>/", sandbox_pages.console, name="try"),
    path("<uuid:grant_id>/", pages.desk, name="desk"),
    path("<uuid:grant_id>/documents/", files_pages.documents, name="documents"),
    path("<uuid:grant_id>/sheet/", results_pages.issue, name="sheet"),
    path("<uuid:grant_id>/place/", place_pages.place, name="place"),
    path("<uuid:grant_id>/profile/", delta_pages.profile, name="profile"),
    path("<uuid:grant_id>/openapi.json", snippet_pages.openapi, name="openapi"),
    path("<uuid:grant_id>/postman.json", snippet_pages.postman, name="postman"),
]
