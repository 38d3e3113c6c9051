"""Notices in the portal: written with what causes them, read by whom they concern, in the reader's language."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from tests.notices.stage import apply_for, bearer
from yishu.catalogue.models import Resource
from yishu.sharing import commands as sharing

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def cast(django_ready: str) -> Cast:
    return Cast()


@pytest.fixture
def sides(cast: Cast) -> tuple[Cast.Member, Cast.Member, Cast.Member, Resource]:
    """A provider, an applicant, a stranger, and the provider's restricted resource."""
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    civil, forestry = cast.agency("民政"), cast.agency("林业")
    return police, civil, forestry, cast.resource(police, office)


def listed(client: Any, person: Any, query: str = "", language: str = "zh") -> dict[str, Any]:
    headers = bearer(client, person) | {"accept-language": language}
    answer = client.get(f"/api/v1/notices{query}", headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.clause("26.3")
def test_an_application_is_told_to_the_provider_and_its_decision_to_the_applicant(client: Any, sides: Any) -> None:
    police, civil, forestry, resource = sides
    application = apply_for(civil, resource)
    for person in (police.person_a, police.person_b):  # handler and signer
        (notice, *_) = listed(client, person, "?unread=true")["notices"]
        assert notice["kind"] == "application.received"
        assert application.number in notice["text"]
        assert civil.agency.short_name in notice["text"]
        assert application.number in notice["path"]
    assert "application.received" not in str(listed(client, civil.person_a)["notices"])
    assert listed(client, forestry.person_a)["notices"] == []

    refusal = sharing.Decision(approves=False, reason="不属于社会救助所需")
    sharing.decide(police.b, application.number, resource.code, refusal, now=timezone.now())
    (notice, *_) = listed(client, civil.person_a)["notices"]
    assert notice["kind"] == "application.refused"
    assert police.agency.short_name in notice["text"]


def test_the_reader_decides_the_language(client: Any, sides: Any) -> None:
    police, civil, _, resource = sides
    apply_for(civil, resource)
    assert "申请使用" in listed(client, police.person_b)["notices"][0]["text"]
    english = listed(client, police.person_b, language="en")["notices"][0]["text"]
    assert re.search(r"applies for .* review it by \d{4}-\d\d-\d\d", english)


def test_what_is_rolled_back_was_never_told(client: Any, sides: Any) -> None:
    police, civil, _, resource = sides
    before = listed(client, police.person_b)["unread"]
    with transaction.atomic():
        apply_for(civil, resource)
        transaction.set_rollback(True)
    assert listed(client, police.person_b)["unread"] == before


def test_a_notice_says_nothing_of_why_somebody_was_refused_or_asked(client: Any, sides: Any) -> None:
    """Free texts may name a subject: they stay on the page, where access is asked for."""
    police, civil, _, resource = sides
    application = apply_for(civil, resource, reason="核实张三330102199003076015的户籍")
    refusal = sharing.Decision(approves=False, reason="李四330102199003076031不在救助范围")
    sharing.decide(police.b, application.number, resource.code, refusal, now=timezone.now())
    told = str(listed(client, civil.person_a)) + str(listed(client, police.person_b))
    assert application.number in told
    assert "33010219900307" not in told


def test_who_holds_no_role_of_those_leaves_it_to_the_administrators(client: Any, cast: Cast, sides: Any) -> None:
    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    police, civil, _, resource = sides
    for person in (police.person_a, police.person_b):
        for role in (Role.HANDLER, Role.SIGNER):
            agencies.dismiss(PLATFORM, person, role)
    apply_for(civil, resource)
    assert listed(client, police.person_a)["notices"][0]["kind"] == "application.received"
    assert all(one["kind"] != "application.received" for one in listed(client, police.person_b)["notices"])


def test_opening_marks_read_and_the_bell_counts_what_is_left(client: Any, sides: Any) -> None:
    police, civil, _, resource = sides
    apply_for(civil, resource)
    client.force_login(police.person_b)
    unread = listed(client, police.person_b)["unread"]
    page = client.get("/notices/").content.decode()
    assert f'aria-label="{unread} 条未读通知"' in page
    notice = listed(client, police.person_b, "?unread=true")["notices"][0]
    assert client.head(f"/notices/{notice['id']}/").status_code == 405  # looking for it is not opening it
    opened = client.get(f"/notices/{notice['id']}/")
    assert opened.status_code == 302
    assert opened.headers["Location"] == notice["path"]
    assert client.get(notice["path"]).status_code == 200
    assert listed(client, police.person_b)["unread"] == unread - 1


def test_mark_all_leaves_unread_what_came_meanwhile(client: Any, sides: Any) -> None:
    police, civil, forestry, resource = sides
    apply_for(civil, resource)
    client.force_login(police.person_b)
    shown = re.search(r'name="newest" value="(\d+)"', client.get("/notices/").content.decode())
    assert shown is not None
    later = apply_for(forestry, resource)
    assert client.post("/notices/read/", {"newest": shown[1]}).status_code == 302
    (left,) = listed(client, police.person_b, "?unread=true")["notices"]
    assert later.number in left["text"]
    assert later.number in unescape(client.get("/notices/").content.decode())
    headers = bearer(client, police.person_b)
    body = {"newest": left["id"]}
    done = client.post("/api/v1/notices/read", body, content_type="application/json", headers=headers)
    assert done.json() == {"count": 1}
    assert "没有未读通知" in client.get("/notices/").content.decode()


def test_nobody_reads_or_marks_another_persons_notice(client: Any, sides: Any) -> None:
    police, civil, forestry, resource = sides
    apply_for(civil, resource)
    number = listed(client, police.person_b)["notices"][0]["id"]
    client.force_login(forestry.person_a)
    assert client.get(f"/notices/{number}/").status_code == 404
    assert client.post(f"/notices/{number}/read/").status_code == 404
    headers = bearer(client, forestry.person_a)
    assert client.post(f"/api/v1/notices/{number}/read", headers=headers).status_code == 404
    assert listed(client, police.person_b)["notices"][0]["read"] is None
    system = {"authorization": f"Bearer {forestry.system().key}"}
    refused = client.get("/api/v1/notices", headers=system)
    assert (refused.status_code, refused.json()["code"]) == (403, "notices_are_for_people")


def test_the_list_costs_the_same_however_long_it_is(client: Any, sides: Any) -> None:
    from yishu.notices.models import Message, Notice

    police, civil, _, resource = sides
    apply_for(civil, resource)
    client.force_login(police.person_b)
    counted = []
    for more in (0, 300):
        message = Message.objects.order_by("-id").first()
        assert message is not None
        with connection.cursor() as cursor:  # as many rows as no test can cause by commands in its time
            cursor.execute(
                """
                with made as (
                    insert into notices_message (id, kind, agency_id, params, path, urgent, at)
                    select gen_random_uuid(), kind, agency_id, params, path, urgent, at
                    from notices_message, generate_series(1, %(more)s) where id = %(id)s returning id
                )
                insert into notices_notice (message_id, person_id) select id, %(person)s from made
                """,
                {"more": more, "id": message.pk, "person": police.person_b.pk},
            )
        client.get("/notices/")
        with CaptureQueriesContext(connection) as made:
            page = client.get("/notices/?show=all").content.decode()
        counted.append(len(made))
    assert counted[0] == counted[1]
    assert ">99+<" in page
    assert Notice.objects.filter(person=police.person_b).count() > 300
    older = re.search(r"show=all&amp;before=(\d+)", page)
    assert older is not None
    assert client.get(f"/notices/?show=all&before={older[1]}").status_code == 200
    seen, before = set(), ""
    while True:
        page_of = listed(client, police.person_b, f"?limit=100{before}")
        assert not seen & {one["id"] for one in page_of["notices"]}
        seen |= {one["id"] for one in page_of["notices"]}
        if page_of["next"] is None:
            break
        before = f"&before={page_of['next']}"
    assert len(seen) == Notice.objects.filter(person=police.person_b).count()
