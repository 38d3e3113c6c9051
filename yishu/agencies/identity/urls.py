"""Logging in and out, one's own login, an agency's people."""

from django.urls import include, path

from yishu.agencies.identity import account_pages, certificate_pages, login_pages, oidc_pages, people_pages

own = [
    path("login/verify/", login_pages.verify, name="verify"),
    path("login/passkey/options/", login_pages.passkey_options, name="login_passkey_options"),
    path("login/passkey/", login_pages.verify_passkey, name="login_passkey"),
    path("login/enrol/", login_pages.enrol, name="enrol"),
    path("login/oidc/", oidc_pages.begin, name="oidc_begin"),
    path("login/oidc/back/", oidc_pages.back, name="oidc_back"),
    path("login/certificate/", certificate_pages.enter, name="certificate_login"),
    path("invitation/<str:text>/", login_pages.invitation, name="invitation"),
    path("first-login/", login_pages.first_login, name="first_login"),
    path("me/security/", account_pages.security, name="security"),
    path("me/security/password/", account_pages.password, name="password"),
    path("me/security/confirm/", account_pages.confirm, name="confirm"),
    path("me/security/authenticator/", account_pages.authenticator, name="authenticator"),
    path("me/security/authenticator/remove/", account_pages.remove_authenticator, name="remove_authenticator"),
    path("me/security/recovery-codes/", account_pages.recovery_codes, name="recovery_codes"),
    path("me/security/passkeys/options/", account_pages.passkey_options, name="passkey_options"),
    path("me/security/passkeys/", account_pages.add_passkey, name="add_passkey"),
    path("me/security/passkeys/<int:passkey_id>/remove/", account_pages.remove_passkey, name="remove_passkey"),
    path("me/security/certificate/", certificate_pages.bind, name="bind_certificate"),
    path("me/security/certificate/remove/", certificate_pages.unbind, name="unbind_certificate"),
    path("me/security/sessions/<str:session>/end/", account_pages.end_session, name="end_session"),
    path("me/security/sessions/end-others/", account_pages.end_others, name="end_others"),
    path("people/", people_pages.list_page, name="people"),
    path("people/invite/", people_pages.invite, name="invite"),
    path("people/<int:person_id>/", people_pages.person_page, name="person"),
    path("people/<int:person_id>/roles/", people_pages.set_roles, name="set_roles"),
    path("people/<int:person_id>/invitation/", people_pages.invite_again, name="invite_again"),
    path("people/<int:person_id>/invitation/revoke/", people_pages.revoke_invitation, name="revoke_invitation"),
    path("people/<int:person_id>/factors/reset/", people_pages.reset_factors, name="reset_factors"),
    path("people/<int:person_id>/sessions/end/", people_pages.revoke_sessions, name="revoke_sessions"),
    path("people/<int:person_id>/leave/", people_pages.deactivate, name="deactivate"),
]
urlpatterns = [
    path("login", login_pages.login, name="login"),
    path("logout", login_pages.logout, name="logout"),
    path("", include((own, "identity"))),
]
