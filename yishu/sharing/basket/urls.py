from django.urls import path

from yishu.sharing.basket import pages

app_name = "basket"
urlpatterns = [
    path("", pages.basket, name="basket"),
    path("drafts/<int:draft_id>/discard/", pages.discard, name="discard"),
]
