from django.urls import path

from yishu.hosting.invented import pages

app_name = "invented"
urlpatterns = [path("<str:code>/", pages.sample, name="sample")]
