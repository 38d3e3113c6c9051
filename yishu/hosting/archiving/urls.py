from django.urls import path

from yishu.hosting.archiving import pages

app_name = "archiving"
urlpatterns = [path("<str:code>/files/", pages.files, name="files")]
