"""One's own login: password, second factors, sessions."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.errors import TooManyTries, WrongPassword
from yishu.agencies.identity import certificates, factors, federation, inviting, own_sessions, passkeys, sudo
from yishu.agencies.identity.enrolling import Enrolment
from yishu.agencies.identity.errors import WrongCode
from yishu.agencies.identity.forms import ChangeForm, ConfirmForm, FirstCodeForm
from yishu.agencies.identity.models import Authenticator, Passkey
from yishu.agencies.identity.sessions import kept_key
from yishu.agencies.identity.signing_in import sign_in
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Person
from yishu.core.errors import Invalid
from yishu.shell import fields


@require_GET
@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """Password, second factors and sessions of whoever has logged in."""
    actor_of(request)
    person = _person(request)
    given = {
        "authenticator": Authenticator.objects.filter(person=person).first(),
        "passkeys": Passkey.objects.filter(person=person),
        "codes_left": factors.codes_left(person),
        "certificates": settings.YISHU_CLIENT_CERT_URL if certificates.is_offered() else "",
        "certificate": federation.certificates_of(person).first(),
        "is_needed": factors.needs_factor(person),
        "has_factor": factors.has_factor(person),
        "sessions": own_sessions.list_sessions(person, current=request.session.session_key or ""),
        "idle_minutes": settings.YISHU_SESSION_IDLE_MINUTES,
        "hours": round(settings.SESSION_COOKIE_AGE / 3600),
        "is_proved": sudo.is_proved(request),
    }
    return render(request, "identity/security.html", given)


@sensitive_post_parameters("current", "password", "again")
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; all other sessions end."""
    actor, person = actor_of(request), _person(request)
    form = ChangeForm(request.POST or None)
    if form.is_valid() and _is_theirs(request, form, "current"):
        try:
            inviting.change_password(
                actor, person, form.cleaned_data["password"], keep=kept_key(request.session.session_key or "")
            )
        except Invalid as wrong:
            fields.add_errors(form, wrong)
        else:
            update_session_auth_hash(request, person)
            sudo.mark_proved(request)
            messages.success(request, _("密码已更改，您在其他地方的登录均已终止。"))
            return redirect("identity:security")
    given = {"form": form, "password_length": settings.YISHU_PASSWORD_LENGTH}
    return render(request, "identity/password.html", given, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """The password once more, before the way in is changed."""
    actor_of(request)
    form = ConfirmForm(request.POST or None)
    if form.is_valid() and _is_theirs(request, form, "password"):
        sudo.mark_proved(request)
        return HttpResponseRedirect(_within(request))
    given = {"form": form, "next": _within(request)}
    return render(request, "identity/confirm.html", given, status=422 if form.errors else 200)


@never_cache
def authenticator(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator application, or another one in its place."""
    actor, person = actor_of(request), _person(request)
    if not sudo.is_proved(request):
        return _to_confirm("identity:authenticator")
    enrolment, form = Enrolment.of(request, person), FirstCodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes = factors.add_authenticator(
                actor, person, enrolment.secret, form.cleaned_data["code"], now=timezone.now()
            )
        except WrongCode as problem:
            form.add_error("code", problem.detail(fields.language()))
        else:
            enrolment.forget(request)
            given = {"codes": codes, "next": resolve_url("identity:security")}
            return render(request, "identity/codes.html", given)
    given = {"form": form, "enrolment": enrolment}
    return render(request, "identity/enrol.html", given, status=422 if form.errors else 200)


@require_POST
def remove_authenticator(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    sudo.require_proved(request)
    factors.remove_authenticator(actor, _person(request))
    messages.success(request, _("验证器已取消。"))
    return redirect("identity:security")


@require_POST
@never_cache
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New ones; this answer is the only place where they stand."""
    actor = actor_of(request)
    sudo.require_proved(request)
    codes = factors.renew_recovery_codes(actor, _person(request))
    return render(request, "identity/codes.html", {"codes": codes, "next": resolve_url("identity:security")})


@require_POST
@never_cache
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser is asked to make."""
    actor_of(request)
    sudo.require_proved(request)
    options = passkeys.options_to_add(request, _person(request), now=timezone.now())
    return HttpResponse(options, content_type="application/json")


@require_POST
@never_cache
def add_passkey(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    sudo.require_proved(request)
    body = passkeys.body_of(request)
    person = _person(request)
    passkeys.add(actor, request, person, body["credential"], str(body.get("name", "")), now=timezone.now())
    messages.success(request, _("通行密钥已添加。"))
    return JsonResponse({"next": resolve_url("identity:security")})


@require_POST
def remove_passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    actor = actor_of(request)
    sudo.require_proved(request)
    passkeys.remove(actor, _person(request), passkey_id)
    messages.success(request, _("通行密钥已删除。"))
    return redirect("identity:security")


@require_POST
def end_session(request: HttpRequest, session: str) -> HttpResponse:
    """End one of one's own sessions."""
    own_sessions.end(actor_of(request), _person(request), session)
    messages.success(request, _("该处登录已终止。"))
    return redirect("identity:security")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one, bearer tokens included."""
    own_sessions.end_others(actor_of(request), _person(request), kept_key(request.session.session_key or ""))
    messages.success(request, _("其他各处的登录均已终止。"))
    return redirect("identity:security")


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _is_theirs(request: HttpRequest, form: ChangeForm | ConfirmForm, field: str) -> bool:
    """Whether the password given is that of whoever has logged in; measured by the same brake as a login."""
    try:
        found = sign_in(request, _person(request).login, form.cleaned_data[field], now=timezone.now())
    except WrongPassword:
        form.add_error(field, _("密码不正确，请核对大小写。"))
    except TooManyTries as problem:
        form.add_error(field, problem.detail(fields.language()))
    else:
        return found.pk == _person(request).pk
    return False


def _to_confirm(name: str) -> HttpResponse:
    return HttpResponseRedirect(f"{resolve_url('identity:confirm')}?{urlencode({'next': resolve_url(name)})}")


def _within(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and safe else resolve_url("identity:security")
