"""Filing a demand, and answering it: accept, pass on, or refuse with the legal basis (4.2)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yishu.agencies import queries as agencies
from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue import queries as catalogue
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import ResourceKind, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.node import clocks
from yishu.sharing.demands import queries
from yishu.sharing.errors import DemandAlreadyAnswered, NotTheAddressee
from yishu.sharing.models import Demand
from yishu.sharing.numbers import next_number
from yishu.sharing.steps import add_step
from yishu.sharing.wording import check_law, check_line, check_texts, in_both_languages

MOST_ITEMS = 100
LONGEST_ITEM = 120


@dataclass(frozen=True, slots=True)
class Need:
    """What a consumer needs, for which duty, and why. `kind` is one of 4.2; `items` are names."""

    name: str
    items: tuple[str, ...]
    duty: str
    basis: str
    why: str
    kind: str = ResourceKind.DATA.value


@transaction.atomic
def file_demand(actor: Actor, need: Need, *, holder: str, now: datetime) -> Demand:
    """Ask the agency with this credit code for what no catalogue offers yet; its clock starts."""
    require(actor, Role.HANDLER)
    _require_sound(need)
    addressed = agencies.get_agency(holder)
    _require_another(actor, addressed)
    due = clocks.deadline(clocks.DEMAND_ANSWER, now)
    demand = Demand.objects.create(
        number=next_number("XQ", shanghai_day(now)),
        consumer_id=actor.agency_id,
        holder=addressed,
        name=need.name.strip(),
        kind=need.kind,
        items=_named(need.items),
        duty=need.duty.strip(),
        basis=need.basis.strip(),
        why=need.why.strip(),
        due=due.date,
        due_provisional=due.provisional,
        filed_by=actor.ref,
        filed_by_name=actor.name,
        filed_at=now,
    )
    add_step(actor, "filed", demand=demand, words=addressed.name, now=now)
    recording.record(
        actor, Action.DEMAND_FILED, target=demand.number, duty=demand.duty, items=demand.items, to=addressed.code
    )
    return demand


@transaction.atomic
def accept(actor: Actor, number: str, *, resource: str = "", opinion: str = "", now: datetime) -> Demand:
    """The addressed agency will provide it, within the clock that starts now; `resource` names its entry or draft, now or later (`link`)."""
    demand = _waiting(actor, number)
    if wrong := check_texts({}, {"opinion": opinion}):
        raise Invalid(errors=wrong)
    demand.resource = _own_resource(actor, resource) if resource.strip() else None
    due = clocks.deadline(clocks.DEMAND_FULFIL, now)
    demand.state, demand.answer = Demand.State.ACCEPTED, opinion.strip()
    demand.fulfil_due, demand.fulfil_due_provisional = due.date, due.provisional
    demand.save(update_fields=["resource", "state", "answer", "fulfil_due", "fulfil_due_provisional"])
    words = "；".join(part for part in (opinion.strip(), _resource_words(demand)) if part)
    add_step(actor, "accepted", demand=demand, words=words, was_late=_is_late(demand, now), now=now)
    recording.record(actor, Action.DEMAND_ACCEPTED, target=demand.number, resource=_code(demand))
    return demand


@transaction.atomic
def link(actor: Actor, number: str, *, resource: str, now: datetime) -> Demand:
    """Name the entry or draft that answers an accepted demand, or another one while it is not fulfilled."""
    demand = _for_addressee(actor, number)
    if demand.state != Demand.State.ACCEPTED or demand.is_fulfilled:
        raise _already_answered(demand)
    demand.resource = _own_resource(actor, resource)
    demand.save(update_fields=["resource"])
    add_step(actor, "linked", demand=demand, words=_resource_words(demand), now=now)
    recording.record(actor, Action.DEMAND_LINKED, target=demand.number, resource=_code(demand))
    return demand


@transaction.atomic
def pass_on(actor: Actor, number: str, *, to: str, reason: str, now: datetime) -> Demand:
    """Another agency's duty: it goes there, with the reason; that agency's clock starts, the history stays."""
    demand = _waiting(actor, number)
    if wrong := check_texts({"reason": reason}):
        raise Invalid(errors=wrong)
    addressed = agencies.get_agency(to)
    if addressed.pk in (demand.holder_id, demand.consumer_id):
        zh, en = "请选择另一个单位。", "Choose another agency."
        raise Invalid(errors=[FieldError("to", "another_agency", zh, en)])
    was_late, due = _is_late(demand, now), clocks.deadline(clocks.DEMAND_ANSWER, now)
    demand.holder, demand.due, demand.due_provisional = addressed, due.date, due.provisional
    demand.save(update_fields=["holder", "due", "due_provisional"])
    words = f"{addressed.name}：{reason.strip()}"
    add_step(actor, "passed_on", demand=demand, words=words, was_late=was_late, now=now)
    recording.record(actor, Action.DEMAND_PASSED_ON, target=demand.number, to=addressed.code, why=reason.strip())
    return demand


@transaction.atomic
def refuse(actor: Actor, number: str, *, legal_basis: str, reason: str, now: datetime) -> Demand:
    """It may not be provided: the law by its article and the reason, which the coordinator sees."""
    demand = _waiting(actor, number)
    wrong = check_texts({"reason": reason}, {"legal_basis": legal_basis})
    if wrong := [*wrong, *check_law("legal_basis", legal_basis, "第四条", "Art. 4")]:
        raise Invalid(errors=wrong)
    demand.state, demand.answer, demand.legal_basis = Demand.State.REFUSED, reason.strip(), legal_basis.strip()
    demand.save(update_fields=["state", "answer", "legal_basis"])
    words = f"{demand.legal_basis}：{demand.answer}"
    add_step(actor, "refused", demand=demand, words=words, was_late=_is_late(demand, now), now=now)
    recording.record(actor, Action.DEMAND_REFUSED, target=demand.number, outcome=Outcome.DENIED, why=words)
    return demand


def _require_sound(need: Need) -> None:
    wrong = check_texts({"name": need.name, "duty": need.duty, "basis": need.basis, "why": need.why})
    wrong += [*check_line("name", need.name, 200), *check_line("duty", need.duty, 200)]
    items = _named(need.items)
    if not items or len(items) > MOST_ITEMS or any(check_line("items", item, LONGEST_ITEM) for item in items):
        zh = "请列出需要的信息项，一行一个，最多 {most} 个，每个不超过 {longest} 字。"
        en = "Name the items that are needed: {most} at most, each one line of at most {longest} characters."
        wrong.append(FieldError("items", "item_names", zh, en, most=MOST_ITEMS, longest=LONGEST_ITEM))
    if need.kind not in ResourceKind.values:
        zh, en = "资源种类须为：{known}。", "The kind is one of {known}."
        wrong.append(FieldError("kind", "one_of", zh, en, known=", ".join(ResourceKind.values)))
    if wrong:
        raise Invalid(errors=wrong)


def _named(items: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(name for item in items if (name := item.strip())))


def _require_another(actor: Actor, addressed: Agency) -> None:
    if addressed.pk == actor.agency_id or not addressed.is_active:
        zh, en = "请选择本单位以外的在用单位。", "Choose an active agency other than your own."
        raise Invalid(errors=[FieldError("provider", "another_agency", zh, en)])


def _for_addressee(actor: Actor, number: str) -> Demand:
    demand = queries.get_demand(actor, number, lock=True)
    if demand.holder_id != actor.agency_id or actor.kind != "person":
        raise NotTheAddressee
    require(actor, Role.HANDLER, Role.SIGNER)
    return demand


def _waiting(actor: Actor, number: str) -> Demand:
    demand = _for_addressee(actor, number)
    if demand.state != Demand.State.WAITING:
        raise _already_answered(demand)
    return demand


def _own_resource(actor: Actor, code: str) -> Resource:
    resource = catalogue.get_resource(code, viewer=actor)
    if resource.provider_id != actor.agency_id or resource.state == ResourceState.WITHDRAWN:
        zh, en = "须为本单位在编或已发布的资源。", "Name a resource of your own agency, drafted or published."
        raise Invalid(errors=[FieldError("resource", "own_resource", zh, en)])
    return resource


def _is_late(demand: Demand, now: datetime) -> bool:
    return shanghai_day(now) > demand.due


def _code(demand: Demand) -> str:
    return demand.resource.code if demand.resource else ""


def _resource_words(demand: Demand) -> str:
    return f"以资源 {demand.resource.code} 答复" if demand.resource else ""


def _already_answered(demand: Demand) -> DemandAlreadyAnswered:
    zh, en = in_both_languages(Demand.State(demand.state).label)
    return DemandAlreadyAnswered(state=zh, state_en=en)
