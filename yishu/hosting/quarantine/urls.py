from django.urls import path

from yishu.hosting.quarantine import override_pages, pages

app_name = "quarantine"
urlpatterns = [
    path("", pages.listed, name="list"),
    path("download/", pages.download, name="download"),
    path("records/<int:number>/", pages.record, name="record"),
    path("records/<int:number>/correct/", pages.correct, name="correct"),
    path("records/<int:number>/put-aside/", pages.put_aside, name="put_aside"),
    path("records/<int:number>/take-up/", pages.take_up, name="take_up"),
    path("records/<int:number>/override/", override_pages.ask, name="ask_override"),
    path("overrides/", override_pages.listed, name="overrides"),
    path("overrides/<int:number>/agree/", override_pages.agree, name="agree"),
    path("overrides/<int:number>/refuse/", override_pages.refuse, name="refuse"),
    path("overrides/<int:number>/revoke/", override_pages.revoke, name="revoke"),
]
