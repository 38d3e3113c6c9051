"""Pages that everybody reads: the register by kind, one element, one code list, one standard, and their files (5.3)."""

from itertools import pairwise
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.shell import panels
from yishu.standards import listing, queries, sheets
from yishu.standards.errors import NotInRegister
from yishu.standards.importing import exported
from yishu.standards.listing import TONES
from yishu.standards.models import Kind, Standard, State
from yishu.standards.shown import course_of, form_in_words

PAGE = 50
VALUES = 200
PLACES = {Kind.ELEMENT: "standards:element", Kind.CODE_LIST: "standards:code_list", Kind.STANDARD: "standards:standard"}


def kind_of(text: str) -> Kind:
    """The kind that an address names. Raises NotInRegister."""
    if text not in Kind.values:
        raise NotInRegister(name=text)
    return Kind(text)


def address_of(kept: Any) -> str:
    """The page of a version's key; of another version than the one in force with its number."""
    path = reverse(PLACES[kept.kept_as], args=[kept.path_code if isinstance(kept, Standard) else kept.key])
    return path if kept.is_in_force or isinstance(kept, Standard) else f"{path}?version={kept.version}"


@require_GET
def register(request: HttpRequest, kind: str = Kind.ELEMENT) -> HttpResponse:
    """One kind of what the register keeps: searched, by state, with counts."""
    shown, viewer = Kind(kind), viewer_of(request)
    q = request.GET.get("q", "").replace("\0", "").strip()[:100]
    state = request.GET.get("state", State.IN_FORCE)
    state = state if state in State.values else ""
    counts = listing.count_by_state(shown, viewer, q)
    states = [one for one in State if viewer or one in listing.PUBLIC]
    page = Paginator(listing.search(shown, viewer, q, state), PAGE).get_page(request.GET.get("page"))
    given = {
        "kind": shown,
        "tabs": [(one, reverse(PLACE[one]), one == shown) for one in Kind],
        "q": q,
        "state": state,
        "states": [(one.value, one.label, counts.get(one, 0)) for one in states],
        "total": sum(counts.values()),
        "page": page,
        "rows": [(one, address_of(one), TONES[State(one.state)]) for one in page],
        "may_propose": may_propose(viewer),
        "may_review": viewer is not None and Role.COORDINATOR in viewer.roles,
        "waiting": counts.get(State.PROPOSED, 0),
    }
    return render(request, "standards/register.html", given)


PLACE = {
    Kind.ELEMENT: "standards:register",
    Kind.CODE_LIST: "standards:code_lists",
    Kind.STANDARD: "standards:standards",
}


@require_GET
def element(request: HttpRequest, identifier: str) -> HttpResponse:
    """One data element: what it is, its versions and what changed between them, and what upper slices know of its use."""
    given = _facts(request, Kind.ELEMENT, identifier)
    shown = given["kept"]
    given |= {
        "form_words": form_in_words(shown.representation),
        "panels": panels.rendered("standards.element", request, shown),
    }
    return render(request, "standards/element.html", given)


@require_GET
def code_list(request: HttpRequest, identifier: str) -> HttpResponse:
    """One code list with its values."""
    given = _facts(request, Kind.CODE_LIST, identifier)
    shown = given["kept"]
    q = request.GET.get("q", "").replace("\0", "").strip()[:60]
    values = shown.values.all()
    if q:
        values = values.filter(text__icontains=q) | values.filter(code__istartswith=q)
    given |= {
        "q": q,
        "size": shown.values.count(),
        "page": Paginator(values, VALUES).get_page(request.GET.get("page")),
        "is_tree": shown.values.exclude(parent="").exists(),
        "elements": queries.list_elements_of(shown),
        "panels": panels.rendered("standards.code_list", request, shown),
    }
    return render(request, "standards/code_list.html", given)


@require_GET
def standard(request: HttpRequest, code: str) -> HttpResponse:
    """One standard, and what in the register follows it."""
    given = _facts(request, Kind.STANDARD, code.replace("~", "/").replace("_", " "))
    shown = given["kept"]
    given |= {
        "today_in_force": shown.is_in_force_on(timezone.localdate()),
        "elements": queries.list_elements_of(shown),
        "code_lists": queries.list_code_lists_of(shown),
        "panels": panels.rendered("standards.standard", request, shown),
    }
    return render(request, "standards/standard.html", given)


@require_GET
def download(_request: HttpRequest, kind: str, form: str, identifier: str = "") -> HttpResponse:
    """All elements, all code lists, or one of them, in force, as a file: csv, xlsx or json."""
    wanted = kind_of(kind)
    if form not in sheets.MEDIA or wanted not in sheets.COLUMNS:
        raise NotInRegister(name=f"{kind}.{form}")
    rows = listing.search(wanted, None, "", State.IN_FORCE)
    if identifier:
        rows = rows.filter(identifier=identifier)
        if not rows:
            raise NotInRegister(name=identifier)
    body = sheets.write(wanted, exported(wanted, rows), form)
    answer = HttpResponse(body, content_type=sheets.MEDIA[form])
    answer["Content-Disposition"] = f'attachment; filename="{identifier or kind}.{form}"'
    return answer


def may_propose(viewer: Actor | None) -> bool:
    return viewer is not None and bool(viewer.roles & {Role.CATALOGUER, Role.DATA_OFFICER})


def _facts(request: HttpRequest, kind: Kind, key: str) -> dict[str, Any]:
    """What every full view shows: the version, its life, the other versions with what changed, what it replaced and what replaced it."""
    viewer = viewer_of(request)
    versions = listing.list_versions(kind, key.replace("\0", ""), viewer)
    kept = listing.shown_version(versions, request.GET.get("version", "") if kind != Kind.STANDARD else "")
    is_coordinator = viewer is not None and Role.COORDINATOR in viewer.roles
    is_own = viewer is not None and kept.proposer_id == viewer.agency_id
    return {
        "kept": kept,
        "kind": kind,
        "tone": TONES[State(kept.state)],
        "course": course_of(kept, viewer),
        "versions": _with_changes(versions),
        "successor": kept.replaced_by and (kept.replaced_by, address_of(kept.replaced_by)),
        "predecessors": [(one, address_of(one)) for one in listing.list_predecessors(kept)],
        "register": reverse(PLACE[kind]),
        "may_propose": may_propose(viewer) and kept.is_in_force and kind != Kind.STANDARD,
        "may_amend": may_propose(viewer) and is_own and kept.state == State.PROPOSED,
        "may_decide": is_coordinator and kept.state == State.PROPOSED,
        "may_abolish": is_coordinator and kept.is_in_force,
    }


def _with_changes(versions: list[Any]) -> list[tuple[Any, str, str, list[listing.Change]]]:
    """The newest first: version, address, tone, and what it says otherwise than the one before it."""
    before = {after.pk: listing.changes(earlier, after) for after, earlier in pairwise(versions)}
    return [(one, address_of(one), TONES[State(one.state)], before.get(one.pk, [])) for one in versions]
