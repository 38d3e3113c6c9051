"""Pages of the working days."""

from django.urls import path

from yishu.operations.workdays import pages

app_name = "workdays"
urlpatterns = [
    path("", pages.year, name="year"),
    path("import/", pages.take, name="take"),
    path("days/", pages.local, name="local"),
    path("days/<str:day>/remove/", pages.remove, name="remove"),
    path("changes/<int:number>/", pages.change, name="change"),
    path("changes/<int:number>/undo/", pages.undo, name="undo"),
]
