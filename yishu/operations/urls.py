"""Pages of operations."""

from django.urls import path

from yishu.operations import evaluation_pages, incident_pages, local_rules_pages, pages

app_name = "operations"
urlpatterns = [
    path("implementation/", pages.implementation, name="implementation"),
    path("incidents/", incident_pages.index, name="incidents"),
    path("incidents/report/", incident_pages.report, name="report"),
    path("incidents/<str:number>/", incident_pages.incident, name="incident"),
    path("risk/", pages.risks, name="risk"),
    path("risk/assess/", pages.assess, name="assess"),
    path("drills/", pages.drills, name="drills"),
    path("evaluations/", evaluation_pages.evaluations, name="evaluations"),
    path("rules/", local_rules_pages.local_rules, name="local_rules"),
    path("rules/clocks/<slug:code>/", local_rules_pages.clock, name="clock"),
    path("rules/fields/new/", local_rules_pages.field, name="field"),
    path("rules/fields/<int:field_id>/drop/", local_rules_pages.drop_field, name="drop_field"),
    path("rules/steps/<slug:code>/", local_rules_pages.step, name="step"),
]
