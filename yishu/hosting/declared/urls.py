from django.urls import path

from yishu.hosting.declared import pages

app_name = "declared"
urlpatterns = [
    path("<str:code>/", pages.rules, name="rules"),
    path("<str:code>/new/<str:form>/", pages.new, name="new"),
    path("<str:code>/<int:number>/end/", pages.end, name="end"),
]
