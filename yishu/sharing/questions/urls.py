from django.urls import path

from yishu.sharing.questions import pages

app_name = "questions"
urlpatterns = [
    path("<str:number>/<str:code>/", pages.ask, name="ask"),
    path("<str:number>/<str:code>/<int:n>/answer/", pages.answer, name="answer"),
]
