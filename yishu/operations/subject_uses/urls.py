"""Pages of who used a person's information."""

from django.urls import path

from yishu.operations.subject_uses import pages

app_name = "subject_uses"
urlpatterns = [
    path("", pages.lookup, name="lookup"),
    path("counter/", pages.counter, name="counter"),
    path("looks/<uuid:number>/", pages.look, name="look"),
    path("withholdings/", pages.withholdings, name="withholdings"),
    path("withholdings/new/", pages.declare, name="declare"),
    path("withholdings/<int:number>/end/", pages.end, name="end"),
]
