"""Logging in: password, second factor, first login by invitation; logging out."""

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.errors import TooManyTries, WrongPassword
from yishu.agencies.identity import certificates, devices, factors, inviting, opening, passkeys
from yishu.agencies.identity.enrolling import Enrolment
from yishu.agencies.identity.errors import LoginExpired, WrongCode
from yishu.agencies.identity.forms import CodeForm, FirstCodeForm, LoginForm, PasswordForm
from yishu.agencies.identity.models import Authenticator, Passkey
from yishu.agencies.identity.opening import Pending
from yishu.agencies.identity.signing_in import sign_in
from yishu.agencies.middleware import actor_of
from yishu.agencies.queries import actor_of_person
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.errors import Invalid
from yishu.shell import fields

INVITATION = "invitation"


@sensitive_post_parameters("password")
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Name and password; then what else is needed, then back to where the person wanted to go."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(wanted_of(request))
    form = LoginForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        try:
            person = sign_in(request, form.cleaned_data["login"], form.cleaned_data["password"], now=now)
        except WrongPassword:
            form.add_error(None, _("登录名或密码不正确。请核对大小写；忘记密码请联系本单位管理员。"))
        except TooManyTries as problem:
            form.add_error(None, problem.detail(fields.language()))
        else:
            wanted = wanted_of(request)
            if step := opening.next_step(person):
                opening.put_off(request, person, wanted, now=now)
                return redirect(f"identity:{step}")
            return entered(request, Pending(person, wanted), "")
    given = {
        "form": form,
        "oidc": settings.YISHU_OIDC_ISSUER and settings.YISHU_OIDC_NAME,
        "certificates": settings.YISHU_CLIENT_CERT_URL if certificates.is_offered() else "",
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "identity/login.html", given, status=422 if form.errors else 200)


@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """The second factor of whoever gave the password: a code, or a passkey."""
    pending = _pending(request)
    if isinstance(pending, HttpResponse):
        return pending
    form, now = CodeForm(request.POST or None), timezone.now()
    if form.is_valid():
        login = pending.person.login
        source, device = devices.source_of(request), devices.device_of(request, login)
        try:
            factor = factors.check_code(
                pending.person, form.cleaned_data["code"], source=source, device=device, now=now
            )
        except (WrongCode, TooManyTries) as problem:
            form.add_error("code", problem.detail(fields.language()))
        else:
            return entered(request, pending, factor)
    given = {
        "form": form,
        "has_authenticator": Authenticator.objects.filter(person=pending.person).exists(),
        "has_passkeys": Passkey.objects.filter(person=pending.person).exists(),
    }
    return render(request, "identity/verify.html", given, status=422 if form.errors else 200)


@require_POST
@never_cache
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser is asked to sign."""
    pending = opening.pending_of(request, now=timezone.now())
    options = passkeys.options_to_use(request, pending.person, now=timezone.now())
    return HttpResponse(options, content_type="application/json")


@require_POST
@never_cache
def verify_passkey(request: HttpRequest) -> HttpResponse:
    """Where to go next, as JSON for our script."""
    now = timezone.now()
    pending = opening.pending_of(request, now=now)
    passkeys.check(request, pending.person, passkeys.body_of(request)["credential"], now=now)
    inside = entered(request, pending, "passkey")
    answer = JsonResponse({"next": inside["Location"]})
    answer.cookies = inside.cookies
    return answer


@never_cache
def enrol(request: HttpRequest) -> HttpResponse:
    """Whose role needs a second factor sets one up before the first page opens."""
    pending = _pending(request)
    if isinstance(pending, HttpResponse):
        return pending
    if factors.has_factor(pending.person):
        return redirect("identity:verify")
    enrolment, form = Enrolment.of(request, pending.person), FirstCodeForm(request.POST or None)
    if form.is_valid():
        actor, now = actor_of_person(pending.person), timezone.now()
        try:
            codes = factors.add_authenticator(
                actor, pending.person, enrolment.secret, form.cleaned_data["code"], now=now
            )
        except WrongCode as problem:
            form.add_error("code", problem.detail(fields.language()))
        else:
            enrolment.forget(request)
            inside = entered(request, pending, "totp")
            page = render(request, "identity/codes.html", {"codes": codes, "next": inside["Location"]})
            page.cookies = inside.cookies
            return page
    given = {"form": form, "enrolment": enrolment, "is_first": True}
    return render(request, "identity/enrol.html", given, status=422 if form.errors else 200)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """The session ends."""
    if request.user.is_authenticated:
        recording.record(actor_of(request), Action.SESSION_CLOSED, target="page")
    auth.logout(request)
    messages.success(request, _("您已退出登录。"))
    return redirect("login")


@require_GET
@never_cache
def invitation(request: HttpRequest, text: str) -> HttpResponse:
    """The link leads on at once: its secret stays neither in the address nor in what the browser tells others."""
    inviting.find_invitation(text, now=timezone.now())
    auth.logout(request)
    request.session[INVITATION] = text
    return redirect("identity:first_login")


@sensitive_post_parameters("password", "again")
@never_cache
def first_login(request: HttpRequest) -> HttpResponse:
    """Set one's own password by the link that one came by."""
    now, text = timezone.now(), request.session.get(INVITATION, "")
    person = inviting.find_invitation(text, now=now).person
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        try:
            inviting.accept(text, form.cleaned_data["password"], now=now)
        except Invalid as wrong:
            fields.add_errors(form, wrong)
        else:
            request.session.flush()
            messages.success(request, _("密码已设置，请登录。"))
            return redirect("login")
    given = {"form": form, "invited": person, "password_length": settings.YISHU_PASSWORD_LENGTH}
    return render(request, "identity/first_login.html", given, status=422 if form.errors else 200)


def _pending(request: HttpRequest) -> Pending | HttpResponse:
    try:
        return opening.pending_of(request, now=timezone.now())
    except LoginExpired as problem:
        messages.error(request, problem.detail(fields.language()))
        return redirect("login")


def entered(request: HttpRequest, pending: Pending, factor: str) -> HttpResponse:
    """The session opens; this browser is known from now on."""
    opening.open_session(request, pending.person, factor, now=timezone.now())
    answer = HttpResponseRedirect(pending.wanted)
    devices.remember(request, answer, pending.person.login)
    return answer


def wanted_of(request: HttpRequest) -> str:
    """Where to go after the login: within this site only."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and safe else "/"
