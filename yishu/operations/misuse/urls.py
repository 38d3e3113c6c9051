"""Pages of misuse."""

from django.urls import path

from yishu.operations.misuse import canary_pages, pages, threshold_pages

app_name = "misuse"
urlpatterns = [
    path("", pages.index, name="findings"),
    path("canaries/", canary_pages.index, name="canaries"),
    path("canaries/<int:number>/end/", canary_pages.end, name="end_canary"),
    path("thresholds/", threshold_pages.index, name="thresholds"),
    path("thresholds/<slug:code>/", threshold_pages.change, name="threshold"),
    path("restraints/<str:restraint>/lift/", pages.lift, name="lift"),
    path("<str:number>/", pages.finding, name="finding"),
]
