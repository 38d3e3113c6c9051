"""The home page: the platform in numbers for everybody, to do and both sides of sharing for who has logged in."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import PEOPLE_CSV, Cast, entry_draft
from yishu.access import calls
from yishu.portal import workbench
from yishu.sharing import commands as sharing
from yishu.wire.data import Purpose, QueryRequest

SUBJECT = PEOPLE_CSV.splitlines()[1].split(",")[0]


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def apply(cast: Cast, consumer: Cast.Member, resource: Any, *, days_ago: int = 0) -> None:
    """An application that waits for its provider, made some days ago."""
    request = sharing.LineRequest(
        resource.code,
        ("name",),
        ("query",),
        users=(consumer.person_a.login,),
        until=cast.now.date() + timedelta(days=90),
    )
    sharing.apply(
        consumer.a, duty="社会救助审核", basis="", requests=(request,), now=cast.now - timedelta(days=days_ago)
    )


def test_everybody_sees_what_the_platform_is_and_its_numbers(client: Client) -> None:
    cast = Cast()
    office = cast.agency("主管", coordinator=True)
    before = workbench.figures()
    cast.resource(cast.agency("公安"), office, category="unrestricted", openness="open")
    cast.resource(cast.agency("公安"), office)
    after = workbench.figures()
    assert (after.published - before.published, after.open - before.open) == (2, 1)
    assert after.agencies - before.agencies == 2
    page = client.get("/").content.decode()
    assert "一数一源，按需共享，使用留痕" in page
    assert f">{after.open}<" in page
    assert "工作台" not in page.partition("<main")[2].partition("</main")[0]


@pytest.mark.clause("3.1")
def test_both_sides_of_sharing_are_told(tmp_path: Path, django_ready: str) -> None:
    cast = Cast()
    office, police, civil = cast.agency("主管", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV + "330102199003076010,错码,1,1990-03-07,330102\n", tmp_path)
    cast.grant(
        civil, police, resource, users=(civil.person_a,), until=cast.now.date() + timedelta(days=10), duty="审核"
    )
    request = QueryRequest(Purpose("审核"), items=["name"], subject=SUBJECT)
    calls.query(civil.a, resource.code, request, now=cast.now)
    given = workbench.provided(police.a, (resource.code,), cast.now)
    assert (given.resources, given.grants, given.calls, given.quarantined) == (1, 1, 1, 1)
    held = workbench.used(civil.a, cast.now)
    assert (held.grants, held.expiring, held.under_way, held.calls) == (1, 1, 0, 1)
    assert workbench.used(police.a, cast.now).grants == 0
    page = signed_in(civil.person_a).get("/").content.decode()
    assert "我们提供的" in page
    assert "我们使用的" in page


@pytest.mark.clause("26.3")
def test_what_waits_comes_most_urgent_first_with_its_deadline(django_ready: str) -> None:
    cast = Cast()
    office, police = cast.agency("主管", coordinator=True), cast.agency("公安")
    resource = cast.resource(police, office)
    late, fresh, near = cast.agency("迟到"), cast.agency("新近"), cast.agency("临近")
    apply(cast, fresh, resource)
    apply(cast, late, resource, days_ago=30)
    apply(cast, near, resource, days_ago=3)
    todo = workbench.inbox(police.b, cast.now)
    assert (todo.reviews, todo.late) == (3, 1)
    assert [one.todo.who for one in todo.todos] == [late.agency.name, near.agency.name, fresh.agency.name]
    page = signed_in(police.person_b).get("/").content.decode()
    assert "已超期" in page
    assert "还剩" in page
    assert workbench.inbox(late.a, cast.now).todos == []


def test_a_submission_waits_for_its_reviewer_only(django_ready: str) -> None:
    from yishu.catalogue import commands as catalogue

    cast = Cast()
    police = cast.agency("公安")
    draft = entry_draft("待审查的目录")
    entry = catalogue.draft_entry(police.a, police.agency, draft, now=cast.now)
    catalogue.submit_entry(police.a, entry.pk, now=cast.now)
    assert [one.todo.what for one in workbench.inbox(police.b, cast.now).todos] == ["待审查的目录"]
    assert workbench.inbox(police.a, cast.now).todos == []


def test_the_home_page_takes_a_fixed_number_of_queries(django_ready: str) -> None:
    cast = Cast()
    office, police = cast.agency("主管", coordinator=True), cast.agency("公安")
    resource = cast.resource(police, office)
    client, counts = signed_in(police.person_b), []
    apply(cast, cast.agency("民政"), resource)
    for _ in range(2):
        with CaptureQueriesContext(connection) as made:
            client.get("/")
        counts.append(len(made))
        for _ in range(3):
            apply(cast, cast.agency("民政"), resource)
    assert len(set(counts)) == 1
