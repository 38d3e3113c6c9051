"""The demo's sign-in: its people by agency, one click each. Nothing of this answers outside a demo."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yishu.agencies.identity import opening
from yishu.agencies.models import Person, Role

FIRST_AGENCIES = 5
"""So many agencies stand in sight; the others behind a fold."""


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demo, as a button."""

    login: str
    roles: list[str]


@dataclass(frozen=True, slots=True)
class Agency:
    name: str
    people: list[Login]


def login_panel(request: HttpRequest, _thing: object) -> str | None:
    """Hangs on the login page."""
    agencies = [] if not settings.YISHU_DEMO else _agencies()
    if not agencies:
        return None
    wanted = request.POST.get("next") or request.GET.get("next", "")
    given = {"first": agencies[:FIRST_AGENCIES], "others": agencies[FIRST_AGENCIES:], "next": wanted}
    return render_to_string("demo/login_panel.html", given, request)


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Log in as one of the demo's people, with the password that `demo.json` has."""
    if not settings.YISHU_DEMO:
        raise Http404
    wanted = request.POST.get("login", "")
    known = next((one for one in _people() if one["login"] == wanted), None)
    person = known and auth.authenticate(request, username=known["login"], password=known["password"])
    if not isinstance(person, Person):
        messages.error(request, _("演示账号不可用：密码可能已改，请手工登录。"))
        return redirect("login")
    opening.open_session(request, person, "", now=timezone.now())
    return redirect(_destination(request))


def _destination(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and safe else "/"


def _agencies() -> list[Agency]:
    """The people by agency, in the order of the file."""
    found: dict[str, list[Login]] = {}
    for one in _people():
        roles = [str(Role(role).label) for role in one["roles"]]
        found.setdefault(one["agency"], []).append(Login(one["login"], roles))
    return [Agency(name, people) for name, people in found.items()]


def agency_by_login() -> dict[str, str]:
    """Whose people the demo's logins are."""
    return {one["login"]: one["agency"] for one in _people()}


def _people() -> list[dict[str, Any]]:
    path = settings.YISHU_DIR / "demo.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return []


@lru_cache(maxsize=1)
def _read(path: Path, _written: int) -> list[dict[str, Any]]:
    return json.loads(path.read_text("utf-8"))["people"]
