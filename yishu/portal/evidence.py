"""使用留痕: the evidence for one's own agency, on both sides; for inspector, coordinator and audit administrator all of it (30.1, 32.1)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.queries import names_of, systems_of
from yishu.audit import queries, totals
from yishu.audit.displaced import list_displaced
from yishu.audit.errors import NotInLogYet
from yishu.audit.log import own, program, reading
from yishu.audit.log.commitments import committed
from yishu.audit.log.cosigning import known_verifiers
from yishu.audit.log.notes import Checkpoint
from yishu.audit.log.stamping import keeping
from yishu.audit.log.stamping.keeping import Kept
from yishu.audit.log.stamping.running import list_late
from yishu.audit.log.tree import ProofInvalid
from yishu.audit.queries import Filters, Page, Scope, Seen
from yishu.audit.record import Record
from yishu.audit.subject_lists import COUNT, is_whole
from yishu.audit.words import VALUES, detail_word
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.portal.errors import SearchTooWide
from yishu.portal.filtering import REFUSED, SIDES, FilterForm, is_asked, of_subject, without_numbers
from yishu.portal.inspecting.following import find_joint
from yishu.portal.looked import looked_of
from yishu.portal.rows import find_grant, item_names, rows_of, scope_of
from yishu.sharing.overseeing import may_read

LONGEST: Final = 5
"""Seconds after which a search is ended, and what would narrow it is said."""
_CANCELLED: Final = "57014"
_PERSON: Final = re.compile("person:[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Standing:
    """A record's place in the log, under the newest checkpoint; `holds` where its hash leads to the root that was signed. `stamp`: the earliest that covers it; without one, `waits` says whether one will come: "due", "late", or nothing where no authority is asked."""

    index: int
    checkpoint: Checkpoint
    holds: bool
    stamp: Kept | None
    waits: str

    @property
    def witnesses(self) -> list[str]:
        """Who has cosigned the checkpoint."""
        return [line.name for line in self.checkpoint.lines if line.name != self.checkpoint.origin]


@require_GET
def evidence(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    if cleared := without_numbers(request.GET):
        return redirect(f"{request.path}?{cleared}")
    actor = actor_of(request)
    form = FilterForm(request.GET or None)
    is_valid = form.is_valid()
    filters = form.filters() if is_valid else Filters()
    if filters.number:
        wanted = form.cleaned_data["receipt"].partition(".")[2]
        query = f"?{urlencode({'hash': wanted})}" if wanted else ""
        return redirect(f"{filters.number}/{query}")
    is_refused = REFUSED in request.GET
    page = Page([], None) if form.errors or is_refused else _search(actor, form, filters, _before(request))
    scope = scope_of(actor)
    given = _of_form(request, form, is_valid=is_valid) | {
        "is_filtered": is_asked(request.GET),
        "is_refused": is_refused,
        "sides": SIDES,
        "side": filters.side,
        "displaced": _displaced(scope, filters.case),
        "rows": rows_of(actor, page.records),
        "by_account": bool(filters.actors) and any(_is_nameless(seen) for seen in page.records),
        "next_page": page.before,
        "total": _total(scope, form, filters, page) if "before" not in request.GET else None,
        "total_most": totals.MOST,
        "is_first": "before" not in request.GET,
        "sees_all": scope.everything,
        "may_look": Role.INSPECTOR in actor.roles or is_coordinator(actor),
        "may_export": Role.AUDIT_ADMINISTRATOR in actor.roles,
    }
    return render(request, "portal/evidence.html", given, status=422 if form.errors else 200)


def _of_form(request: HttpRequest, form: FilterForm, *, is_valid: bool) -> dict[str, Any]:
    """What was asked, as the page says it. Raises LookOver."""
    look = form.cleaned_data.get("look") if is_valid else None
    return {
        "form": form if form.is_bound else FilterForm(),
        "told": form.told() if is_valid else [],
        "unknown": form.unknown() if is_valid else [],
        "offered": form.offered() if form.is_bound else [],
        "search": form.as_query() if is_valid else "",
        "look": look,
        "looked": looked_of(request, look, timezone.now()) if look else None,
    }


def _is_nameless(seen: Seen) -> bool:
    """A person's, and the name was erased."""
    return seen.is_erased and seen.record.actor.startswith("person:") and not seen.record.actor_name


def _search(actor: Actor, form: FilterForm, filters: Filters, before: UUID | None) -> Page:
    """Raises LookOver, SearchTooWide."""
    if form.is_bound:
        filters = of_subject(actor, filters, form.cleaned_data["look"])
    with bounded():
        return queries.list_records(scope_of(actor), filters, before=before)


def _total(scope: Scope, form: FilterForm, filters: Filters, page: Page) -> int | None:
    """Of the first page. None where it is not known, or would take long."""
    if page.before is None:
        return len(page.records)
    if form.is_bound and form.cleaned_data["look"]:
        return None
    try:
        with bounded(seconds=1):
            return totals.count_up_to(scope, filters, totals.MOST)
    except SearchTooWide:
        return None


def _displaced(scope: Scope, case: str) -> list[Seen]:
    """Raises SearchTooWide."""
    with bounded():
        return list_displaced(scope, case) if case else []


@contextmanager
def bounded(*, seconds: int = LONGEST, at_one_moment: bool = False) -> Iterator[None]:
    """What is read takes so long at most. Raises SearchTooWide."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if at_one_moment:  # all statements see the same
                    cursor.execute("set transaction isolation level repeatable read")
                cursor.execute("set local statement_timeout = %s", [seconds * 1000])
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _CANCELLED:
            raise
        raise SearchTooWide from error


@require_GET
def record(request: HttpRequest, number: UUID) -> HttpResponse:
    """One record: its body in words, its receipt, and its hash computed again."""
    actor = actor_of(request)
    scope = scope_of(actor)
    seen = queries.get_record(scope, number)
    claimed = request.GET.get("hash", "").strip().lower()
    grant = find_grant(seen.record.grant)
    given = {
        "row": rows_of(actor, [seen])[0],
        "grant": grant,
        "grant_opens": grant is not None and may_read(actor, grant),
        "keys": known_verifiers(),
        "sees_all": scope.everything,
        "seen": seen,
        "record": seen.record,
        "system": systems_of({seen.record.actor}).get(seen.record.actor) if scope.everything else None,
        "receipt": f"{seen.record.id}.{seen.leaf}",
        "items": item_names(seen.record),
        "detail": _detail_rows(seen),
        "target": _recorded(seen.record.target) if scope.everything else None,
        "subjects": len(seen.record.subjects) // 16,
        "listed": seen.record.detail.get(COUNT),
        "list_holds": is_whole(seen.record),
        "standing": _standing(seen),
        "claimed": claimed,
        "claim_holds": claimed == seen.leaf,
        "joint": find_joint(actor, scope, seen.record.case) if seen.record.case else None,
        "program": program.made(),
        "parts": bool(committed(seen.body.encode())),
    }
    return render(request, "portal/record.html", given)


@require_GET
def proof(request: HttpRequest, number: UUID) -> HttpResponse:
    """The proof that this record is in the log, with the record: a file that is checked without the platform. For who sees all, with what is personal if that is asked."""
    scope = scope_of(actor_of(request))
    seen = queries.get_record(scope, number)
    stamped, personal = request.GET.get("under") == "stamp", scope.everything and "personal" in request.GET
    with own.reading() as connection:
        found = reading.prove(connection, settings.YISHU_SUITE, seen.record.id, stamped=stamped, personal=personal)
    if found is None:
        raise NotInLogYet
    response = HttpResponse(str(found), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="{seen.record.id}{".personal" if found.told else ""}.tlog-proof"'
    )
    return response


def _standing(seen: Seen) -> Standing | None:
    """Where in the log it is; None while it waits."""
    with own.reading() as connection:
        found = reading.prove(connection, settings.YISHU_SUITE, seen.record.id, entry=False)
        stamp = None if found is None else keeping.covering(connection, found.index)
    if found is None:
        return None
    try:
        found.require(settings.YISHU_SUITE, bytes.fromhex(seen.leaf))
        holds = True
    except ProofInvalid:
        holds = False
    return Standing(found.index, found.checkpoint, holds, stamp, "" if stamp else _waits(timezone.now()))


def _waits(now: datetime) -> str:
    try:
        found = [late for *_, late in list_late(now)]
    except ValueError:  # a setting that cannot be read, which the doctor tells
        return "late"
    return ("late" if all(found) else "due") if found else ""


def _before(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["before"])
    except (KeyError, ValueError):
        return None


def _detail_rows(seen: Seen) -> list[tuple[str, str]]:
    """Words and values; people that they refer to are named, but where what is personal was erased."""
    told = [(name, _detail_words(value)) for name, value in _details(seen.record)]
    names = {} if seen.is_erased else names_of({said for _name, said in told if _PERSON.fullmatch(said)})
    return [(detail_word(name), f"{names[said]}（{said}）" if said in names else said) for name, said in told]


def _recorded(target: str) -> UUID | None:
    """The record that a record is about, as of an erasure."""
    kind, _colon, number = target.partition(":")
    try:
        return UUID(number) if kind == "record" else None
    except ValueError:
        return None


def _details(record: Record) -> list[tuple[str, object]]:
    """But for how many subjects there are, which stands by itself."""
    return [(name, value) for name, value in record.detail.items() if name != COUNT]


def _detail_words(value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(str(each) for each in value)
    return "" if value is None else str(VALUES.get(str(value), value))
