from django.urls import path

from yishu.catalogue.projects import pages

app_name = "projects"
urlpatterns = [
    path("", pages.projects, name="projects"),
    path("new/", pages.new_project, name="new"),
    path("<str:number>/", pages.project, name="project"),
    path("<str:number>/change/", pages.change, name="change"),
    path("<str:number>/sheet/", pages.sheet, name="sheet"),
]
