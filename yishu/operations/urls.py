"""Pages of operations."""

from django.urls import path

from yishu.operations import local_rules_pages

app_name = "operations"
urlpatterns = [
    path("rules/", local_rules_pages.local_rules, name="local_rules"),
    path("rules/clocks/<slug:code>/", local_rules_pages.clock, name="clock"),
    path("rules/steps/<slug:code>/", local_rules_pages.step, name="step"),
]
