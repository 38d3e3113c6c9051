"""Pages of operations."""

from django.urls.resolvers import URLPattern

app_name = "operations"
urlpatterns: list[URLPattern] = []
