from django.urls import path

from yishu.catalogue.directories import identifiers

app_name = "identifiers"
urlpatterns = [
    path("catalogue", identifiers.catalogue, name="catalogue"),
    path("resource/<str:code>", identifiers.resource, name="resource"),
]
