"""On its way to the providers: signed off inside the applicant's agency, checked by the coordinator where a local rule has it, handed over with a clock (26.1–26.3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.vocabulary import Category
from yishu.core.actor import PLATFORM, Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.node import clocks
from yishu.sharing.checking import beginning as checks
from yishu.sharing.granting import open_grant, require_usable
from yishu.sharing.models import Application, Line
from yishu.sharing.signing import contents, rounds
from yishu.sharing.signing.errors import EntryChanged
from yishu.sharing.signing.models import Round


def start(
    actor: Actor, application: Application, lines: Sequence[Line], *, carried: bool = False, now: datetime
) -> None:
    """Through the agency's own sign-off, else straight out."""
    if not carried and _begin(actor, application, lines, now):
        move(lines, Line.State.SIGNING)
    else:
        send(actor, application, lines, is_checked=not carried, now=now)


def send(
    actor: Actor, application: Application, lines: Sequence[Line], *, is_checked: bool = True, now: datetime
) -> None:
    """It leaves the agency: unrestricted lines open, restricted ones go to the coordinator or to their providers. Raises EntryChanged, Invalid, NotShared."""
    for n, line in enumerate(lines):
        _require_current(line, n, now)
    application.submitted_at = now
    application.save(update_fields=["submitted_at"])
    restricted = [line for line in lines if is_restricted(line)]
    if is_checked and restricted and checks.is_required():
        move(restricted, Line.State.CHECKING)
        checks.begin(application, now)
    else:
        hand_over(restricted, now)
    recording.record(
        actor,
        Action.APPLICATION_SUBMITTED,
        target=application.number,
        duty=application.duty,
        resources=[line.resource.code for line in lines],
    )
    for line in lines:
        if line not in restricted:
            line.reached_at = now
            line.save(update_fields=["reached_at"])
            open_grant(PLATFORM, line, now=now)


def hand_over(lines: Iterable[Line], now: datetime) -> None:
    """Their providers have them from now on, and their clock begins (26.3)."""
    due = clocks.deadline(clocks.REVIEW, now)
    for line in lines:
        line.state, line.reached_at = Line.State.IN_REVIEW, now
        line.due, line.due_provisional = due.date, due.provisional
        line.save(update_fields=["state", "reached_at", "due", "due_provisional"])


def begin_anew(actor: Actor, application: Application, *, now: datetime) -> None:
    """What is being signed off was changed: what was signed counts for nothing, and it starts from the first step, by the setting of now. For a locked application."""
    if rounds.void_of_application(application, now) is None:
        return
    held = application.lines.filter(state=Line.State.SIGNING).select_related("resource__current", "entry")
    lines = list(held.order_by("pk"))
    for line in lines:
        line.application = application
    if lines and not _begin(actor, application, lines, now):
        send(actor, application, lines, now=now)


def go_on_without(actor: Actor, application: Application, was: Line.State, *, now: datetime) -> None:
    """A line of a locked application was withdrawn where it waited: the rest is signed anew, and what has nothing left ends."""
    if was == Line.State.SIGNING:
        begin_anew(actor, application, now=now)
    elif was == Line.State.CHECKING and not application.lines.filter(state=Line.State.CHECKING).exists():
        checks.drop(application, now)


def move(lines: Iterable[Line], state: Line.State) -> None:
    """All of them wait there from now on."""
    for line in lines:
        line.state = state
        line.save(update_fields=["state"])


def is_restricted(line: Line) -> bool:
    """Whether its provider decides (26.2)."""
    return line.entry.category_of(line.items) != Category.UNRESTRICTED


def _begin(actor: Actor, application: Application, lines: Sequence[Line], now: datetime) -> Round | None:
    content = contents.of_application(application, lines)
    begun = rounds.begin(actor, rounds.about_application(application), content=content, now=now)
    if begun is not None:
        recording.record(
            actor,
            Action.APPLICATION_PREPARED,
            target=application.number,
            duty=application.duty,
            resources=[line.resource.code for line in lines],
            sign_off=begun.pk,
            hash=begun.hash,
        )
    return begun


def _require_current(line: Line, n: int, now: datetime) -> None:
    """Days may have passed since it was prepared: what it asks for is still offered as it was."""
    require_usable(line.resource)
    if line.resource.current_id != line.entry_id:
        raise EntryChanged(resource=line.resource.code)
    if line.until < shanghai_day(now):
        zh, en = "申请的使用期限已过，请撤回后重新申请。", "The day until which it was asked has passed; apply anew."
        raise Invalid(errors=[FieldError(f"lines[{n}].until", "date_ahead", zh, en)])
