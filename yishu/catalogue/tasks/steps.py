"""The steps of a task's course, written with the act itself, and the words of its states."""

from datetime import datetime

from django.utils.translation import override

from yishu.agencies.models import Agency
from yishu.catalogue.tasks.errors import TaskWrongMoment
from yishu.catalogue.tasks.models import Task, TaskStep
from yishu.core.actor import Actor


def add_step(actor: Actor, task: Task, act: str, *, words: str = "", was_late: bool = False, now: datetime) -> TaskStep:
    """One step by the actor; `was_late` where it came after its clock had run out."""
    agency = Agency.objects.filter(pk=actor.agency_id).first()
    return TaskStep.objects.create(
        task=task,
        at=now,
        act=act,
        actor=actor.ref,
        actor_name=actor.name,
        agency_name=agency.name if agency else "",
        words=words.strip(),
        was_late=was_late,
    )


def wrong_moment(task: Task) -> TaskWrongMoment:
    with override("zh-hans"):
        zh = str(Task.State(task.state).label)
    with override("en"):
        return TaskWrongMoment(state=zh, state_en=str(Task.State(task.state).label))
