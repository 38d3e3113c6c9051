from django.urls import path

from yishu.sharing import deciding, pages

app_name = "sharing"
urlpatterns = [
    path("apply/", pages.apply, name="apply"),
    path("applications/", pages.applications, name="applications"),
    path("applications/<str:number>/", pages.application, name="application"),
    path("inbox/", deciding.inbox, name="inbox"),
    path("inbox/<str:number>/<str:code>/", deciding.decide, name="decide"),
    path("grants/", pages.grants, name="grants"),
    path("grants/<str:grant_id>/", pages.grant, name="grant"),
]
