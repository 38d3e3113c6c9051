from django.urls import path

from yishu.sharing import applying, deciding, pages
from yishu.sharing.coordination import pages as coordination
from yishu.sharing.demands import pages as demands
from yishu.sharing.onward import pages as onward

app_name = "sharing"
urlpatterns = [
    path("apply/", applying.apply, name="apply"),
    path("applications/", pages.applications, name="applications"),
    path("applications/<str:number>/", pages.application, name="application"),
    path("applications/<str:number>/form/", pages.printed, name="printed"),
    path(
        "applications/<str:number>/<str:code>/coordinate/",
        coordination.take_to_coordinator,
        name="take_to_coordinator",
    ),
    path("applications/<str:number>/<str:code>/withdraw/", pages.withdraw, name="withdraw"),
    path("demands/", demands.demands, name="demands"),
    path("demands/new/", demands.file_demand, name="file_demand"),
    path("demands/<str:number>/", demands.demand, name="demand"),
    path("coordinations/", coordination.coordinations, name="coordinations"),
    path("coordinations/<str:number>/", coordination.coordination, name="coordination"),
    path("onward-uses/", onward.onward_uses, name="onward_uses"),
    path("onward-uses/<str:number>/", onward.onward_use, name="onward_use"),
    path("grants/<str:grant_id>/onward-use/", onward.ask, name="ask_onward"),
    path("inbox/", deciding.inbox, name="inbox"),
    path("inbox/<str:number>/<str:code>/", deciding.decide, name="decide"),
    path("grants/", pages.grants, name="grants"),
    path("grants/<str:grant_id>/", pages.grant, name="grant"),
]
