"""A change of the calendar with ten thousand deadlines that run (26.3)."""

import time
from copy import copy
from typing import Any

import pytest
from django.db import connection

from tests.cast import Cast
from tests.operations.days import applied, confirm, due, office, signed_in, text
from yishu.core.ids import new_id
from yishu.notices.models import Notice
from yishu.operations.workdays.models import Change, MovedDeadline
from yishu.sharing.models import Application, Line

__all__ = ["office"]
WITHIN = 30.0
"""Seconds: a fifth of what a proxy in front usually waits, on a machine that others use as well."""


@pytest.fixture(params=[pytest.param(2_000, marks=pytest.mark.slow), pytest.param(10_000, marks=pytest.mark.long)])
def many(request: pytest.FixtureRequest, office: Cast.Member) -> Any:
    """Of one application as many copies: ten thousand commands would take ten minutes."""
    police, civil, number = applied(Cast(), office)
    line = Line.objects.get(application__number=number)
    first = line.application
    copies = [copied(first, number=f"MANY{n}") for n in range(request.param)]
    Application.objects.bulk_create(copies, batch_size=2000)
    Line.objects.bulk_create((copied(line, application=each) for each in copies), batch_size=2000)
    yield office, police, civil, number, request.param
    Line.objects.filter(application__number__startswith="MANY").delete()
    Application.objects.filter(number__startswith="MANY").delete()


def copied(row: Any, **changes: Any) -> Any:
    made = copy(row)
    made.pk = None
    for name, value in changes.items():
        setattr(made, name, value)
    return made


@pytest.mark.clause("26.3")
def test_thousands_of_deadlines_move_together_each_on_record_once(many: Any) -> None:
    office, police, civil, number, n = many
    client = signed_in(office.person_b)
    before, began = new_id(), time.monotonic()
    answer = confirm(client)
    took = time.monotonic() - began
    assert answer.status_code == 302, text(answer)
    change = Change.objects.order_by("pk").last()
    assert change is not None
    assert change.moved >= n + 1
    assert MovedDeadline.objects.filter(change=change).values("thing").distinct().count() == change.moved
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), count(distinct target) from audit_record where action = 'deadline:moved' and target like 'MANY%%' and id > %s",
            [before],
        )
        assert cursor.fetchone() == (n, n)
    assert due(civil, number) == ("2027-01-04", False)
    assert Notice.objects.filter(person=police.person_b, message__kind="deadline.moved").count() == 1
    page = client.get(answer["Location"])
    assert page.status_code == 200
    print(f"{n} deadlines in {took:.1f} s")
    assert took < WITHIN, took
    assert client.post(answer["Location"] + "undo/", {"reason": "测试"}).status_code == 302
