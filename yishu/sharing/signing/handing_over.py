"""Steps that name a person go to their successor when they leave: those of the setting, and those of rounds that are under way (34.1)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from yishu.agencies.handing_over import Kept, Work
from yishu.agencies.models import Person
from yishu.sharing.signing.models import Round, SignOffStep, Stage


def list_open(person: Person) -> Iterable[Work]:
    """The steps of their agency's setting, and the rounds that name them at a step not yet signed."""
    for step in SignOffStep.objects.filter(people=person):
        yield Work(_("共享审批环节"), f"{Stage(step.stage).label}：{step.name}")
    for one in _rounds(person):
        yield Work(_("待审批事项"), one.number)


def move(person: Person, successor: Person) -> None:
    for step in SignOffStep.objects.filter(people=person):
        step.people.remove(person)
        step.people.add(successor)
    for one in _rounds(person, lock=True):
        for step in one.steps:
            named = [successor.pk if pk == person.pk else pk for pk in step["people"]]
            step["people"] = list(dict.fromkeys(named))
        one.save(update_fields=["steps"])


def _rounds(person: Person, *, lock: bool = False) -> list[Round]:
    rounds = Round.objects.filter(agency=person.agency_id, state=Round.State.OPEN)
    waiting = rounds.select_for_update(of=("self",)) if lock else rounds
    return [one for one in waiting if any(person.pk in turn.people for turn in one.turns[one.at_step - 1 :])]


KEPT = Kept(list_open, move)
