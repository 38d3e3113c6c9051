"""Asking for an excerpt of the evidence, fetching and removing it: the audit administrator alone, each on record (5.1, 32.1)."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.http import QueryDict

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM, Actor
from yishu.core.errors import FieldError, Invalid
from yishu.portal.filtering import FilterForm
from yishu.portal.inspecting.errors import ExcerptNotFound, ExcerptNotReady, ExcerptOver, TooManyExcerpts
from yishu.portal.inspecting.models import UNDER_WAY, Excerpt

MOST_KEPT: Final = 20
LONGEST: Final = {"authority": 120, "purpose": 200}
_LOCK: Final = 6_965


@transaction.atomic
def ask(actor: Actor, asked: str, *, authority: str, purpose: str, now: datetime) -> Excerpt:
    """`asked`: the search, as the evidence page's address has it; `authority`: the number of the document by which it is exported. Raises RoleMissing, Invalid, TooManyExcerpts."""
    require_exporter(actor)
    _require_texts(authority=authority, purpose=purpose)
    form = FilterForm(QueryDict(asked))
    if not form.is_valid():
        wrong = [FieldError(name, "invalid", str(texts[0]), str(texts[0])) for name, texts in form.errors.items()]
        raise Invalid(errors=wrong)
    _require_place(now)
    made = Excerpt.objects.create(
        asked=form.as_query(),
        authority=authority.strip(),
        purpose=purpose.strip(),
        asked_by=actor.ref,
        asked_by_name=actor.name,
        asked_at=now,
    )
    recording.record(
        actor,
        Action.EXCERPT_ASKED,
        target=f"excerpt:{made.pk}",
        basis=made.authority,
        why=made.purpose,
        asked=made.asked,
    )
    return made


@transaction.atomic
def fetch(actor: Actor, number: UUID, *, sent: str = "", form: str = "", now: datetime) -> Excerpt:
    """On record before a byte of it leaves; `sent`: the range, nothing for the whole; `form`: as what, nothing for the file itself. Raises RoleMissing, ExcerptNotFound, ExcerptNotReady, ExcerptOver."""
    made = get_ready(actor, number, now)
    Excerpt.objects.filter(pk=made.pk).update(fetched_at=now)
    told: dict[str, Any] = {"records": made.records, "digest": made.digest} | ({"range": sent} if sent else {})
    told |= {"format": form} if form else {}
    recording.record(actor, Action.EXCERPT_FETCHED, target=f"excerpt:{made.pk}", **told)
    return made


@transaction.atomic
def remove(actor: Actor, number: UUID, *, now: datetime) -> None:
    """The file goes at once; one that is being written stops. Raises RoleMissing, ExcerptNotFound."""
    require_exporter(actor)
    _end(actor, get_excerpt(number, lock=True), "", now)


@transaction.atomic
def expire(number: UUID, *, now: datetime) -> None:
    """Past its life."""
    _end(PLATFORM, get_excerpt(number, lock=True), "保存期满", now)


def get_ready(actor: Actor, number: UUID, now: datetime) -> Excerpt:
    """One whose file can be fetched. Raises RoleMissing, ExcerptNotFound, ExcerptNotReady, ExcerptOver."""
    require_exporter(actor)
    made = get_excerpt(number)
    if made.is_under_way:
        raise ExcerptNotReady
    if made.state != Excerpt.State.READY or made.ends_at is None or now >= made.ends_at or not made.path.exists():
        raise ExcerptOver
    return made


def get_excerpt(number: UUID, *, lock: bool = False) -> Excerpt:
    """Raises ExcerptNotFound."""
    excerpts = Excerpt.objects.select_for_update() if lock else Excerpt.objects.all()
    found = excerpts.filter(pk=number).first()
    if found is None:
        raise ExcerptNotFound
    return found


def require_exporter(actor: Actor) -> None:
    """Raises RoleMissing."""
    require(actor, Role.AUDIT_ADMINISTRATOR)


def _end(actor: Actor, made: Excerpt, why: str, now: datetime) -> None:
    if made.state == Excerpt.State.REMOVED:
        return
    made.state, made.ends_at = Excerpt.State.REMOVED, now
    made.save(update_fields=["state", "ends_at"])
    told: dict[str, Any] = {"why": why} if why else {}
    recording.record(actor, Action.EXCERPT_REMOVED, target=f"excerpt:{made.pk}", **told)
    # Gone only once that is on record: a crash in between leaves a file that the sweep finds.
    transaction.on_commit(lambda: made.path.unlink(missing_ok=True))


def _require_texts(**texts: str) -> None:
    wrong = []
    for name, text in texts.items():
        if not text.strip():
            wrong.append(FieldError(name, "required", "请填写。", "Fill this in."))
        elif len(text.strip()) > LONGEST[name]:
            zh, en = "最多 {most} 字，请缩短。", "At most {most} characters: shorten it."
            wrong.append(FieldError(name, "too_long", zh, en, most=LONGEST[name]))
    if wrong:
        raise Invalid(errors=wrong)


def _require_place(now: datetime) -> None:
    """One asking after another, so that the bound holds."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    kept = Excerpt.objects.filter(state__in=UNDER_WAY).count()
    kept += Excerpt.objects.filter(state=Excerpt.State.READY, ends_at__gt=now).count()
    if kept >= MOST_KEPT:
        raise TooManyExcerpts(most=MOST_KEPT)
