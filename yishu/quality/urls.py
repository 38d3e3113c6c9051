"""Pages of quality."""

from django.urls import path

from yishu.quality import feedback, pages, timing

app_name = "quality"
urlpatterns = [
    path("comparisons/", pages.comparisons, name="comparisons"),
    path("comparisons/new/", pages.new, name="new"),
    path("comparisons/<uuid:number>/", pages.comparison, name="comparison"),
    path("comparisons/<uuid:number>/download/", pages.download, name="download"),
    path("comparisons/<uuid:number>/rows/<int:place>/", pages.take, name="take"),
    path("discrepancies/", feedback.lists, name="discrepancies"),
    path("discrepancies/new/", feedback.report, name="report"),
    path("discrepancies/<str:number>/", feedback.discrepancy, name="discrepancy"),
    path("timeliness/", timing.timeliness, name="timeliness"),
    path("timeliness/<str:code>/nothing-new/", timing.nothing_new, name="nothing_new"),
    path("timeliness/<str:code>/filing/", timing.file_special_case, name="file"),
    path("filings/", timing.filings, name="filings"),
    path("filings/<str:number>/", timing.filing, name="filing"),
]
