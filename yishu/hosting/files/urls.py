from django.urls import path

from yishu.hosting.files import pages

app_name = "files"
urlpatterns = [
    path("", pages.shelves, name="shelves"),
    path("<str:code>/", pages.shelf, name="shelf"),
    path("<str:code>/<int:key>/", pages.document, name="document"),
    path("<str:code>/<int:key>/<int:n>/", pages.file, name="file"),
]
