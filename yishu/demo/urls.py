"""What only a demo answers."""

from django.urls import path

from yishu.demo import pages

app_name = "demo"
urlpatterns = [path("sign-in", pages.sign_in, name="sign_in")]
