from django.urls import path

from yishu.hosting import mount_pages, pages

app_name = "hosting"
urlpatterns = [
    path("", pages.publish, name="publish"),
    path("batches/", pages.batches, name="batches"),
    path("batches/<str:number>/", pages.batch, name="batch"),
    path("mounts/", mount_pages.mounts, name="mounts"),
    path("mounts/<str:code>/", mount_pages.mount, name="mount"),
    path("mounts/<str:code>/blind-key/", mount_pages.blind_key, name="blind_key"),
    path("mounts/<str:code>/end/", mount_pages.unmount, name="unmount"),
]
