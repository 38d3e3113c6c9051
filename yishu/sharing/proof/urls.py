from django.urls import path

from yishu.sharing.proof import pages

app_name = "proof"
urlpatterns = [path("grants/<uuid:grant_id>/proof.json", pages.file, name="file")]
