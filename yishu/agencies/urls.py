"""One's own page, application systems and their keys."""

from django.urls import include, path

from yishu.agencies import pages

own = [
    path("me/", pages.me, name="me"),
    path("systems/", pages.systems, name="systems"),
    path("systems/register/", pages.register_system, name="register_system"),
    path("systems/<int:system_id>/keys/", pages.issue_key, name="issue_key"),
    path("keys/<int:key_id>/revoke/", pages.revoke_key, name="revoke_key"),
]
urlpatterns = [
    path("", include((own, "agencies"))),
]
