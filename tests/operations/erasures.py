"""Records in which something is personal, and who may have it erased."""

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.cast import Cast
from tests.operations.people import warden
from yishu.agencies.models import Person, Role
from yishu.agencies.queries import actor_of_person
from yishu.audit import record, recording
from yishu.audit.models import Record
from yishu.audit.record import Action
from yishu.operations.erasing import commands, queries

WRITTEN = "应王小明要求"
BASIS, WHY = "个人信息保护法第四十七条", "当事人请求删除"


@dataclass
class Scene:
    auditor: Person
    other_auditor: Person
    security: Person
    officer: Person
    inspector: Person


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Scene:
    auditor, other = (warden(Role.AUDIT_ADMINISTRATOR) for _ in range(2))
    return Scene(
        auditor, other, warden(Role.SECURITY_ADMINISTRATOR), Cast().agency("公安").person_a, warden(Role.INSPECTOR)
    )


def refuse_all(security: Person) -> None:
    """What other tests have left waiting: a home page shows the oldest few."""
    actor = actor_of_person(security)
    for each in queries.list_waiting(actor):
        commands.refuse(actor, each.pk, reason="依据不足", now=timezone.now())


def append() -> None:
    """The worker's second: what was recorded comes into the log."""
    from yishu.audit.log.running import open_sequencer

    made = open_sequencer()
    while made.append() is not None:
        pass
    made.close()


def acted(person: Person) -> str:
    """The receipt of an act of this person, who wrote why."""
    receipt = recording.record(actor_of_person(person), Action.RULE_CHANGED, target="rule 1", why=WRITTEN)
    append()
    return receipt


def acted_in_case(person: Person, case: str) -> str:
    """The receipt of an act that names a case; the log has it."""
    made = record.Record(action=Action.RULE_CHANGED, actor=f"person:{person.pk}", actor_name=person.name, case=case)
    written = record.write(made, settings.YISHU_SUITE)
    with connection.cursor() as cursor:
        cursor.execute(record.INSERT, written.values)
    append()
    return written.receipt


def row(receipt: str) -> Record:
    return Record.objects.get(pk=receipt.partition(".")[0])
