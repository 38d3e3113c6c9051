"""Pages beside the evidence."""

from django.urls import path

from yishu.portal.inspecting import excerpt_pages, pages, vouching_pages

app_name = "inspecting"
urlpatterns = [
    path("case/", pages.case, name="case"),
    path("check/", pages.check, name="check"),
    path("statistics/", pages.statistics, name="statistics"),
    path("log/", vouching_pages.vouching, name="vouching"),
    path("excerpts/", excerpt_pages.excerpts, name="excerpts"),
    path("excerpts/<uuid:number>/file/", excerpt_pages.file, name="file"),
    path("excerpts/<uuid:number>/table/", excerpt_pages.table, name="table"),
    path("excerpts/<uuid:number>/remove/", excerpt_pages.remove, name="remove"),
]
