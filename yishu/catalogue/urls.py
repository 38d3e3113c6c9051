from django.urls import path

from yishu.catalogue import editing, pages, reviewing

app_name = "catalogue"
urlpatterns = [
    path("", pages.search_page, name="search"),
    path("mine/", pages.mine, name="mine"),
    path("version/<int:entry_id>/", pages.version, name="version"),
    path("draft/", editing.draft, name="draft"),
    path("draft/<int:entry_id>/", editing.amend, name="amend"),
    path("draft/<int:entry_id>/submit/", editing.submit, name="submit"),
    path("review/", reviewing.review, name="review"),
    path("review/<int:entry_id>/", reviewing.review_entry, name="review_entry"),
    path("<str:code>/", pages.entry_page, name="entry"),
    path("<str:code>/draft/", editing.draft_version, name="draft_version"),
]
