from django.urls import path

from yishu.sharing.standing import pages, review_pages, sheet_pages

app_name = "standing"
urlpatterns = [
    path("", pages.standings, name="standings"),
    path("new/", pages.bring_in, name="bring_in"),
    path("sheets/", sheet_pages.upload, name="upload"),
    path("sheets/template/", sheet_pages.template, name="template"),
    path("sheets/<int:sheet_id>/", sheet_pages.sheet, name="sheet"),
    path("sheets/<int:sheet_id>/left-over/", sheet_pages.left_over, name="left_over"),
    path("<str:number>/", review_pages.standing, name="standing"),
    path("<str:number>/amend/", pages.amend, name="amend"),
    path("<str:number>/file/", pages.basis_file, name="file"),
]
