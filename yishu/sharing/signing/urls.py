from django.urls import path

from yishu.sharing.signing import pages

app_name = "signing"
urlpatterns = [
    path("", pages.inbox, name="inbox"),
    path("steps/", pages.steps, name="steps"),
    path("steps/<str:stage>/", pages.set_steps, name="set_steps"),
    path("<int:round_id>/", pages.sign_off, name="round"),
    path("<int:round_id>/take-back/", pages.take_back, name="take_back"),
]
