"""Which rounds one's own agency has, and who may sign them now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from yishu.agencies.models import Person, Role
from yishu.agencies.queries import list_lent
from yishu.core.actor import Actor
from yishu.sharing.models import Line
from yishu.sharing.signing.errors import RoundNotFound
from yishu.sharing.signing.models import Round, SignOffStep, Stage


@dataclass(frozen=True, slots=True)
class Fellow:
    """Somebody of an agency, with the roles of now, and the refs of themselves and of those they stand in for."""

    person: Person
    roles: frozenset[str]
    refs: frozenset[str]


Staff = dict[int, list[Fellow]]
"""Of each agency the active people."""


def get_round(actor: Actor, round_id: int) -> Round:
    """Of one's own agency. Raises RoundNotFound."""
    found = _rounds().filter(pk=round_id, agency_id=actor.agency_id).first()
    if found is None:
        raise RoundNotFound(round=round_id)
    return found


def list_open(actor: Actor) -> QuerySet[Round]:
    """What is being signed off in one's own agency, what waits longest first."""
    return _rounds().filter(agency_id=actor.agency_id, state=Round.State.OPEN).order_by("moved_at", "pk")


def list_mine(actor: Actor) -> list[Round]:
    """What this person may sign now: first what has a clock, the most urgent at the top."""
    if actor.kind != "person":
        return []
    waiting = list(list_open(actor))
    staff = staff_of({actor.agency_id}) if waiting else {}
    mine = [one for one in waiting if any(person.pk == actor.id for person in who_may_sign(one, staff))]
    return sorted(mine, key=lambda one: (one.line is None, str(one.clock[0] or ""), one.moved_at))


def list_rounds(lines: Iterable[Line]) -> list[Round]:
    """All rounds of these lines and of their applications, the oldest first."""
    found = list(lines)
    applications = {line.application_id for line in found}
    rounds = _rounds().filter(application__in=applications).exclude(stage=Stage.DECISION, line=None)
    kept = {line.pk for line in found}
    return [one for one in rounds.order_by("pk") if one.stage == Stage.APPLICATION or one.line_id in kept]


def list_steps(agency_id: int, stage: str) -> QuerySet[SignOffStep]:
    """The setting in force of an agency."""
    return SignOffStep.objects.filter(agency_id=agency_id, stage=stage).prefetch_related("people")


def staff_of(agency_ids: Iterable[int]) -> Staff:
    """One query, one for the roles and one for those lent, however many rounds are looked at."""
    found: Staff = {}
    wanted = set(agency_ids)
    lent = list_lent(wanted)
    people = Person.objects.filter(agency__in=wanted, is_active=True).prefetch_related("appointments")
    for person in people:
        own = {one.role for one in person.appointments.all()}
        more = {(role, f"person:{away}") for deputy, role, away in lent if deputy == person.pk and role not in own}
        roles, refs = own | {role for role, _ref in more}, {f"person:{person.pk}"} | {ref for _role, ref in more}
        found.setdefault(person.agency_id, []).append(Fellow(person, frozenset(roles), frozenset(refs)))
    return found


def who_may_sign(found: Round, staff: Staff | None = None) -> list[Person]:
    """By the roles and people of now: nobody who prepared it or signed before.

    Nothing waits for a person who has left: where nobody fits the step any more, the agency's signers sign, and where there is none of them, its administrators.
    """
    if found.state != Round.State.OPEN:
        return []
    known = (staff if staff is not None else staff_of({found.agency_id})).get(found.agency_id, [])
    barred, turn = refs_barred(found), found.turn
    free = [one for one in known if one.refs.isdisjoint(barred)]
    fitting = [one.person for one in free if one.person.pk in turn.people or (turn.role and turn.role in one.roles)]
    signers = [one.person for one in free if Role.SIGNER in one.roles]
    return fitting or signers or [one.person for one in free if Role.AGENCY_ADMINISTRATOR in one.roles]


def open_rounds(actor: Actor, lines: Iterable[Line]) -> dict[int, int]:
    """Of these lines those that are being signed off in one's own agency, alone or with their application: line id → round id."""
    found = list(lines)
    held = list_open(actor).filter(application__in={line.application_id for line in found})
    rounds = list(held.values_list("pk", "application_id", "line_id"))
    signed = [line for line in found if line.state in (Line.State.SIGNING, Line.State.IN_REVIEW)]
    return {
        line.pk: pk
        for line in signed
        for pk, application, of_line in rounds
        if of_line == line.pk
        or (of_line is None and line.state == Line.State.SIGNING and application == line.application_id)
    }


def signers_now(line: Line) -> tuple[int, ...]:
    """Whom a decision on this line waits for inside its provider, where it is being signed off."""
    found = _rounds().filter(line=line, state=Round.State.OPEN).first()
    return tuple(person.pk for person in who_may_sign(found)) if found else ()


def names_by_line(lines: Iterable[Line]) -> dict[int, str]:
    """Of the lines whose decision is being signed off: who signs it now, by name."""
    waiting = list(_rounds().filter(line__in=[line.pk for line in lines], state=Round.State.OPEN))
    staff = staff_of({one.agency_id for one in waiting}) if waiting else {}
    named = {one.line_id: "、".join(person.name for person in who_may_sign(one, staff)) for one in waiting}
    return {line: names for line, names in named.items() if line is not None}


def refs_barred(found: Round) -> set[str]:
    """Who has had a hand in it: they prepared it, handed it in, or signed an earlier step."""
    own = {found.submitted_by} if found.stage == Stage.APPLICATION else set()
    return {found.prepared_by, *own, *(one.by for one in found.signatures.all())}


def _rounds() -> QuerySet[Round]:
    return Round.objects.select_related(
        "application__consumer", "line__resource__provider", "line__entry", "line__coordination", "agency"
    ).prefetch_related("signatures")
