"""Pages of this slice: one's own page, application systems and their keys."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies import commands, queries
from yishu.agencies.forms import LIVES, KeyForm, SystemForm
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import ApplicationSystem, Key, Role, Scope
from yishu.core.errors import Invalid
from yishu.shell import fields

MAY_KEEP_SYSTEMS = {Role.AGENCY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR}
MAY_KEEP_KEYS = MAY_KEEP_SYSTEMS


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here: agency, roles, duties of the agency."""
    actor = actor_of(request)
    agency = queries.get_agency(actor.agency_code)
    roles = [Role(role) for role in Role.values if role in actor.roles]
    given = {"agency": agency, "roles": roles, "duties": agency.duties.all(), "people": queries.list_people(agency)}
    return render(request, "agencies/me.html", given)


@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """The application systems of one's own agency, with their keys."""
    actor = actor_of(request)
    found = queries.list_systems(actor)
    names = queries.names_of({key.issued_by for system in found for key in system.keys.all()})
    given = {
        "systems": [_shown(system, names) for system in found],
        "lives": LIVES,
        "may_register": bool(actor.roles & MAY_KEEP_SYSTEMS),
        "may_issue": bool(actor.roles & MAY_KEEP_KEYS),
    }
    return render(request, "agencies/systems.html", given)


def register_system(request: HttpRequest) -> HttpResponse:
    """A new application system."""
    actor = actor_of(request)
    form = SystemForm(request.POST or None)
    if form.is_valid():
        try:
            made = commands.register_system(
                actor,
                queries.get_agency(actor.agency_code),
                name=form.cleaned_data["name"],
                scopes=frozenset(Scope(scope) for scope in form.cleaned_data["scopes"]),
                now=timezone.now(),
            )
        except Invalid as wrong:
            fields.add_errors(form, wrong)
        else:
            messages.success(request, _("已登记应用系统“{name}”。下一步：为它签发密钥。").format(name=made.name))
            return redirect(f"{resolve_url('agencies:systems')}#system-{made.pk}")
    return render(request, "agencies/register_system.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@never_cache
def issue_key(request: HttpRequest, system_id: int) -> HttpResponse:
    """A new key; this answer is the only place where its text stands."""
    actor = actor_of(request)
    system = queries.get_own_system(actor, system_id)
    form = KeyForm(request.POST)
    days = form.cleaned_data["days"] if form.is_valid() else ""
    now = timezone.now()
    made = commands.issue_key(actor, system, expires_at=now + timedelta(days=int(days)) if days else None, now=now)
    return render(request, "agencies/key_issued.html", {"system": system, "key": made})


@require_POST
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """The key opens nothing any more."""
    actor = actor_of(request)
    key = queries.get_own_key(actor, key_id)
    commands.revoke_key(actor, key, now=timezone.now())
    messages.success(request, _("密钥 {prefix}… 已吊销，即刻失效。").format(prefix=key.prefix))
    return redirect(f"{resolve_url('agencies:systems')}#system-{key.system_id}")


@dataclass(frozen=True, slots=True)
class KeyShown:
    key: Key
    issuer: str
    is_expired: bool


@dataclass(frozen=True, slots=True)
class SystemShown:
    """A system as its card shows it: the words of its scopes, its keys with who issued them."""

    system: ApplicationSystem
    scopes: list[str]
    keys: list[KeyShown]


def _shown(system: ApplicationSystem, names: dict[str, str]) -> SystemShown:
    now = timezone.now()
    keys = [
        KeyShown(key, names.get(key.issued_by, _("平台")), key.expires_at is not None and key.expires_at <= now)
        for key in system.keys.all()
    ]
    return SystemShown(system, [str(Scope(scope).label) for scope in system.scopes], keys)
