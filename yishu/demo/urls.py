"""What only a demo answers."""

from django.urls import path

from yishu.demo import backend, pages, tour

app_name = "demo"
urlpatterns = [
    path("sign-in", pages.sign_in, name="sign_in"),
    path("tour/", tour.tour, name="tour"),
    path("backend/estate", backend.estate, name="backend"),
]
