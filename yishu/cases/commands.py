"""Registering joint matters, and handling cases step by step (29.1). Nothing is drawn but by the step's agency, under its own grants, for its duty, in the case's number."""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from yishu.access import calls
from yishu.access.masks import masked
from yishu.agencies.models import Agency, Duty, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.cases import queries
from yishu.cases.drawn import Drawn, table_of
from yishu.cases.errors import CaseClosed, NeedNotFound, NotTheFirstAgency, ReturnReasonRequired
from yishu.cases.models import Case, CaseStep, Draw, Event, Matter, Need, Step
from yishu.cases.rules import MatterDraft, Offered, StepDraft, check_matter
from yishu.catalogue.errors import NotTheCoordinator
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.vocabulary import Mode, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.core.identifiers import KeyKind, check, normalise, subject
from yishu.core.text import is_plain
from yishu.hosting.quarantine.queries import overrides_of
from yishu.node.enciphering import decipher, encipher
from yishu.seals import commands as seals
from yishu.wire.data import Purpose, QueryAnswer, QueryRequest

LONGEST_NOTE = 1000


@transaction.atomic
def register_matter(actor: Actor, draft: MatterDraft, *, now: datetime) -> Matter:
    """The coordinator lays down who does what in which order, and what each step needs."""
    require(actor, Role.COORDINATOR)
    if not is_coordinator(actor):
        raise NotTheCoordinator
    agencies = {agency.code: agency for agency in Agency.objects.filter(code__in=[step.agency for step in draft.steps])}
    offered = _offered(draft)
    wrong = check_matter(draft, _duties(agencies), {code: offer for code, (_, offer) in offered.items()})
    if Matter.objects.filter(name=draft.name.strip()).exists():
        wrong.append(
            FieldError("name", "once", "已有同名的联办事项。", "There is a joint matter of this name already.")
        )
    if wrong:
        raise Invalid(errors=wrong)
    kind = next(offer.key_kind for _, offer in offered.values())
    matter = Matter.objects.create(
        name=draft.name.strip(),
        note=draft.note.strip(),
        key_kind=kind,
        registered_by=actor.ref,
        registered_by_name=actor.name,
        registered_at=now,
    )
    for n, step in enumerate(draft.steps, 1):
        _add_step(matter, n, step, agencies[step.agency], offered)
    recording.record(actor, Action.MATTER_REGISTERED, target=f"matter:{matter.pk}", resources=sorted(offered))
    return matter


@transaction.atomic
def open_case(actor: Actor, matter_id: int, subject_text: str, *, now: datetime) -> Case:
    """A handler of the first step's agency takes a case in; it gets its number."""
    require(actor, Role.HANDLER)
    matter = queries.get_matter(matter_id)
    steps = list(matter.steps.all())
    if steps[0].agency_id != actor.agency_id:
        raise NotTheFirstAgency(agency=steps[0].agency.name)
    key = _subject(matter, subject_text, now)
    case = Case.objects.create(
        number=_next_number(now),
        matter=matter,
        subject=encipher(settings.YISHU_SECRETS.tokens, key),
        subject_shown=_shown_subject(matter, key),
        opened_by=actor.ref,
        opened_by_name=actor.name,
        opened_at=now,
    )
    made = [CaseStep.objects.create(case=case, step=step) for step in steps]
    _begin(made[0], now)
    receipt = recording.record(actor, Action.CASE_OPENED, target=case.number, duty=steps[0].duty)
    _note(made[0], actor, Event.Act.OPENED, receipt, now=now)
    return case


def draw(actor: Actor, number: str, need_id: int, *, whole: bool = False, now: datetime) -> Drawn:
    """Draw what the current step needs of one resource, by a governed call of the actor: its duty and this case are the purpose.

    The call and its evidence are durable before anything else; if we die after them, the case shows one draw less than the evidence. Raises the refusal, which
    is on record, and noted in the case.
    """
    case, step, need = _drawable(actor, number, need_id)
    asked = QueryRequest(
        Purpose(step.step.duty, case.number),
        items=list(need.items),
        subject=decipher(settings.YISHU_SECRETS.tokens, case.subject),
    )
    try:
        made = calls.query(actor, need.resource.code, asked, now=now, shown="whole" if whole else "masked")
    except Problem as problem:
        _keep_draw(actor, step, need, None, problem.code, now=now)
        raise
    assert isinstance(made, QueryAnswer)
    kept = _keep_draw(actor, step, need, made, now=now)
    return Drawn.of(kept, made, whole=whole)


def use_document(actor: Actor, number: str, document: str, *, now: datetime) -> None:
    """Fetch a sealed document in the case, and record that it was used instead of paper (24.1). Raises why it is not given."""
    require(actor, Role.HANDLER)
    step = queries.get_current(actor, queries.get_case(actor, number))
    seals.fetch(actor, document.strip(), duty=step.step.duty, case=number, now=now)
    _keep_document(actor, number, document.strip(), now=now)


@transaction.atomic
def complete_step(actor: Actor, number: str, *, note: str = "", now: datetime) -> Case:
    """The current step is done; the next agency's begins, or the case is done."""
    case, step = _locked(actor, number)
    _require_note(note)
    step.state = CaseStep.State.DONE
    step.save(update_fields=["state"])
    receipt = recording.record(actor, Action.CASE_STEP_DONE, target=case.number, duty=step.step.duty)
    _note(step, actor, Event.Act.DONE, receipt, note.strip(), now=now)
    following = case.steps.filter(step__position__gt=step.step.position).first()
    if following is None:
        _close(case, Case.State.DONE, now)
    else:
        _begin(following, now)
    return case


@transaction.atomic
def return_step(actor: Actor, number: str, *, reason: str, now: datetime) -> Case:
    """Send the case back to the step before, with the reason; from the first step it goes back to the applicant."""
    case, step = _locked(actor, number)
    if not reason.strip():
        raise ReturnReasonRequired
    _require_note(reason)
    before = case.steps.filter(step__position__lt=step.step.position).last()
    step.state = CaseStep.State.RETURNED
    step.save(update_fields=["state"])
    receipt = recording.record(actor, Action.CASE_STEP_RETURNED, target=case.number, duty=step.step.duty)
    _note(step, actor, Event.Act.RETURNED, receipt, reason.strip(), now=now)
    if before is None:
        _close(case, Case.State.RETURNED, now)
    else:
        _begin(before, now)
    return case


def _offered(draft: MatterDraft) -> dict[str, tuple[Resource, Offered]]:
    """Of the resources named, those that are shared by query and keyed by one item."""
    codes = {need.resource for step in draft.steps for need in step.needs}
    found = Resource.objects.filter(code__in=codes, state=ResourceState.PUBLISHED).select_related("current")
    offered = {}
    for resource in found.prefetch_related("current__items"):
        entry = resource.current
        if entry is None or Mode.QUERY not in entry.modes:
            continue
        items = entry.shared_items
        if sum(item.is_key for item in items) == 1:
            offer = Offered(KeyKind(entry.key_kind), frozenset(item.code for item in items))
            offered[resource.code] = (resource, offer)
    return offered


def _duties(agencies: dict[str, Agency]) -> dict[str, frozenset[str]]:
    held: dict[str, set[str]] = {code: set() for code in agencies}
    for code, name in Duty.objects.filter(agency__in=agencies.values()).values_list("agency__code", "name"):
        held[code].add(name)
    return {code: frozenset(names) for code, names in held.items()}


def _add_step(
    matter: Matter, position: int, draft: StepDraft, agency: Agency, offered: dict[str, tuple[Resource, Offered]]
) -> None:
    step = Step.objects.create(
        matter=matter, position=position, name=draft.name.strip(), agency=agency, duty=draft.duty
    )
    for need in draft.needs:
        Need.objects.create(step=step, resource=offered[need.resource][0], items=list(dict.fromkeys(need.items)))


def _subject(matter: Matter, text: str, now: datetime) -> str:
    if not text.strip():
        raise Invalid(errors=[FieldError("subject", "required", "请填写办理对象。", "Say whom the case is about.")])
    kind = KeyKind(matter.key_kind)
    broken = check(kind, text, today=shanghai_day(now))
    if broken and not _is_officially_wrong(matter, broken.rule, normalise(kind, text)):
        raise Invalid(errors=[FieldError("subject", broken.rule, broken.zh, broken.en)])
    return subject(kind, text)


def _is_officially_wrong(matter: Matter, rule: str, key: str) -> bool:
    """A resource of the matter may have this key although it breaks the rule: whom it names may not be turned away for it (21.2)."""
    resources = Resource.objects.filter(pk__in=Need.objects.filter(step__matter=matter).values("resource"))
    return any(overrides_of(resource).hold(rule, key) for resource in resources)


def _shown_subject(matter: Matter, key: str) -> str:
    need = Need.objects.filter(step__matter=matter).select_related("resource__current").first()
    assert need is not None
    table = table_of(need)
    return str(masked(table, table.key[0], key))[:200]


def _drawable(actor: Actor, number: str, need_id: int) -> tuple[Case, CaseStep, Need]:
    require(actor, Role.HANDLER)
    case = queries.get_case(actor, number)
    step = queries.get_current(actor, case)
    need = Need.objects.filter(pk=need_id, step=step.step_id).select_related("resource__current").first()
    if need is None:
        raise NeedNotFound
    return case, step, need


@transaction.atomic
def _keep_draw(
    actor: Actor, step: CaseStep, need: Need, made: QueryAnswer | None, refusal: str = "", *, now: datetime
) -> Draw:
    kept = Draw.objects.create(
        case_step=step,
        need=need,
        items=need.items,
        found=made is not None and made.found,
        receipt=made.receipt if made is not None else "",
        refusal=refusal,
        drawn_by_name=actor.name,
        drawn_at=now,
    )
    receipt = recording.record(
        actor,
        Action.CASE_ITEMS_DRAWN,
        resource=need.resource.code,
        target=step.case.number,
        duty=step.step.duty,
        items=list(need.items),
        reason=refusal,
        receipt=kept.receipt.partition(".")[0],
    )
    name = need.resource.current.name if need.resource.current else need.resource.code
    _note(step, actor, Event.Act.REFUSED if refusal else Event.Act.DRAWN, receipt, name, now=now)
    return kept


@transaction.atomic
def _keep_document(actor: Actor, number: str, document: str, *, now: datetime) -> None:
    case, step = _locked(actor, number)
    told = {"target": case.number, "duty": step.step.duty, "document": document}
    receipt = recording.record(actor, Action.CASE_DOCUMENT_USED, **told)
    _note(step, actor, Event.Act.DOCUMENT, receipt, document, now=now)


def _locked(actor: Actor, number: str) -> tuple[Case, CaseStep]:
    require(actor, Role.HANDLER)
    case = queries.get_case(actor, number, lock=True)
    if case.state != Case.State.OPEN:
        raise CaseClosed(number=case.number)
    return case, queries.get_current(actor, case)


def _begin(step: CaseStep, now: datetime) -> None:
    step.state, step.began_at = CaseStep.State.CURRENT, now
    step.save(update_fields=["state", "began_at"])


def _close(case: Case, state: Case.State, now: datetime) -> None:
    """Nothing is drawn any more: whom it was about is kept in its masked form only."""
    case.state, case.closed_at, case.subject = state, now, ""
    case.save(update_fields=["state", "closed_at", "subject"])


def _note(step: CaseStep, actor: Actor, act: Event.Act, receipt: str, note: str = "", *, now: datetime) -> None:
    Event.objects.create(
        case=step.case,
        at=now,
        act=act,
        step_name=step.step.name,
        actor_name=actor.name,
        agency_name=step.step.agency.name,
        note=note,
        receipt=receipt,
    )


def _require_note(text: str) -> None:
    if len(text) > LONGEST_NOTE or not is_plain(text):
        zh, en = "不超过 {most} 个可见字符。", "At most {most} characters, none of them a control character."
        raise Invalid(errors=[FieldError("note", "text", zh, en, most=LONGEST_NOTE)])


def _next_number(now: datetime) -> str:
    """LB, the day, and a number that is never given twice."""
    day = shanghai_day(now)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into cases_casecounter as counter (day, next) values (%(day)s, 2)
            on conflict (day) do update set next = counter.next + 1
            returning next - 1
            """,
            {"day": day},
        )
        (number,) = cursor.fetchone()
    return f"LB{day:%Y%m%d}-{number:04d}"
