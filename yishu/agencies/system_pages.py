"""An agency's application systems and their keys."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies import commands, keys, queries
from yishu.agencies.forms import LIVES, KeyForm, PublicKeyForm, SystemChangeForm, SystemForm
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import ApplicationSystem, Key, Role, Scope
from yishu.core.errors import Invalid
from yishu.shell import fields

MAY_KEEP = {Role.AGENCY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR}
SOON = timedelta(days=14)


@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """The application systems of one's own agency, with their keys."""
    actor = actor_of(request)
    found = queries.list_systems(actor)
    names = queries.names_of({key.issued_by for system in found for key in system.keys.all()})
    now = timezone.now()
    given = {
        "systems": [_shown(system, names, now) for system in found],
        "lives": LIVES,
        "may_keep": bool(actor.roles & MAY_KEEP),
    }
    return render(request, "agencies/systems.html", given)


def register_system(request: HttpRequest) -> HttpResponse:
    """A new application system."""
    actor = actor_of(request)
    form = SystemForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = commands.register_system(
                actor,
                queries.get_agency(actor.agency_code),
                name=given["name"],
                scopes=frozenset(Scope(scope) for scope in given["scopes"]),
                contractor=given["contractor"],
                contact_name=given["contact_name"],
                contact_phone=given["contact_phone"],
                now=timezone.now(),
            )
        except Invalid as wrong:
            fields.add_errors(form, wrong)
        else:
            messages.success(request, _("已登记应用系统“{name}”。下一步：为它签发密钥。").format(name=made.name))
            return _to_system(made.pk)
    return render(request, "agencies/register_system.html", {"form": form}, status=422 if form.errors else 200)


def change_system(request: HttpRequest, system_id: int) -> HttpResponse:
    """What a system may do, and who maintains it."""
    actor = actor_of(request)
    system = queries.get_own_system(actor, system_id)
    commands.require_keeper(actor, system)
    before = {
        "scopes": system.scopes,
        "contractor": system.contractor,
        "contact_name": system.contact_name,
        "contact_phone": system.contact_phone,
    }
    form = SystemChangeForm(request.POST or None, initial=before)
    if form.is_valid():
        given = form.cleaned_data
        keys.change_system(
            actor,
            system,
            scopes=frozenset(Scope(scope) for scope in given["scopes"]),
            contractor=given["contractor"],
            contact_name=given["contact_name"],
            contact_phone=given["contact_phone"],
        )
        messages.success(request, _("应用系统“{name}”已更新，即刻生效。").format(name=system.name))
        return _to_system(system.pk)
    given = {"form": form, "system": system}
    return render(request, "agencies/change_system.html", given, status=422 if form.errors else 200)


@never_cache
def issue_key(request: HttpRequest, system_id: int) -> HttpResponse:
    """A new key; the answer to the form is the only place where its text stands."""
    actor = actor_of(request)
    system = queries.get_own_system(actor, system_id)
    commands.require_keeper(actor, system)
    form, now = KeyForm(request.POST if request.method == "POST" else None, scopes=system.scopes), timezone.now()
    if form.is_valid():
        made = commands.issue_key(
            actor,
            system,
            name=form.cleaned_data["name"],
            scopes=form.narrowed(),
            expires_at=form.lasting(now),
            now=now,
        )
        return render(request, "agencies/key_issued.html", {"system": system, "key": made})
    return render(
        request, "agencies/new_key.html", {"form": form, "system": system}, status=422 if form.errors else 200
    )


def register_public_key(request: HttpRequest, system_id: int) -> HttpResponse:
    """A public key, by which the system signs its requests."""
    actor = actor_of(request)
    system = queries.get_own_system(actor, system_id)
    commands.require_keeper(actor, system)
    form, now = PublicKeyForm(request.POST or None, scopes=system.scopes), timezone.now()
    if form.is_valid():
        try:
            key = keys.register_public_key(
                actor,
                system,
                pem=form.cleaned_data["public_key"],
                name=form.cleaned_data["name"],
                scopes=form.narrowed(),
                expires_at=form.lasting(now),
                now=now,
            )
        except Invalid as wrong:
            fields.add_errors(form, wrong)
        else:
            return render(request, "agencies/public_key.html", {"system": system, "keyid": bytes(key.hash).hex()})
    given = {"form": form, "system": system}
    return render(request, "agencies/new_public_key.html", given, status=422 if form.errors else 200)


@require_POST
@never_cache
def rotate_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """A new key in place of one that goes on for the overlap."""
    actor = actor_of(request)
    key = queries.get_own_key(actor, key_id)
    days = request.POST.get("overlap", "7")
    wanted = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else -1
    made = keys.rotate_key(actor, key, overlap=timedelta(days=wanted), now=timezone.now())
    given = {"system": key.system, "key": made, "replaces": key.prefix, "overlap": wanted}
    return render(request, "agencies/key_issued.html", given)


@require_POST
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """The key opens nothing any more."""
    actor = actor_of(request)
    key = queries.get_own_key(actor, key_id)
    commands.revoke_key(actor, key, now=timezone.now())
    messages.success(request, _("密钥 {prefix}… 已吊销，即刻失效。").format(prefix=key.prefix))
    return _to_system(key.system_id)


@dataclass(frozen=True, slots=True)
class KeyShown:
    key: Key
    issuer: str
    scopes: list[str]
    is_expired: bool
    ends_soon: bool

    @property
    def can_rotate(self) -> bool:
        return self.key.kind == Key.Kind.SECRET and not self.is_expired and self.key.revoked_at is None


@dataclass(frozen=True, slots=True)
class SystemShown:
    """A system as its card shows it: the words of its scopes, its keys with who issued them."""

    system: ApplicationSystem
    scopes: list[str]
    keys: list[KeyShown]


def _shown(system: ApplicationSystem, names: dict[str, str], now: datetime) -> SystemShown:
    shown = [
        KeyShown(
            key,
            names.get(key.issued_by, _("平台")),
            [] if key.scopes is None else _words(key.scopes),
            key.expires_at is not None and key.expires_at <= now,
            key.expires_at is not None and now < key.expires_at <= now + SOON,
        )
        for key in system.keys.all()
    ]
    return SystemShown(system, _words(system.scopes), shown)


def _words(scopes: list[str]) -> list[str]:
    return [str(Scope(scope).label) for scope in scopes]


def _to_system(system_id: int) -> HttpResponse:
    return redirect(f"{resolve_url('agencies:systems')}#system-{system_id}")
