"""Pages of assessment."""

from django.urls import path
from django.urls.resolvers import URLPattern

from yishu.assessment import figure_pages, outcome_pages, oversight_pages, pages, request_pages

app_name = "assessment"
urlpatterns: list[URLPattern] = [
    path("", pages.periods, name="periods"),
    path("published/", pages.published, name="published"),
    path("published/<str:period>/", pages.published_one, name="published_one"),
    path("published/<str:period>/report.pdf", pages.published_pdf, name="published_pdf"),
    path("owed/", oversight_pages.owed_list, name="owed"),
    path("scheme/", outcome_pages.scheme, name="scheme"),
    path("objections/", figure_pages.objections, name="objections"),
    path("objections/<str:number>/", figure_pages.objection, name="objection"),
    path("inspections/", oversight_pages.inspections, name="inspections"),
    path("inspections/plan/", oversight_pages.plan, name="plan"),
    path("inspections/request/", request_pages.ask, name="request_inspection"),
    path("inspections/requests/<int:number>/", request_pages.asked, name="inspection_request"),
    path("inspections/<str:number>/", oversight_pages.inspection, name="inspection"),
    path("findings/<int:finding_id>/", oversight_pages.finding, name="finding"),
    path("proposals/", outcome_pages.proposals, name="proposals"),
    path("proposals.csv", outcome_pages.proposals_csv, name="proposals_csv"),
    path("proposals.xlsx", outcome_pages.proposals_xlsx, name="proposals_xlsx"),
    path("proposals/<str:number>/", outcome_pages.proposal, name="proposal"),
    path("<str:period>/", pages.one, name="one"),
    path("<str:period>/act/", pages.act, name="act"),
    path("<str:period>/report.pdf", pages.report_pdf, name="report"),
    path("<str:period>/results.csv", pages.results_csv, name="results"),
    path("<str:period>/<str:agency>/", pages.score, name="score"),
    path("<str:period>/<str:agency>/calls.csv", figure_pages.calls_csv, name="calls"),
    path("<str:period>/<str:agency>/<str:indicator>/", figure_pages.figure, name="figure"),
    path("<str:period>/<str:agency>/<str:indicator>/rows.csv", figure_pages.rows_csv, name="rows"),
]
