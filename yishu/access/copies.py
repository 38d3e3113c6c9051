"""The governed copy for other nodes and pages: the same rule as the gateway's bulk, over Django's connection (26.5, 27.3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from yishu.access.calls import epoch_now, state_for
from yishu.access.errors import Busy, problem_of
from yishu.access.governed import find_hosted, require_data_scope, require_rows, resource_text
from yishu.access.state import Caller
from yishu.audit import recording
from yishu.audit.record import Action, Outcome, Record
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.hosting.copying import Copy, open_copy
from yishu.hosting.fingerprint import Label, label_of
from yishu.sharing.rules import Call, Denied, decide

_TRIES: Final = 5
Detail = Mapping[str, str | int | bool | list[str] | None]


def copy(
    actor: Actor, code: str, *, grant: str | None, since: int | None, now: datetime, detail: Detail
) -> tuple[Copy, str, tuple[str, ...]]:
    """An open CSV copy of all granted items, or the changes since a version, with its receipt and the items; the evidence is committed.

    `code` is the resource's, as in a path. The caller reads or closes the copy. Raises the refusal, on record and with its receipt.
    """
    for _ in range(_TRIES):
        opened = _attempt(Caller.of(actor), code, grant, since, now, detail)
        if isinstance(opened, Problem):
            raise opened
        if opened is not None:
            return opened
    raise Busy


def _attempt(
    caller: Caller, code: str, grant: str | None, since: int | None, now: datetime, detail: Detail
) -> tuple[Copy, str, tuple[str, ...]] | Problem | None:
    """None where the epoch moved meanwhile."""
    epoch = epoch_now()
    record = _record(caller, code, detail)
    try:
        made, items = _opened(caller, code, grant, since, epoch, now, record)
    except Problem as problem:
        record.outcome, record.reason = Outcome.DENIED, problem.code
        problem.receipt = recording.insert(record)
        return problem
    record.version, record.found, record.items = made.version, made.rows, list(items)
    if made.marked_by:
        record.detail["marked_by"] = list(made.marked_by)
    with transaction.atomic():
        receipt = recording.insert(record)
        if epoch_now() == epoch:
            made.label(_label(caller, record, receipt))
            return made, receipt, items
        transaction.set_rollback(True)
    made.close()
    return None


def _opened(
    caller: Caller, code: str, grant: str | None, since: int | None, epoch: int, now: datetime, record: Record
) -> tuple[Copy, tuple[str, ...]]:
    state = state_for(caller.ref, code, epoch)
    hosted = find_hosted(state, code)
    require_data_scope(caller)
    call = Call(caller.ref, "bulk", frozenset(), None, "", grant)
    outcome = decide(state.grants.get((caller.ref, hosted.plan.code), ()), call, now)
    record.grant, record.grant_hash = outcome.grant, outcome.grant_hash
    if isinstance(outcome, Denied):
        raise problem_of(outcome, "bulk")
    require_rows(hosted.table, outcome.rows)
    granted = hosted.plan.narrow(state.rights[outcome.grant]).items
    items = tuple(column.code for column in hosted.table.columns if column.code in granted)
    return open_copy(hosted.table, hosted.holding_id, items, "csv", since, outcome.rows, hosted.plan.masks), items


def _label(caller: Caller, record: Record, receipt: str) -> Label:
    facts = {"resource": record.resource, "agency": record.agency, "caller": caller.actor.name}
    return label_of(settings.YISHU_SECRETS.subjects, receipt, node=record.node, **facts)


def _record(caller: Caller, code: str, detail: Detail) -> Record:
    return Record(
        action=Action.DATA_COPIED,
        node=settings.YISHU_NODE_CODE,
        actor=caller.ref,
        actor_name=caller.actor.name,
        agency=caller.actor.agency_code,
        resource=resource_text(code),
        detail=dict(detail),
    )
