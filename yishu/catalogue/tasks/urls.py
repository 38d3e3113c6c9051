from django.urls import path

from yishu.catalogue.tasks import pages, task_pages

app_name = "collection_tasks"
urlpatterns = [
    path("", pages.tasks, name="tasks"),
    path("new/", pages.new_task, name="new"),
    path("counts/", pages.counts, name="counts"),
    path("<str:number>/", task_pages.task, name="task"),
    path("<str:number>/change/", pages.change, name="change"),
]
