"""Pages of exchange."""

from django.urls import path

from yishu.exchange import pages

app_name = "exchange"
urlpatterns = [
    path("links/", pages.links, name="links"),
    path("links/invite/", pages.invite, name="invite"),
    path("links/join/", pages.join, name="join"),
    path("links/<str:code>/confirm/", pages.confirm, name="confirm"),
    path("links/<str:code>/close/", pages.close, name="close"),
    path("entries/", pages.entries, name="entries"),
    path("entries/<str:code>/", pages.entry, name="entry"),
    path("applications/", pages.applications, name="applications"),
    path("applications/<uuid:application_id>/proof.json", pages.proof, name="proof"),
]
