from django.urls import path

from yishu.catalogue.spreadsheets import pages, spelling_pages

app_name = "spreadsheets"
urlpatterns = [
    path("", pages.uploads, name="uploads"),
    path("template.xlsx", pages.template_file, name="template"),
    path("providers/", spelling_pages.spellings, name="spellings"),
    path("providers/<int:spelling_id>/", spelling_pages.choose, name="choose_spelling"),
    path("<int:upload_id>/", pages.upload, name="upload"),
    path("<int:upload_id>/progress/", pages.progress, name="progress"),
    path("<int:upload_id>/marked.xlsx", pages.marked_file, name="marked"),
    path("<int:upload_id>/report.csv", pages.report_file, {"form": "csv"}, name="report_csv"),
    path("<int:upload_id>/report.xlsx", pages.report_file, {"form": "xlsx"}, name="report_xlsx"),
]
