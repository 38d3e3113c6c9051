"""Logging in by the certificate of a UKey, and making one's own known. Both stand where the TLS terminator asks for a certificate."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.identity import certificates, federation, login_pages, sudo
from yishu.agencies.identity.errors import (
    AuthoritiesUnreadable,
    CertificateMissing,
    CertificateRefused,
    IdentityUnknown,
)
from yishu.agencies.identity.opening import Pending
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Person
from yishu.shell import fields


@require_GET
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Whoever the certificate names. The key in it and its PIN are two factors: no further one is asked for."""
    now = timezone.now()
    try:
        person = federation.person_of_certificate(certificates.shown_by(request, now=now), now=now)
    except (AuthoritiesUnreadable, CertificateMissing, CertificateRefused, IdentityUnknown) as problem:
        messages.error(request, problem.detail(fields.language()))
        return redirect(settings.YISHU_URL + resolve_url("login"))
    pending = Pending(person, settings.YISHU_URL + login_pages.wanted_of(request))
    return login_pages.entered(request, pending, "x509")


@never_cache
def bind(request: HttpRequest) -> HttpResponse:
    """Show the certificate that came, and bind it to whoever has logged in."""
    actor, now = actor_of(request), timezone.now()
    sudo.require_proved(request)
    shown = certificates.shown_by(request, now=now)
    if request.method == "POST":
        assert isinstance(request.user, Person)
        federation.bind_certificate(actor, request.user, shown, now=now)
        messages.success(request, _("证书已绑定，今后可以用它登录。"))
        return redirect(settings.YISHU_URL + resolve_url("identity:security"))
    return render(request, "identity/certificate.html", {"shown": shown})


@require_POST
def unbind(request: HttpRequest) -> HttpResponse:
    """The certificate no longer opens anything."""
    actor = actor_of(request)
    sudo.require_proved(request)
    assert isinstance(request.user, Person)
    federation.unbind_certificate(actor, request.user)
    messages.success(request, _("证书绑定已解除。"))
    return redirect("identity:security")
