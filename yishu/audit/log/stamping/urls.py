from django.urls import path

from yishu.audit.log.stamping import pages

app_name = "tsa"
urlpatterns = [
    path("tsa", pages.stamp, name="stamp"),
    path("tsa/certificate", pages.certificate, name="certificate"),
]
