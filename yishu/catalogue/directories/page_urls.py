from django.urls import path

from yishu.catalogue.directories import pages
from yishu.catalogue.directories.harvest import pages as harvest

app_name = "directories"
urlpatterns = [
    path("", pages.versions, name="versions"),
    path("key.pem", pages.key, name="key"),
    path("sources/", harvest.sources, name="sources"),
    path("sources/<int:source_id>/harvest/", harvest.ask, name="harvest_source"),
    path("<int:number>/<str:part>/", pages.version, name="version"),
    path("<int:number>/<str:part>/changes.csv", pages.changes, name="changes"),
    path("<int:number>/<str:part>/<str:name>", pages.file, name="file"),
]
