"""One's own page, application systems and their keys."""

from django.urls import include, path

from yishu.agencies import pages, system_pages

own = [
    path("me/", pages.me, name="me"),
    path("systems/", system_pages.systems, name="systems"),
    path("systems/register/", system_pages.register_system, name="register_system"),
    path("systems/<int:system_id>/", system_pages.change_system, name="change_system"),
    path("systems/<int:system_id>/keys/", system_pages.issue_key, name="issue_key"),
    path("systems/<int:system_id>/keys/public/", system_pages.register_public_key, name="register_public_key"),
    path("keys/<int:key_id>/rotate/", system_pages.rotate_key, name="rotate_key"),
    path("keys/<int:key_id>/revoke/", system_pages.revoke_key, name="revoke_key"),
]
urlpatterns = [
    path("", include((own, "agencies"))),
]
