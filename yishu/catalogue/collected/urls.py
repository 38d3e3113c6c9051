from django.urls import path

from yishu.catalogue.collected import pages

app_name = "collected"
urlpatterns = [
    path("", pages.forms_page, name="forms"),
    path("new/", pages.new_form, name="new"),
    path("<str:number>/", pages.form_page, name="form"),
]
