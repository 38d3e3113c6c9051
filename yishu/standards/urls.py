from django.urls import path

from yishu.standards import deciding, pages, proposing
from yishu.standards.models import Kind

app_name = "standards"
urlpatterns = [
    path("", pages.register, {"kind": Kind.ELEMENT}, name="register"),
    path("code-lists/", pages.register, {"kind": Kind.CODE_LIST}, name="code_lists"),
    path("standards/", pages.register, {"kind": Kind.STANDARD}, name="standards"),
    path("elements/<str:identifier>/", pages.element, name="element"),
    path("code-lists/<str:identifier>/", pages.code_list, name="code_list"),
    path("standards/<str:code>/", pages.standard, name="standard"),
    path("download/<str:kind>.<str:form>", pages.download, name="download"),
    path("download/<str:kind>/<str:identifier>.<str:form>", pages.download, name="download_one"),
    path("propose/<str:kind>/", proposing.propose, name="propose"),
    path("propose/<str:kind>/<int:key>/", proposing.amend, name="amend"),
    path("import/<str:kind>/", proposing.import_page, name="import"),
    path("review/", deciding.review, name="review"),
    path("review/<str:kind>/<int:key>/", deciding.decide, name="decide"),
    path("abolish/<str:kind>/<int:key>/", deciding.abolish, name="abolish"),
]
