from django.urls import path

from yishu.notices import channel_pages, pages, webhook_pages

app_name = "notices"
urlpatterns = [
    path("", pages.notices, name="notices"),
    path("read/", pages.mark_all_read, name="mark_all_read"),
    path("settings/", pages.preferences, name="preferences"),
    path("channels/", channel_pages.channels, name="channels"),
    path("channels/resend/", channel_pages.resend, name="resend"),
    path("webhooks/", webhook_pages.webhooks, name="webhooks"),
    path("webhooks/new/<int:system_id>/", webhook_pages.create, name="create_webhook"),
    path("webhooks/<int:number>/", webhook_pages.webhook, name="webhook"),
    path("webhooks/<int:number>/rotate/", webhook_pages.rotate, name="rotate_webhook"),
    path("webhooks/<int:number>/test/", webhook_pages.test, name="test_webhook"),
    path("webhooks/<int:number>/remove/", webhook_pages.remove, name="remove_webhook"),
    path("webhooks/<int:number>/resend/", webhook_pages.resend, name="resend_webhook"),
    path("<int:number>/", pages.open_notice, name="open"),
    path("<int:number>/read/", pages.mark_read, name="mark_read"),
]
