"""Pages of exchange."""

from django.urls import path

from yishu.exchange import application_pages, pages

app_name = "exchange"
urlpatterns = [
    path("links/", pages.links, name="links"),
    path("links/invite/", pages.invite, name="invite"),
    path("links/join/", pages.join, name="join"),
    path("links/<str:code>/confirm/", pages.confirm, name="confirm"),
    path("links/<str:code>/close/", pages.close, name="close"),
    path("links/<str:code>/witness/", pages.witness_anew, name="witness_anew"),
    path("entries/", pages.entries, name="entries"),
    path("entries/<str:code>/", pages.entry, name="entry"),
    path("applications/", application_pages.applications, name="applications"),
    path("applications/<uuid:application_id>/", application_pages.application, name="application"),
    path("applications/<uuid:application_id>/complete/", application_pages.complete, name="complete"),
    path("applications/<uuid:application_id>/withdraw/", application_pages.withdraw, name="withdraw"),
    path("applications/<uuid:application_id>/form/", application_pages.printed, name="printed"),
    path("applications/<uuid:application_id>/proof.json", application_pages.proof, name="proof"),
]
