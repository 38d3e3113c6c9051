"""Hung on a record of the evidence: to the erasure of what is personal in it, or to where that stands."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import actor_of
from yishu.audit.queries import Seen
from yishu.operations.erasing import queries, shown


def erasure_panel(request: HttpRequest, seen: object) -> str | None:
    """Nothing for whoever neither asks nor decides."""
    assert isinstance(seen, Seen)
    actor = actor_of(request)
    if not queries.decides(actor):
        return None
    last = queries.find_last(seen.record.id)
    row = shown.rows_of(actor, [last])[0] if last else None
    waits = last is not None and last.state == last.State.ASKED
    may_ask = not waits and queries.may_ask(actor) and queries.can_be_erased(seen)
    if row is None and not may_ask:
        return None
    given = {"row": row, "may_ask": may_ask, "number": seen.record.id}
    return render_to_string("erasing/from_record.html", given, request=request)


def erased_panel(request: HttpRequest, seen: object) -> str:
    """Beside the remark that what is personal is gone: by which decision; to whoever does not read those, only that there is one."""
    assert isinstance(seen, Seen)
    actor = actor_of(request)
    reads = bool(actor.roles & set(queries.READERS))
    done = queries.find_done(seen.record.id) if reads else None
    given = {"reads": reads, "row": shown.rows_of(actor, [done])[0] if done else None}
    return render_to_string("erasing/erased.html", given, request=request)
