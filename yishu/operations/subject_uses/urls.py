"""Pages of who used a person's information."""

from django.urls import path

from yishu.operations.subject_uses import pages

app_name = "subject_uses"
urlpatterns = [
    path("", pages.lookup, name="lookup"),
    path("counter/", pages.counter, name="counter"),
    path("looks/<uuid:number>/", pages.look, name="look"),
    path("looks/<uuid:number>/csv/", pages.take_table, name="take_table"),
    path("looks/<uuid:number>/paper/", pages.take_paper, name="take_paper"),
    path("withholdings/", pages.withholdings, name="withholdings"),
    path("withholdings/new/", pages.declare, name="declare"),
    path("withholdings/<int:number>/end/", pages.end, name="end"),
]
