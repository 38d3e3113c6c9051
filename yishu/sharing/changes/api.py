"""Narrowing a grant, and the course of its terms, over HTTP (26.5)."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict

from yishu.agencies.api import Day, PlainText, known
from yishu.sharing import queries
from yishu.sharing.api import GrantOut, LimitsTold, Rows, grant_out
from yishu.sharing.changes import commands
from yishu.sharing.changes.narrowing import Narrowing
from yishu.sharing.changes.queries import Changed, list_changes

router = Router(tags=["sharing"], auth=known)


class NarrowingIn(Schema):
    """What is left out stays as it is; what is given is the whole of what is to hold, and never more than holds. `limits`: those left out of it are not bounded, so name again what stays."""

    model_config = ConfigDict(extra="forbid")

    reason: PlainText
    items: list[PlainText] | None = None
    modes: list[PlainText] | None = None
    rows: Rows | None = None
    limits: LimitsTold | None = None
    networks: list[PlainText] | None = None
    masks: dict[PlainText, PlainText] | None = None
    until: Day | None = None


class GrantChangeOut(Schema):
    """`cause`: narrowed by the provider, or handed_over where a user left; `words`: what it took away; `before` and `after`: the hashes of the terms."""

    at: datetime
    cause: str
    by: str
    reason: str
    words: list[str]
    before: str
    after: str


@router.post("/grants/{grant_id}/narrowing", response=GrantOut)
def narrow(request: HttpRequest, grant_id: str, body: NarrowingIn) -> GrantOut:
    """The provider takes something back of a grant; the next call is held against the new terms."""
    to = Narrowing(
        items=None if body.items is None else tuple(body.items),
        modes=None if body.modes is None else tuple(body.modes),
        rows=body.rows.rule if body.rows else None,
        limits=body.limits.limits if body.limits else None,
        networks=None if body.networks is None else tuple(body.networks),
        masks=body.masks,
        until=body.until,
    )
    actor = request.actor  # type: ignore[attr-defined]
    return grant_out(commands.narrow(actor, grant_id, to, reason=body.reason, now=timezone.now()))


@router.get("/grants/{grant_id}/changes", response=list[GrantChangeOut])
def list_of_changes(request: HttpRequest, grant_id: str) -> list[GrantChangeOut]:
    """How the terms of a grant became what they are, the latest first; for its two sides."""
    actor = request.actor  # type: ignore[attr-defined]
    return [_out(one) for one in list_changes(queries.get_grant(actor, grant_id))]


def _out(one: Changed) -> GrantChangeOut:
    earlier = one.earlier
    return GrantChangeOut(
        at=earlier.ended_at,
        cause=earlier.cause,
        by=earlier.ended_by_name,
        reason=earlier.reason,
        words=one.told,
        before=earlier.hash,
        after=one.after_hash,
    )
