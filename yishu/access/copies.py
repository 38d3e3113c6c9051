"""The governed copy for other nodes and pages: the same rule as the gateway's bulk, over Django's connection (26.5, 27.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TypeVar

from django.conf import settings
from django.db import transaction
from msgspec import structs, to_builtins

from yishu.access.calls import epoch_now, state_for
from yishu.access.errors import Busy, problem_of
from yishu.access.governed import find_hosted, require_data_scope, require_rows, resource_text, uncounted
from yishu.access.state import AccessState, Caller, Hosted
from yishu.audit import recording
from yishu.audit.record import Action, Outcome, Record
from yishu.core.actor import Actor
from yishu.core.canonical import digest
from yishu.core.errors import Problem
from yishu.core.networks import address_of
from yishu.core.rows import RowRule
from yishu.hosting import fingerprint
from yishu.hosting.controls.drawing import Controls, told_of
from yishu.hosting.controls.rules import ControlRule
from yishu.hosting.copying import Copy, open_copy
from yishu.hosting.fingerprint import Label, label_of
from yishu.hosting.masking import Masks, among, stricter
from yishu.sharing.allowances.taking import Taken
from yishu.sharing.rules import NOT_COUNTED, PLENTY, Allowed, Call, Denied, decide

_TRIES: Final = 5
Detail = Mapping[str, str | int | bool | list[str] | None]


class Opened(Protocol):
    """What is to be handed over, before it is: its version, how many rows, the items by which it is marked."""

    @property
    def version(self) -> int: ...
    @property
    def rows(self) -> int: ...
    @property
    def marked_by(self) -> tuple[str, ...]: ...
    @property
    def controls(self) -> Controls | None: ...
    @property
    def file(self) -> str: ...
    def label(self, label: Label) -> None: ...
    def at_close(self, act: Callable[[], None], /) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Given:
    """What a grant gives in bulk at one moment: these items of the resource as hosted, in its order, within these rows, under these masks; `control`: by what control records would be told
    from records, if a copy may have some (20.2)."""

    hosted: Hosted
    grant: str
    items: tuple[str, ...]
    rows: RowRule | None
    masks: Masks
    control: ControlRule | None

    @property
    def shows(self) -> str:
        """What a file is projected to, in one digest: with other terms, or another mask of the entry, it is another one."""
        masks = {code: str(kind) for code, kind in self.masks.items()}
        return digest([self.hosted.table.name, list(self.items), to_builtins(self.rows), masks])

    def open(
        self, form: str, since: int | None = None, version: int | None = None, control: ControlRule | None = None
    ) -> Copy:
        """Raises what `open_copy` raises."""
        table, holding = self.hosted.table, self.hosted.holding_id
        shown = self.items, form, since, self.rows, self.masks
        return open_copy(table, holding, *shown, version=version, control=control)


Made = TypeVar("Made", bound=Opened)
Opening = Callable[[Given], Made]


def copy(
    actor: Actor, code: str, *, grant: str | None, since: int | None, now: datetime, detail: Detail
) -> tuple[Copy, str, tuple[str, ...]]:
    """An open CSV copy of all granted items, or the changes since a version, with its receipt and the items; see `hand_over`."""

    return hand_over(actor, code, lambda given: given.open("csv", since), grant=grant, now=now, detail=detail)


def hand_over(
    actor: Actor,
    code: str,
    opening: Opening[Made],
    *,
    grant: str | None,
    version: int | None = None,
    now: datetime,
    detail: Detail,
) -> tuple[Made, str, tuple[str, ...]]:
    """What `opening` makes of all that the grant gives, labelled, with its receipt and the items; the evidence is committed.

    `code` is the resource's, as in a path; `version` the one in whose shape it is read, None for the present one. The caller reads or closes it. Raises the refusal, on record and with its receipt.
    """
    taken = Taken()
    try:
        for _ in range(_TRIES):
            opened = _attempt(Caller.of(actor), code, opening, grant, version, now, detail, taken)
            if isinstance(opened, Problem):
                raise opened
            if opened is not None:
                taken.keep()
                # Under way until whoever takes it has it all, or closes it.
                opened[0].at_close(taken.hand_on())
                return opened
        raise Busy
    finally:
        taken.give_back()


def given_now(actor: Actor, code: str, *, grant: str | None, version: int | None = None, now: datetime) -> Given:
    """What a grant gives in bulk at this moment to whoever has paid for it already; of a `version` in its shape. Without `grant`, what the oldest that serves would give, whatever
    is left of its limits. Nothing is put on record, and nothing is handed over. Raises the refusal."""
    caller = Caller.of(actor)
    state = state_for(caller.ref, code, epoch_now())
    hosted = find_hosted(state, code).at(version)
    require_data_scope(caller)
    call = Call(caller.ref, "bulk", frozenset(), None, "", grant, source=address_of(actor.source))
    outcome = decide(state.grants.get((caller.ref, hosted.plan.code), ()), call, now, PLENTY)
    if isinstance(outcome, Denied):
        raise problem_of(outcome, "bulk")
    return _given(state, hosted, outcome)


def label_for(actor: Actor, resource: str, receipt: str) -> Label:
    """Whose copy a file is, by the receipt of its evidence; `resource`: the code, with its slash."""
    facts = {"resource": resource, "agency": actor.agency_code, "caller": actor.name}
    return label_of(settings.YISHU_SECRETS.subjects, receipt, node=settings.YISHU_NODE_CODE, **facts)


def _given(state: AccessState, hosted: Hosted, outcome: Allowed) -> Given:
    require_rows(hosted.table, outcome.rows)
    rights = state.rights[outcome.grant]
    granted = hosted.plan.narrow(rights).items
    items = tuple(column.code for column in hosted.table.columns if column.code in granted)
    masks = among(stricter(hosted.plan.masks, outcome.masks), items)
    return Given(hosted, outcome.grant, items, outcome.rows, masks, hosted.plan.control_under(rights))


def _attempt(
    caller: Caller,
    code: str,
    opening: Opening[Made],
    grant: str | None,
    version: int | None,
    now: datetime,
    detail: Detail,
    taken: Taken,
) -> tuple[Made, str, tuple[str, ...]] | Problem | None:
    """None where the epoch moved meanwhile."""
    epoch = epoch_now()
    record = _record(caller, code, detail)
    try:
        made, items = _opened(caller, code, opening, grant, version, epoch, now, record, taken)
    except Problem as problem:
        record.outcome, record.reason = Outcome.DENIED, problem.code
        problem.receipt = recording.insert(record)
        return problem
    record.version, record.found, record.items = made.version, made.rows, list(items)
    record.detail.update(told_of(made.controls) | fingerprint.told(made.marked_by))
    if made.file:
        record.detail["version_file"] = made.file
    with transaction.atomic():
        receipt = recording.insert(record)
        if epoch_now() == epoch:
            made.label(label_for(caller.actor, record.resource, receipt))
            return made, receipt, items
        transaction.set_rollback(True)
    made.close()
    return None


def _opened(
    caller: Caller,
    code: str,
    opening: Opening[Made],
    grant: str | None,
    version: int | None,
    epoch: int,
    now: datetime,
    record: Record,
    taken: Taken,
) -> tuple[Made, tuple[str, ...]]:
    state = state_for(caller.ref, code, epoch)
    hosted = find_hosted(state, code).at(version)
    require_data_scope(caller)
    call = Call(caller.ref, "bulk", frozenset(), None, "", grant, source=address_of(caller.actor.source))
    outcome = _decided(state, hosted, call, now, record, taken)
    given = _given(state, hosted, outcome)
    made = opening(given)
    try:
        _decided(state, hosted, structs.replace(call, grant=outcome.grant, records=made.rows), now, record, taken)
    except Problem:
        made.close()
        raise
    return made, given.items


def _decided(state: AccessState, hosted: Hosted, call: Call, now: datetime, record: Record, taken: Taken) -> Allowed:
    """By THE rule; what is left of counted limits is asked for where it matters."""
    held = state.grants.get((call.caller, hosted.plan.code), ())
    outcome = decide(held, call, now, taken)
    while isinstance(outcome, Denied) and outcome.reason == NOT_COUNTED:
        wanted = uncounted(state, outcome, call)
        taken.take(wanted.grant, wanted.limits, wanted.size)
        outcome = decide(held, call, now, taken)
    record.grant, record.grant_hash = outcome.grant, outcome.grant_hash
    if isinstance(outcome, Denied):
        raise problem_of(outcome, "bulk")
    taken.used = outcome.spends
    return outcome


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
