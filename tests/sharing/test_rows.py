"""A grant of some rows: asked for, narrowed, shown; enforced on calls, copies and pages. Over HTTP, against a running node."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD, PEOPLE_CSV, PERSON_ITEMS, Cast
from tests.conftest import Node

pytestmark = pytest.mark.usefixtures("django_ready")

HEADER, ELSEWHERE, NOWHERE, OURS = PEOPLE_CSV.splitlines()
"""A resident of 330102, one of no known residence, one of 330106."""
OUT, UNKNOWN, IN = (line.split(",")[0] for line in (ELSEWHERE, NOWHERE, OURS))
ABSENT = "330102199003076074"
OWN = {"item": "residence_code", "values": ["330106"], "match": "exact"}
DUTY = "社会救助审核"


@pytest.fixture(scope="module")
def story(django_ready: str, node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The provincial POLICE hosts people; the county's CIVIL may apply, another agency of the county has nothing."""
    from yishu.agencies.models import Scope

    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安厅")
    civil = cast.agency("西湖区民政局", division="330106")
    story = SimpleNamespace(
        cast=cast,
        office=office,
        police=police,
        civil=civil,
        folder=tmp_path_factory.mktemp("rows"),
        stranger=cast.agency("西湖区林业局", division="330106").system(),
        caller=civil.system(Scope.DATA, Scope.APPLY),
    )
    story.resource = resource(story)
    with httpx.Client(base_url=node.url, timeout=20, headers={"Accept-Language": "zh"}) as http:
        story.http = http
        story.signer = token(story, police.person_b.login)
        story.grant = granted(story, story.resource, rows=OWN)
        yield story


def resource(story: Any, **more: Any) -> Any:
    made = story.cast.resource(story.police, story.office, **more)
    story.cast.publish(story.police, made, PEOPLE_CSV, story.folder)
    return made


def token(story: Any, login: str) -> dict[str, str]:
    answer = story.http.post("/api/v1/session", json={"login": login, "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def applied(story: Any, of: Any, **changes: Any) -> Any:
    """An application for names, that does not ask for the item by which the rows are told apart."""
    line = {
        "resource": of.code,
        "items": ["id_number", "name"],
        "modes": ["verify", "query", "bulk"],
        "systems": [story.caller.system.name],
        "users": [story.civil.person_a.login],
        "until": (timezone.localdate() + timedelta(days=90)).isoformat(),
    }
    body = {"duty": changes.pop("duty", DUTY), "lines": [line | changes]}
    answer = story.http.post("/api/v1/applications", json=body, headers=story.caller.headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def decided(story: Any, made: Any, **changes: Any) -> httpx.Response:
    body = {"line": made["lines"][0]["resource"], "outcome": "approve"} | changes
    return story.http.post(f"/api/v1/applications/{made['id']}/decision", json=body, headers=story.signer)


def granted(story: Any, of: Any, **changes: Any) -> Any:
    """The grant as its holder is told of it."""
    number = decided(story, applied(story, of, **changes)).json()["grant"]
    held = story.http.get("/api/v1/grants", headers=story.caller.headers).json()
    return next(one for one in held if one["id"] == number)


def called(story: Any, act: str, subject: str = IN, of: Any = None, **changes: Any) -> Any:
    body = {"purpose": {"duty": DUTY}, "subject": subject} | changes
    if act == "verify":
        body["claims"] = {"name": "孙三"}
    else:
        body["items"] = ["name"]
    path = f"/api/v1/data/{(of or story.resource).path_code}/{act}"
    answer = story.http.post(path, json=body, headers=story.caller.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def copied(story: Any, of: Any, **parameters: str) -> tuple[list[str], str]:
    """The lines of a copy without its header, in order; and its receipt."""
    path = f"/api/v1/data/{of.path_code}/bulk"
    answer = story.http.get(path, params=parameters, headers=story.caller.headers)
    assert answer.status_code == 200, answer.text
    return sorted(answer.text.splitlines()[1:]), answer.headers["Yishu-Receipt"]


def body_of(receipt: str) -> dict[str, Any]:
    import json

    from yishu.audit.models import Record

    return json.loads(Record.objects.get(pk=receipt.partition(".")[0]).body)


def page(person: Any, path: str) -> str:
    client = Client()
    client.force_login(person)
    return unescape(client.get(path).content.decode())


@pytest.mark.clause("26.5")
def test_a_subject_outside_the_rows_is_answered_like_one_that_is_not_there(story: Any) -> None:
    found = called(story, "verify")
    assert (found["found"], found["result"]) == (True, {"name": "match"})
    assert called(story, "query")["record"] == {"name": "孙三"}
    for act in ("verify", "query"):
        answers = [called(story, act, subject) for subject in (OUT, UNKNOWN, ABSENT)]
        assert not any(answer["found"] for answer in answers)
        outside, empty, absent = ({k: v for k, v in answer.items() if k != "receipt"} for answer in answers)
        assert outside == empty == absent


@pytest.mark.clause("26.5")
def test_of_many_subjects_only_those_among_the_rows_are_found(story: Any) -> None:
    purpose = {"duty": DUTY}
    path = f"/api/v1/data/{story.resource.path_code}/query"
    body = {"purpose": purpose, "subjects": [OUT, IN, UNKNOWN], "items": ["name"]}
    answer = story.http.post(path, json=body, headers=story.caller.headers).json()
    assert [one["record"] for one in answer["records"]] == [None, {"name": "孙三"}, None]
    record = body_of(answer["receipt"])
    assert (record["found"], record["items"]) == (1, ["name"])
    assert (record["grant"], record["grant_hash"]) == (story.grant["id"], story.grant["hash"])


@pytest.mark.clause("26.5")
def test_a_copy_holds_the_rows_of_its_grant_and_nobody_else_gets_one(story: Any) -> None:
    lines, receipt = copied(story, story.resource)
    assert lines == [f"{IN},孙三"]
    record = body_of(receipt)
    assert (record["found"], record["grant_hash"]) == (1, story.grant["hash"])
    path = f"/api/v1/data/{story.resource.path_code}/bulk"
    refused = story.http.get(path, headers=story.stranger.headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_grant")


@pytest.mark.clause("26.5", "27.3")
def test_changes_bring_who_moved_in_and_take_away_who_moved_out(story: Any) -> None:
    moving = resource(story)
    granted(story, moving, rows=OWN)
    rows = [
        OURS.replace("330106", "330102"),  # moves out
        ELSEWHERE.replace("330102,", "330106,") if ELSEWHERE.endswith(",") else ELSEWHERE[: -len("330102")] + "330106",
        NOWHERE.replace("钱二", "钱贰"),  # changes, and stays outside
    ]
    story.cast.publish(story.police, moving, "\n".join((HEADER, *rows)) + "\n", story.folder)
    assert copied(story, moving)[0] == [f"{OUT},赵一"]
    assert copied(story, moving, since="1")[0] == [f"delete,2,{IN},孙三", f"insert,2,{OUT},赵一"]
    story.cast.publish(story.police, moving, f"id_number\n{IN}\n{OUT}\n", story.folder, how="delete")
    assert copied(story, moving, since="2")[0] == [f"delete,3,{OUT},赵一"]
    assert copied(story, moving, since="1")[0] == [f"delete,3,{IN},孙三"]


@pytest.mark.clause("26.5")
def test_the_provider_narrows_what_was_asked_and_never_widens_it(story: Any) -> None:
    city = {"item": "residence_code", "values": ["3301"], "match": "prefix"}
    of = resource(story)
    made = applied(story, of, rows=city)
    assert made["lines"][0]["rows"] == city
    for wider in ({**city, "values": ["33"]}, {**city, "item": "name", "match": "exact", "values": ["孙三"]}):
        refused = decided(story, made, rows=wider)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "rows.values")
    wrong = decided(story, made, rows={**city, "values": ["西湖"]})
    assert wrong.json()["errors"][0]["field"] == "rows.values"
    line = decided(story, made, rows=OWN).json()
    assert (line["state"], line["rows"]) == ("granted", OWN)
    assert called(story, "verify", of=of)["found"]
    assert not called(story, "verify", OUT, of=of)["found"]


@pytest.mark.clause("26.5")
def test_a_provider_sets_rows_where_none_were_asked_for(story: Any) -> None:
    of = resource(story)
    made = applied(story, of)
    assert made["lines"][0]["rows"] is None
    assert decided(story, made, rows={**OWN, "values": ["3301", "330106"], "match": "prefix"}).status_code == 200
    assert copied(story, of)[0] == [f"{OUT},赵一", f"{IN},孙三"]
    assert not called(story, "query", UNKNOWN, of=of)["found"]


def test_what_is_unrestricted_opens_the_rows_that_were_asked_for(story: Any) -> None:
    of = resource(story, category="unrestricted", name="公开名录")
    made = applied(story, of, rows=OWN)
    assert (made["lines"][0]["state"], made["lines"][0]["rows"]) == ("granted", OWN)
    assert copied(story, of)[0] == [f"{IN},孙三"]


def test_a_later_grant_of_all_rows_serves_calls_and_copies_stay_with_their_own(story: Any) -> None:
    of = resource(story)
    granted(story, of, rows=OWN)
    assert not called(story, "verify", OUT, of=of)["found"]
    whole = granted(story, of)
    assert called(story, "verify", OUT, of=of)["found"]
    assert copied(story, of)[0] == [f"{IN},孙三"]
    assert len(copied(story, of, grant=whole["id"])[0]) == 3


@pytest.mark.clause("26.5")
def test_where_the_item_that_tells_rows_apart_is_gone_the_grant_opens_nothing(story: Any) -> None:
    from yishu.catalogue import commands as catalogue
    from yishu.catalogue.rules import EntryDraft

    of = resource(story)
    granted(story, of, rows=OWN)
    fewer = EntryDraft(
        name=of.current.name,
        summary="不再登记户籍地区划",
        category="restricted",
        format="database",
        cycle="realtime",
        openness="closed",
        modes=("verify", "query", "bulk"),
        items=PERSON_ITEMS[:-1],
        key_kind="resident_id",
        condition="按履职需要核定",
        scope="全省行政机关",
        timeliness="产生后2个工作日内更新",
    )
    now = timezone.now()
    entry = catalogue.draft_new_version(story.police.a, of, fewer, now=now)
    catalogue.submit_entry(story.police.a, entry.pk, now=now)
    catalogue.sign_off(story.police.b, entry.pk, scope="全部信息项", now=now)
    catalogue.publish_entry(story.office.b, entry.pk, now=now)
    text = "\n".join(line.rpartition(",")[0] for line in PEOPLE_CSV.splitlines()) + "\n"
    story.cast.publish(story.police, of, text, story.folder)
    body = {"purpose": {"duty": DUTY}, "subject": IN, "items": ["name"]}
    path = f"/api/v1/data/{of.path_code}"
    asked = story.http.post(f"{path}/query", json=body, headers=story.caller.headers)
    assert (asked.status_code, asked.json()["code"]) == (403, "row_item_gone")
    copy = story.http.get(f"{path}/bulk", headers=story.caller.headers)
    assert (copy.status_code, copy.json()["code"]) == (403, "row_item_gone")
    assert body_of(copy.json()["receipt"])["outcome"] == "denied"


def form(of: Any, story: Any, **rows: str) -> dict[str, Any]:
    path = of.path_code
    fields = {
        "resource": [path],
        "duty": "other",
        "own_duty": DUTY,
        "users": [story.civil.person_a.login],
        "until": (timezone.localdate() + timedelta(days=90)).isoformat(),
        f"{path}-items": ["id_number", "name"],
        f"{path}-modes": ["verify", "query"],
        f"{path}-confirms": "on",
        "step": "check",
    }
    return fields | {f"{path}-{name}": value for name, value in rows.items()}


@pytest.mark.clause("26.5")
def test_rows_are_asked_for_narrowed_and_shown_on_pages_and_bind_the_desk(story: Any) -> None:
    of = resource(story)
    handler, signer = Client(), Client()
    handler.force_login(story.civil.person_a)
    signer.force_login(story.police.person_b)
    blank = unescape(handler.get("/sharing/apply/", {"resource": of.path_code}).content.decode())
    assert 'value="330106"' in blank  # the county's own division, at hand

    wrong = form(of, story, rows_item="residence_code", rows_match="prefix", rows_values="西湖区")
    refused = handler.post("/sharing/apply/", wrong)
    assert refused.status_code == 422
    assert f'href="#id_{of.path_code}-rows_values"' in refused.content.decode()

    half = form(of, story, rows_match="prefix", rows_values="330108")
    assert f'href="#id_{of.path_code}-rows_item"' in handler.post("/sharing/apply/", half).content.decode()
    untouched = handler.post("/sharing/apply/", form(of, story, rows_match="prefix", rows_values="330106"))
    assert "全部记录" in untouched.content.decode()

    city = form(of, story, rows_item="residence_code", rows_match="prefix", rows_values="3301、3302")
    words = "仅限“户籍地区划”在 3301（杭州市）、3302（宁波市）范围内的记录"
    assert words in unescape(handler.post("/sharing/apply/", city).content.decode())
    sent = handler.post("/sharing/apply/", city | {"step": "send"})
    number = sent["Location"].strip("/").rpartition("/")[2]
    assert words in page(story.civil.person_a, f"/sharing/applications/{number}/")

    place = f"/sharing/inbox/{number}/{of.path_code}/"
    assert words in page(story.police.person_b, place)
    decision = {
        "items": ["id_number", "name"],
        "modes": ["verify", "query"],
        "until": timezone.localdate().isoformat(),
        "outcome": "approve",
        "rows_match": "exact",
    }
    for given, field in (
        ({}, "rows_item"),
        ({"rows_item": "residence_code", "rows_values": "330282,330400"}, "rows_values"),
    ):
        answer = signer.post(place, decision | given)
        assert answer.status_code == 422
        assert f'href="#id_{field}"' in answer.content.decode()
    narrow = {"rows_item": "residence_code", "rows_values": "330106"}
    assert signer.post(place, decision | narrow).status_code == 302

    own = "仅限“户籍地区划”为 330106（西湖区）的记录"
    grant = next(
        one
        for one in story.http.get("/api/v1/grants", headers=story.caller.headers).json()
        if one["resource"] == of.code
    )
    assert grant["rows"] == OWN
    seen = page(story.civil.person_a, f"/sharing/applications/{number}/")
    assert own in seen
    assert words in seen
    for path in (f"/sharing/grants/{grant['id']}/", "/sharing/grants/", f"/access/{grant['id']}/"):
        assert own in page(story.civil.person_a, path)

    asked = {"mode": "query", "duty": DUTY, "items": ["name"]}
    desk = f"/access/{grant['id']}/"
    assert "孙" in handler.post(desk, asked | {"subject": IN}).content.decode()
    outside, absent = (handler.post(desk, asked | {"subject": who}).content.decode() for who in (OUT, ABSENT))
    assert "查无记录" in outside
    assert "查无记录" in absent
    assert "赵" not in outside
