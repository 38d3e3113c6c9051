"""Pages of seals."""

from django.urls.resolvers import URLPattern

app_name = "seals"
urlpatterns: list[URLPattern] = []
