from django.urls import path

from yishu.sharing.attachments import pages

app_name = "attachments"
urlpatterns = [
    path("<str:number>/", pages.attach, name="attach"),
    path("<str:number>/<int:n>/", pages.download, name="download"),
]
