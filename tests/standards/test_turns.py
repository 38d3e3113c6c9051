"""Proposals at the same moment: every element gets a number of its own, and a name is given once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from tests.standards.stage import Stage, unlike
from yishu.core.actor import Actor
from yishu.core.errors import Invalid
from yishu.standards import commands, storing
from yishu.standards.drafts import ElementDraft
from yishu.standards.models import DataElement, Kind, State

TOGETHER = 4


@pytest.fixture(scope="module")
def stage(django_ready: str) -> Stage:
    return Stage.set()


def propose_together(actor: Actor, names: list[str]) -> list[str]:
    """The identifiers given, empty where the proposal was refused."""
    start = Barrier(len(names))

    def propose(name: str) -> str:
        try:
            start.wait(30)
            return commands.propose(actor, ElementDraft(name, "同时提出"), now=timezone.now()).key
        except Invalid:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(propose, names))


def test_each_of_many_at_once_gets_a_number_of_its_own(stage: Stage) -> None:
    given = propose_together(stage.civil.a, [unlike("并发项") for _ in range(TOGETHER)])
    assert len(set(given)) == TOGETHER
    assert all(given)


def test_of_many_of_one_name_at_once_one_is_taken(stage: Stage) -> None:
    name = unlike("同名项")
    given = propose_together(stage.civil.a, [name] * TOGETHER)
    assert len([one for one in given if one]) == 1
    assert DataElement.objects.filter(name=name).count() == 1


def test_a_number_is_not_given_again_when_its_proposal_is_rejected(stage: Stage) -> None:
    first = commands.propose(stage.civil.a, ElementDraft(unlike("先提项"), "x"), now=timezone.now())
    commands.reject(stage.office.b, Kind.ELEMENT, first.pk, opinion="不需要", now=timezone.now())
    second = commands.propose(stage.civil.a, ElementDraft(unlike("后提项"), "x"), now=timezone.now())
    assert second.key > first.key
    assert storing.get_kept(Kind.ELEMENT, first.pk).state == State.REJECTED
