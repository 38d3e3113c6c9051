"""Beginning a round by the steps in force, and making one void: what the commands of sharing call."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from yishu.core.actor import Actor
from yishu.sharing.models import Application, Line
from yishu.sharing.signing.models import Round, SignOffStep, Stage, Turn

APPLICATION: Final = "application"
DECISION: Final = "decision"
EXECUTION: Final = "execution"


@dataclass(frozen=True, slots=True)
class About:
    """What a round is about, and whose it is; the names are those of `Round`."""

    subject: str
    stage: Stage
    agency_id: int
    name: str
    number: str
    submitted_by: str
    application: Application | None = None
    line: Line | None = None
    ref: str = ""


def about_application(one: Application) -> About:
    """What its agency sends."""
    stage, own = Stage.APPLICATION, one.consumer_id
    return About(APPLICATION, stage, own, one.duty, one.number, one.submitted_by, application=one)


def about_line(line: Line, subject: str = DECISION) -> About:
    """What its provider answers, by its own decision or by carrying out an opinion."""
    one, provider = line.application, line.resource.provider_id
    assert provider is not None
    name = line.entry.name
    return About(subject, Stage.DECISION, provider, name, one.number, one.submitted_by, application=one, line=line)


def turns_in_force(agency_id: int, stage: Stage) -> list[Turn]:
    """What this agency signs now, in order."""
    return [
        step.turn for step in SignOffStep.objects.filter(agency_id=agency_id, stage=stage).prefetch_related("people")
    ]


def is_signed_off(agency_id: int, stage: Stage) -> bool:
    """Whether this agency signs anything at this stage."""
    return SignOffStep.objects.filter(agency_id=agency_id, stage=stage).exists()


def begin(actor: Actor, about: About, *, content: str, now: datetime) -> Round | None:
    """None where the agency signs nothing. Later changes of its setting do not touch what has begun."""
    turns = turns_in_force(about.agency_id, about.stage)
    if not turns:
        return None
    return Round.objects.create(
        agency_id=about.agency_id,
        stage=about.stage,
        subject=about.subject,
        application=about.application,
        line=about.line,
        ref=about.ref,
        name=about.name,
        number=about.number,
        submitted_by=about.submitted_by,
        content=content,
        hash=hash_of(content),
        steps=[asdict(turn) for turn in turns],
        prepared_by=actor.ref,
        prepared_by_name=actor.name,
        prepared_at=now,
        moved_at=now,
    )


def hash_of(content: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def find_open(line: Line) -> Round | None:
    """The decision on this line that is being signed off."""
    return Round.objects.filter(line=line, stage=Stage.DECISION, state=Round.State.OPEN).first()


def held_by_line(lines: Iterable[Line]) -> dict[int, Round]:
    """Of these lines those whose decision is being signed off."""
    found = Round.objects.filter(line__in=[line.pk for line in lines], state=Round.State.OPEN)
    return {one.line_id: one for one in found if one.line_id is not None}


def void_of_application(application: Application, now: datetime) -> Round | None:
    """What was prepared has changed: what was signed of it counts for nothing."""
    return _void(Round.objects.filter(application=application, stage=Stage.APPLICATION), now)


def void_of_line(line: Line, now: datetime) -> Round | None:
    """The line is withdrawn, or settled otherwise."""
    return _void(Round.objects.filter(line=line, stage=Stage.DECISION), now)


def find_open_of(subject: str, ref: str) -> Round | None:
    """Of what another slice has."""
    return Round.objects.filter(subject=subject, ref=ref, state=Round.State.OPEN).first()


def void_of(subject: str, ref: str, now: datetime) -> Round | None:
    """What another slice has was changed, or is not wanted any more."""
    return _void(Round.objects.filter(subject=subject, ref=ref), now)


def _void(rounds: QuerySet[Round], now: datetime) -> Round | None:
    found = rounds.select_for_update(of=("self",)).filter(state=Round.State.OPEN).first()
    if found is not None:
        found.state, found.ended_at = Round.State.VOID, now
        found.save(update_fields=["state", "ended_at"])
    return found
