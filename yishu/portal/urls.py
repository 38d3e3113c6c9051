"""The home page, the evidence, and what machines ask of the portal's health."""

from django.urls import include, path

from yishu.portal import evidence, health, home

own = [
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence/<uuid:number>/", evidence.record, name="record"),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include((own, "portal"))),
]
