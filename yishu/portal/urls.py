"""The home page, the evidence, and what machines ask of the portal's health."""

from django.urls import include, path

from yishu.portal import evidence, health, home
from yishu.portal.lists import pages as lists

own = [
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence/<uuid:number>/", evidence.record, name="record"),
    path("evidence/<uuid:number>/proof/", evidence.proof, name="record_proof"),
    path("lists/", lists.three_lists, {"kind": "demands"}, name="own_lists"),
    path("lists/<str:kind>/", lists.three_lists, name="lists"),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("evidence/", include("yishu.portal.inspecting.urls")),
    path("", include((own, "portal"))),
]
