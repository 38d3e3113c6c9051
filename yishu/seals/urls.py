"""Pages of seals."""

from django.urls import path

from yishu.seals import keeping, pages, using

app_name = "seals"
urlpatterns = [
    path("", pages.documents, name="documents"),
    path("kinds/", pages.kinds, name="kinds"),
    path("kinds/new/", pages.define, name="define"),
    path("kinds/<str:code>/draft/", pages.draft, name="draft"),
    path("documents/<str:number>/", pages.document, name="document"),
    path("documents/<str:number>/file/", pages.file, name="file"),
    path("documents/<str:number>/amend/", pages.amend, name="amend"),
    path("archive/", keeping.archive, name="archive"),
    path("archive/<str:number>/", keeping.package, name="package"),
    path("fetch/", using.fetch, name="fetch"),
    path("verify/", using.verify, name="verify"),
    path("authority.pem", using.own_authority, name="authority"),
]
