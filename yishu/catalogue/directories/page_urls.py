from django.urls import path

from yishu.catalogue.directories import pages

app_name = "directories"
urlpatterns = [
    path("", pages.versions, name="versions"),
    path("key.pem", pages.key, name="key"),
    path("<int:number>/<str:part>/", pages.version, name="version"),
    path("<int:number>/<str:part>/changes.csv", pages.changes, name="changes"),
    path("<int:number>/<str:part>/<str:name>", pages.file, name="file"),
]
