"""Pages of who answers for what."""

from django.urls import path

from yishu.agencies.accountability import pages

app_name = "accountability"
urlpatterns = [
    path("", pages.responsible, name="responsible"),
    path("handovers/<int:number>/", pages.handover, name="handover"),
    path("<slug:kind>/", pages.name, name="name"),
]
