from django.urls import path

from yishu.sharing.refusing import pages

app_name = "refusing"
urlpatterns = [
    path("", pages.templates, name="templates"),
    path("new/", pages.new_template, name="new"),
    path("<str:code>/", pages.template, name="template"),
]
