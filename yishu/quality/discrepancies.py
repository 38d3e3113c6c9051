"""The course of a discrepancy: found, checked, fed back, answered, settled; each step by the side whose turn it is (17.1, 28.1)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import override

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import get_resource, is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain
from yishu.hosting import queries as hosting
from yishu.hosting.models import Batch, Holding
from yishu.hosting.queries import find_holding
from yishu.hosting.shaping import was
from yishu.hosting.tables import NotOfType, Table, parse
from yishu.node import clocks
from yishu.quality import comparing, delivery, files, numbering, queries
from yishu.quality.errors import (
    NotAUser,
    NotCorrectedThere,
    NothingToDispute,
    NotYourSide,
    OwnDiscrepancy,
    RowNotDifferent,
    WordsRequired,
    WrongMoment,
)
from yishu.quality.models import Comparison, Discrepancy, DiscrepancyStep

LONGEST_VALUE = 500
REPORTABLE = ("different", "only_here", "only_there")
State, Act = Discrepancy.State, DiscrepancyStep.Act


@dataclass(frozen=True, slots=True)
class Difference:
    """One item in which the finder's value and the provider's are not the same."""

    code: str
    ours: str
    theirs: str


@transaction.atomic
def take_from_comparison(actor: Actor, number: str, place: int, *, note: str = "", now: datetime) -> Discrepancy:
    """A row of a comparison becomes a discrepancy: values that differ, or a record that only one side has. It was found when the comparison was done: from then the clock runs."""
    require(actor, Role.DATA_OFFICER, Role.HANDLER)
    made = queries.get_result(actor, number, now=now)
    Comparison.objects.select_for_update(no_key=True).get(pk=made.pk)  # asked twice at once, one waits for the other
    row = comparing.find(files.folder_of(made.pk), files.result_of(made.pk), len(made.pairs), place)
    if row is None or row.kind not in REPORTABLE:
        raise RowNotDifferent
    (row,) = delivery.as_delivered(made, [row])
    pairs = list(enumerate(made.pairs))
    subject = {pair["item"]: row.theirs[n] or row.ours[n] or "" for n, pair in pairs if pair["is_key"]}
    differences = tuple(
        Difference(pair["item"], row.ours[n] or "", row.theirs[n] or "")
        for n, pair in pairs
        if row.differs[n] or (row.kind != "different" and not pair["is_key"] and (row.ours[n] or row.theirs[n]))
    )
    same = made.discrepancies.filter(subject=subject).first()
    if same is not None:  # asked twice
        return same
    assert made.done_at is not None
    assert made.version is not None
    opened = _open(
        actor, made.resource, subject, differences, note, version=made.version, found_at=made.done_at, now=now
    )
    opened.comparison = made
    opened.save(update_fields=["comparison"])
    return opened


@transaction.atomic
def report(
    actor: Actor,
    resource_code: str,
    *,
    subject: dict[str, str],
    differences: tuple[Difference, ...],
    note: str,
    now: datetime,
) -> Discrepancy:
    """A discrepancy found elsewhere, by hand. Only an agency that holds a grant of the resource, or provides it, may."""
    require(actor, Role.DATA_OFFICER, Role.HANDLER)
    resource = get_resource(resource_code, viewer=actor)
    if resource.provider_id != actor.agency_id and not resource.grants.filter(consumer_id=actor.agency_id).exists():
        raise NotAUser
    holding = _hosted(resource)
    return _open(actor, resource, subject, differences, note, version=holding.version, found_at=now, now=now)


@transaction.atomic
def correct_own(actor: Actor, number: str, *, note: str, now: datetime) -> Discrepancy:
    """The finder was wrong and has corrected its own data: closed with a note."""
    found = _turn_of_finder(actor, number, State.FOUND)
    _words(note)
    return _step(actor, found, State.OWN_CORRECTED, Act.OWN_CORRECTED, note, now=now, closes=True)


@transaction.atomic
def feed_back(actor: Actor, number: str, *, note: str, now: datetime) -> Discrepancy:
    """The difference goes to the provider, whose clock starts (28.1). Nobody feeds back to themselves."""
    found = _turn_of_finder(actor, number, State.FOUND)
    if found.provider_id == found.finder_id:
        raise OwnDiscrepancy
    _words(note)
    due = clocks.deadline(clocks.DISCREPANCY_ANSWER, now)
    found.fed_back_at, found.fed_back_by = now, actor.ref
    found.answer_due, found.answer_due_provisional = due.date, due.provisional
    return _step(actor, found, State.FED_BACK, Act.FED_BACK, note, now=now)


@transaction.atomic
def answer(actor: Actor, number: str, *, accepts: bool, reason: str, now: datetime) -> Discrepancy:
    """The provider accepts, and will correct at the source, or refuses with its reason."""
    found = _turn_of_provider(actor, number, State.FED_BACK)
    require_other(actor, found.fed_back_by)
    if not accepts or reason:
        _words(reason)
    found.answered_at, found.answered_by = now, actor.ref
    state, act = (State.ACCEPTED, Act.ACCEPTED) if accepts else (State.REFUSED, Act.REFUSED)
    return _step(actor, found, state, act, reason, now=now)


@transaction.atomic
def mark_corrected(actor: Actor, number: str, *, batch: str, now: datetime) -> Discrepancy:
    """The provider names the batch in which the value changed; the platform looks whether it did, after the feedback."""
    found = _turn_of_provider(actor, number, State.ACCEPTED)
    named = hosting.get_batch(actor, batch)
    if not _changed_in(found, named):
        raise NotCorrectedThere(batch=str(named.pk))
    found.corrected_in = named
    text = f"v{named.version} · {named.pk}"
    return _step(actor, found, State.CORRECTED, Act.CORRECTED, text, now=now, closes=True)


@transaction.atomic
def escalate(actor: Actor, number: str, *, reason: str, now: datetime) -> Discrepancy:
    """The finder does not agree with the refusal and takes it to the coordinator (17.1)."""
    found = _turn_of_finder(actor, number, State.REFUSED)
    _words(reason)
    return _step(actor, found, State.ESCALATED, Act.ESCALATED, reason, now=now)


@transaction.atomic
def settle(actor: Actor, number: str, *, must_correct: bool, opinion: str, now: datetime) -> Discrepancy:
    """The coordinator's opinion: the provider corrects, or the value stands (17.1). Never by whoever fed back or answered."""
    found = queries.get_discrepancy(actor, number, lock=True)
    require(actor, Role.COORDINATOR)
    if not is_coordinator(actor):
        raise NotYourSide
    _require_state(found, State.ESCALATED)
    require_other(actor, found.fed_back_by)
    require_other(actor, found.answered_by)
    _words(opinion)
    state, act = (State.ACCEPTED, Act.TO_CORRECT) if must_correct else (State.UPHELD, Act.UPHELD)
    return _step(actor, found, state, act, opinion, now=now, closes=not must_correct)


@transaction.atomic
def read_whole(actor: Actor, number: str) -> Discrepancy:
    """A discrepancy with its values unmasked: for the two sides only, on record."""
    found = queries.get_discrepancy(actor, number)
    if actor.agency_id not in (found.finder_id, found.provider_id):
        raise NotYourSide
    recording.record(actor, Action.DISCREPANCY_READ, resource=found.resource.code, target=found.number)
    return found


def _open(
    actor: Actor,
    resource: Resource,
    subject: dict[str, str],
    differences: tuple[Difference, ...],
    note: str,
    *,
    version: int,
    found_at: datetime,
    now: datetime,
) -> Discrepancy:
    table = hosting.table_of(_hosted(resource))
    _require_known(table, subject, differences, note)
    due = clocks.deadline(clocks.DISCREPANCY_FEEDBACK, found_at)
    made = Discrepancy.objects.create(
        number=numbering.next_number("YY", shanghai_day(now)),
        resource=resource,
        finder=Agency.objects.get(pk=actor.agency_id),
        provider_id=resource.provider_id,
        subject=subject,
        items=[
            {"code": one.code, "name": table.by_code[one.code].name, "ours": one.ours, "theirs": one.theirs}
            for one in differences
        ],
        version=version,
        note=note.strip(),
        found_at=found_at,
        found_by=actor.ref,
        found_by_name=actor.name,
        feedback_due=due.date,
        feedback_due_provisional=due.provisional,
    )
    _write_step(actor, made, Act.FOUND, note, now)
    items = [one.code for one in differences]
    recording.record(actor, Action.DISCREPANCY_FOUND, resource=resource.code, target=made.number, items=items)
    return made


def _hosted(resource: Resource) -> Holding:
    holding = find_holding(resource)
    if holding is None or resource.provider_id is None:
        raise NothingToDispute
    return holding


def _require_known(table: Table, subject: dict[str, str], differences: tuple[Difference, ...], note: str) -> None:
    wrong = []
    if missing := [column.name for column in table.key if not subject.get(column.code, "").strip()]:
        zh, en = "请填写主键：{missing}。", "Give the key: {missing}."
        wrong.append(FieldError("subject", "required", zh, en, missing="、".join(missing)))
    if not differences or any(one.code not in table.by_code or one.ours == one.theirs for one in differences):
        zh = "请选择信息项，并写明两方不同的值。"
        wrong.append(FieldError("item", "required", zh, "Choose an item, and give two values that differ."))
    texts = [note, *subject.values(), *(text for one in differences for text in (one.ours, one.theirs))]
    if not all(map(is_plain, texts)) or any(len(text) > LONGEST_VALUE for text in texts[1:]):
        zh, en = "值须为不超过 {most} 字的普通文字。", "Values are plain texts of at most {most} characters."
        wrong.append(FieldError("item", "plain_text", zh, en, most=LONGEST_VALUE))
    if wrong:
        raise Invalid(errors=wrong)


def _words(text: str) -> None:
    if not text.strip() or not is_plain(text):
        raise WordsRequired


def _turn_of_finder(actor: Actor, number: str, state: Discrepancy.State) -> Discrepancy:
    found = queries.get_discrepancy(actor, number, lock=True)
    if found.finder_id != actor.agency_id:
        raise NotYourSide
    require(actor, Role.DATA_OFFICER, Role.HANDLER)
    _require_state(found, state)
    return found


def _turn_of_provider(actor: Actor, number: str, state: Discrepancy.State) -> Discrepancy:
    found = queries.get_discrepancy(actor, number, lock=True)
    if found.provider_id != actor.agency_id:
        raise NotYourSide
    require(actor, Role.DATA_OFFICER, Role.SIGNER, Role.HANDLER)
    _require_state(found, state)
    return found


def _require_state(found: Discrepancy, state: Discrepancy.State) -> None:
    if found.state != state:
        with override("en"):
            state_en = str(found.get_state_display())  # type: ignore[attr-defined]
        with override("zh-hans"):
            raise WrongMoment(state=str(found.get_state_display()), state_en=state_en)  # type: ignore[attr-defined]


_ACTIONS = {
    Act.OWN_CORRECTED: Action.DISCREPANCY_OWN_CORRECTED,
    Act.FED_BACK: Action.DISCREPANCY_FED_BACK,
    Act.ACCEPTED: Action.DISCREPANCY_ANSWERED,
    Act.REFUSED: Action.DISCREPANCY_ANSWERED,
    Act.CORRECTED: Action.DISCREPANCY_CORRECTED,
    Act.ESCALATED: Action.DISCREPANCY_ESCALATED,
    Act.TO_CORRECT: Action.DISCREPANCY_SETTLED,
    Act.UPHELD: Action.DISCREPANCY_SETTLED,
}


def _step(
    actor: Actor,
    found: Discrepancy,
    state: Discrepancy.State,
    act: DiscrepancyStep.Act,
    text: str,
    *,
    now: datetime,
    closes: bool = False,
) -> Discrepancy:
    found.state = state
    found.closed_at = now if closes else None
    found.save()
    _write_step(actor, found, act, text, now)
    outcome = Outcome.DENIED if act is Act.REFUSED else Outcome.ALLOWED
    # What was said stands in the step, where it is masked: it may hold somebody's values.
    recording.record(actor, _ACTIONS[act], resource=found.resource.code, target=found.number, outcome=outcome)
    return found


def _write_step(actor: Actor, found: Discrepancy, act: DiscrepancyStep.Act, text: str, now: datetime) -> None:
    agency = Agency.objects.get(pk=actor.agency_id).name
    DiscrepancyStep.objects.create(
        discrepancy=found,
        at=now,
        actor=actor.ref,
        actor_name=actor.name,
        agency_name=agency,
        act=act,
        text=text.strip(),
    )


def _changed_in(found: Discrepancy, batch: Batch) -> bool:
    """Whether this batch, published after the feedback, changed one of the disputed items of this very subject."""
    holding = find_holding(found.resource)
    if holding is None or batch.holding_id != holding.pk or batch.version is None or batch.version <= found.version:
        return False
    if batch.published_at is None or found.fed_back_at is None or batch.published_at < found.fed_back_at:
        return False
    table = hosting.table_of(holding)
    if not set(found.subject) >= {column.code for column in table.key}:
        return False  # compared by other items than the key: no single record
    try:
        values = [parse(column, table.key_text(column, found.subject[column.code])) for column in table.key]
    except NotOfType:
        return False
    columns = [table.by_code[one["code"]] for one in found.items if one["code"] in table.by_code]
    differ = " or ".join(f"{column.sql} is distinct from {was(column)}" for column in columns) or "false"
    at = " and ".join(f"{each} = %s" for each in table.identity())
    with connection.cursor() as cursor:
        cursor.execute(
            f"select exists (select from {table.changes_sql} where _version = %s and {at} and (_change = 'delete' or {differ}))",
            [batch.version, *values],
        )
        (changed,) = cursor.fetchone()
    return changed
