from django.urls import path

from yishu.access.delta import views

app_name = "delta"
_TABLE = "shares/<str:share>/schemas/<str:schema>/tables/<str:table>"
urlpatterns = [
    path("shares", views.shares, name="shares"),
    path("shares/<str:share>", views.share, name="share"),
    path("shares/<str:share>/schemas", views.schemas, name="schemas"),
    path("shares/<str:share>/schemas/<str:schema>/tables", views.tables, name="tables"),
    path("shares/<str:share>/all-tables", views.tables, name="all_tables"),
    path(f"{_TABLE}/version", views.version, name="version"),
    path(f"{_TABLE}", views.version, name="table"),  # HEAD: the version, as early clients ask for it
    path(f"{_TABLE}/metadata", views.metadata, name="metadata"),
    path(f"{_TABLE}/query", views.query, name="query"),
    path(f"{_TABLE}/changes", views.changes, name="changes"),
    path("files/<uuid:number>.parquet", views.file, name="file"),
]
