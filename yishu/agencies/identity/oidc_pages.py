"""Logging in by another identity provider, such as the province's own."""

from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from yishu.agencies.identity import federation, login_pages, opening
from yishu.agencies.identity.errors import IdentityUnknown, ProviderRefused
from yishu.agencies.identity.oidc import Attempt, Provider, ProviderFailed
from yishu.agencies.identity.opening import Pending
from yishu.core.errors import Problem
from yishu.shell import fields

ATTEMPT = "oidc"


@require_GET
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Away to the provider, with what will show that the answer belongs to this browser."""
    provider = _provider()
    if provider is None:
        return redirect("login")
    attempt = Attempt.new()
    try:
        address = attempt.address(provider, _back(request))
    except ProviderFailed:
        return _failed(request, ProviderRefused(name=settings.YISHU_OIDC_NAME))
    request.session[ATTEMPT] = asdict(attempt) | {"wanted": login_pages.wanted_of(request)}
    return HttpResponseRedirect(address)


@require_GET
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """From the provider: whoever it names logs in, if they are one of us; a second factor that they need here is asked for as well."""
    provider, kept, now = _provider(), request.session.pop(ATTEMPT, None), timezone.now()
    if provider is None or kept is None:
        return _failed(request, ProviderRefused(name=settings.YISHU_OIDC_NAME))
    wanted = str(kept.pop("wanted"))
    try:
        claims = Attempt(**kept).claims(provider, request.GET.dict(), _back(request), now=now)  # type: ignore[arg-type]
        person = federation.person_of(claims, now=now)
    except ProviderFailed:
        return _failed(request, ProviderRefused(name=settings.YISHU_OIDC_NAME))
    except IdentityUnknown as unknown:
        return _failed(request, unknown)
    if step := opening.next_step(person):
        opening.put_off(request, person, wanted, now=now)
        return redirect(f"identity:{step}")
    return login_pages.entered(request, Pending(person, wanted), "oidc")


def _provider() -> Provider | None:
    if not settings.YISHU_OIDC_ISSUER:
        return None
    return Provider(settings.YISHU_OIDC_ISSUER, settings.YISHU_OIDC_CLIENT, settings.YISHU_OIDC_SECRET)


def _back(request: HttpRequest) -> str:
    path = reverse("identity:oidc_back")
    return settings.YISHU_URL + path if settings.YISHU_URL else request.build_absolute_uri(path)


def _failed(request: HttpRequest, problem: Problem) -> HttpResponse:
    messages.error(request, problem.detail(fields.language()))
    return redirect("login")
