"""What cannot be hosted yet is reached through its provider's own interface, under the same rule, evidence, errors and limits (7.2)."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD, PEOPLE_CSV, PERSON_ITEMS, Cast
from tests.conftest import Node
from tests.gateway.backend import KEY, Backend, running
from tests.walking import overdue_rows
from yishu.access import calls
from yishu.catalogue import commands as catalogue
from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.rules import EntryDraft, check_entry
from yishu.core.errors import Invalid
from yishu.core.rows import RowRule
from yishu.hosting import mounting
from yishu.hosting.models import Mount
from yishu.hosting.rules import MountDraft
from yishu.sharing import commands as sharing
from yishu.wire.data import Purpose, QueryManyAnswer, QueryRequest

DUTY = "社会救助审核"
KNOWN, NO_BIRTH, ABSENT = "330102199003076015", "330102199003076031", "330102199003076074"
FIELDS = {"id_number": "idcard", "name": "base.xm", "sex": "xb", "birth_date": "csrq", "residence_code": "hjd"}


class Story:
    """POLICE cannot host its people yet: they stand behind its interface. CIVIL's system and person hold grants; a hosted resource stands beside."""

    def __init__(self, backend: Backend, node: Node, folder: Path) -> None:
        self.backend, self.node = backend, node
        self.cast = cast = Cast()
        self.office = cast.agency("主管", coordinator=True)
        self.police, self.civil, self.forestry = cast.agency("公安"), cast.agency("民政"), cast.agency("林业")
        self.hosted = cast.resource(self.police, self.office, name="托管人口")
        cast.publish(self.police, self.hosted, PEOPLE_CSV, folder)
        self.system, self.stranger = self.civil.system(), self.forestry.system()
        cast.grant(self.civil, self.police, self.hosted, systems=(self.system,))
        self.resource = self.proxied("暂不能托管的人口")
        mounting.mount(self.police.a, self.resource.code, self.draft(), now=timezone.now())
        items = ("id_number", "name", "sex", "birth_date")
        self.grant = cast.grant(
            self.civil, self.police, self.resource, systems=(self.system,), users=(self.civil.person_a,), items=items
        )

    def proxied(self, name: str) -> Resource:
        draft = EntryDraft(
            name=f"{name}{time.monotonic_ns()}",
            summary="由公安机关自有系统实时答复",
            category="restricted",
            format="interface",
            cycle="realtime",
            openness="closed",
            modes=("verify", "query"),
            items=PERSON_ITEMS,
            key_kind="resident_id",
            condition="按履职需要核定",
            scope="全省行政机关",
            timeliness="实时",
            case_required=True,
            provision="proxied",
        )
        entry = catalogue.draft_entry(self.police.a, self.police.agency, draft, now=timezone.now())
        catalogue.submit_entry(self.police.a, entry.pk, now=timezone.now())
        catalogue.sign_off(self.police.b, entry.pk, scope="全部信息项", now=timezone.now())
        catalogue.publish_entry(self.office.b, entry.pk, now=timezone.now())
        return Resource.objects.get(pk=entry.resource_id)

    def draft(self, **changes: Any) -> MountDraft:
        made = MountDraft(
            origin=self.backend.origin,
            path="/person/query",
            key_fields={"id_number": "sfzh"},
            item_fields=FIELDS,
            record_at="data.person",
            reason="原系统正在迁移，半年内完成",
            until=timezone.localdate() + timedelta(days=180),
            secret_header="X-Api-Key",
            secret=KEY,
            timeout_ms=600,
            at_once=4,
        )
        return replace(made, **changes)

    def call(self, act: str, resource: Resource | None = None, headers: Any = None, **body: Any) -> httpx.Response:
        one: dict[str, Any] = (
            {"subject": KNOWN, "claims": {"name": "赵一"}} if act == "verify" else {"items": ["name", "birth_date"]}
        )
        if act == "query" and "subjects" not in body:
            one["subject"] = KNOWN
        whole = {"purpose": {"duty": DUTY, "case": "SQ-1"}} | one | body
        path = f"{self.node.url}/api/v1/data/{(resource or self.resource).path_code}/{act}"
        return httpx.post(path, json=whole, headers=headers or self.system.headers, timeout=20)


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as made:
        yield made


@pytest.fixture(scope="module")
def story(
    backend: Backend, django_ready: str, start_node: Callable[..., Node], tmp_path_factory: pytest.TempPathFactory
) -> Story:
    settings.YISHU_BACKENDS = frozenset({backend.origin})
    return Story(backend, start_node("serve", YISHU_BACKENDS=backend.origin), tmp_path_factory.mktemp("proxied"))


@pytest.fixture(autouse=True)
def well(story: Story) -> Iterator[None]:
    """Every test begins with a mount of its own, whose breaker has seen nothing."""
    story.backend.mode = "ok"
    mounting.mount(story.police.a, story.resource.code, story.draft(), now=timezone.now())
    yield
    story.backend.mode = "ok"


def newest(story: Story, resource: Resource | None = None) -> Any:
    from yishu.audit.queries import Filters, Scope, list_records

    code = (resource or story.resource).code
    return list_records(Scope("", (code,)), Filters(action="data:", side="provided")).records[0].record


@pytest.mark.clause("7.2", "27.1", "27.2")
def test_verify_and_query_answer_like_hosted_data(story: Story) -> None:
    claims = {"name": "赵一", "sex": "2", "birth_date": "1990-03-07"}
    verified = story.call("verify", claims=claims).json()
    assert verified["found"] is True
    assert verified["result"] == {"name": "match", "sex": "mismatch", "birth_date": "match"}
    empty = story.call("verify", subject=NO_BIRTH, claims={"birth_date": "1990-03-07"}).json()
    assert empty["result"] == {"birth_date": "empty"}
    absent = story.call("verify", subject=ABSENT, claims={"name": "赵一"})
    assert (absent.status_code, absent.json()["found"]) == (200, False)
    many = story.call("query", subjects=[NO_BIRTH, ABSENT, KNOWN], items=["birth_date", "sex", "id_number"]).json()
    assert [each["found"] for each in many["records"]] == [True, False, True]
    assert many["records"][2]["record"] == {"birth_date": "1990-03-07", "sex": "1", "id_number": KNOWN}
    assert many["receipt"]


@pytest.mark.clause("7.2", "32.1")
def test_what_is_asked_of_the_interface_and_what_goes_on_record(story: Story) -> None:
    story.backend.asked.clear()
    answer = story.call("query")
    path, headers, body = story.backend.asked[-1]
    assert (path, body, headers["X-Api-Key"]) == ("/person/query", {"sfzh": KNOWN}, KEY)
    record = newest(story)
    assert answer.json()["receipt"].startswith(str(record.id))
    assert (record.outcome, record.case, record.items, record.found) == ("allowed", "SQ-1", ["birth_date", "name"], 1)
    assert record.grant == str(story.grant.pk)


@pytest.mark.clause("7.2", "26.5")
def test_rows_hold_for_what_the_interface_answers_too(story: Story) -> None:
    rows, system = RowRule("residence_code", ("330106",)), story.civil.system()
    person, items = story.civil.person_b, ("id_number", "name")
    story.cast.grant(
        story.civil, story.police, story.resource, systems=(system,), users=(person,), items=items, rows=rows
    )
    asked: Any = {"items": ["name"], "subjects": [KNOWN, NO_BIRTH]}
    answer = story.call("query", headers=system.headers, **asked).json()
    assert [each["record"] for each in answer["records"]] == [None, {"name": "钱二"}]
    request = QueryRequest(Purpose(DUTY, "SQ-1"), ["name"], subjects=[KNOWN, NO_BIRTH])
    told = calls.query(story.civil.b, story.resource.code, request, now=timezone.now())
    assert isinstance(told, QueryManyAnswer)
    assert [each.record for each in told.records] == [None, {"name": "钱二"}]


def test_a_get_interface_has_the_subject_in_a_header(story: Story) -> None:
    draft = story.draft(method="GET", path="/person", key_fields={"id_number": "X-Subject"})
    mounting.mount(story.police.a, story.resource.code, draft, now=timezone.now())
    assert story.call("query").json()["record"] == {"name": "赵一", "birth_date": "1990-03-07"}
    path, headers, body = story.backend.asked[-1]
    assert (path, headers["X-Subject"], body) == ("/person", KNOWN, None)


@pytest.mark.clause("7.2", "26.5")
def test_the_same_refusals_and_the_interface_is_not_asked(story: Story) -> None:
    story.backend.asked.clear()
    refused = {
        "no_grant": story.call("query", headers=story.stranger.headers),
        "purpose_not_granted": story.call("query", purpose={"duty": "别的事项", "case": "1"}),
        "case_required": story.call("query", purpose={"duty": DUTY}),
        "item_not_granted": story.call("query", items=["residence_code"]),
        "malformed_subject": story.call("query", subject="330102199003076016"),
        "too_many_subjects": story.call("query", subjects=[KNOWN] * 21),
    }
    assert {code: answer.json()["code"] for code, answer in refused.items()} == {code: code for code in refused}
    assert all(answer.json()["receipt"] for answer in refused.values())
    assert story.backend.asked == []
    bulk = httpx.get(
        f"{story.node.url}/api/v1/data/{story.resource.path_code}/bulk", headers=story.system.headers, timeout=20
    )
    assert bulk.json()["code"] == "mode_not_granted"


@pytest.mark.clause("7.2", "26.5")
def test_a_grant_that_is_withdrawn_while_the_interface_answers_gives_nothing(story: Story) -> None:
    system = story.civil.system()
    grant = story.cast.grant(story.civil, story.police, story.resource, systems=(system,), items=("id_number", "name"))
    mounting.mount(story.police.a, story.resource.code, story.draft(timeout_ms=5000), now=timezone.now())
    story.backend.mode = "slow"
    before = len(story.backend.asked)
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(story.call, "query", headers=system.headers, items=["name"])
        while len(story.backend.asked) == before:
            time.sleep(0.02)
        sharing.withdraw_grant(story.police.b, str(grant.pk), reason="核查", now=timezone.now())
        answer = asked.result()
    assert (answer.status_code, answer.json()["code"]) == (403, "no_grant")
    assert "赵一" not in answer.text


@pytest.mark.clause("7.2")
@pytest.mark.parametrize(
    ("mode", "status", "code"),
    [
        ("slow", 504, "backend_timeout"),
        ("drip", 504, "backend_timeout"),
        ("error", 502, "backend_failed"),
        ("html", 502, "backend_failed"),
        ("bad_type", 502, "backend_failed"),
        ("another", 502, "backend_failed"),
        ("redirect", 502, "backend_failed"),
    ],
)
def test_a_failing_interface_is_told_plainly_and_recorded(story: Story, mode: str, status: int, code: str) -> None:
    story.backend.mode = mode
    began = time.monotonic()
    answer = story.call("query")
    assert time.monotonic() - began < 5  # dripping, the answer takes more than ten
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "secret of the provider" not in answer.text
    record = newest(story)
    assert (record.outcome, record.reason, record.duty, record.case) == ("denied", code, DUTY, "SQ-1")
    assert answer.json()["receipt"].startswith(str(record.id))


def test_an_interface_that_is_down_or_not_listed_any_more_is_unavailable(
    story: Story, start_node: Callable[..., Node]
) -> None:
    with running() as gone:
        origin = gone.origin
    settings.YISHU_BACKENDS = frozenset({story.backend.origin, origin})
    mounting.mount(story.police.a, story.resource.code, story.draft(origin=origin), now=timezone.now())
    settings.YISHU_BACKENDS = frozenset({story.backend.origin})
    # The node was started without that origin in its list.
    answer = story.call("query")
    assert (answer.status_code, answer.json()["code"]) == (503, "backend_unavailable")
    other = start_node("gateway", YISHU_BACKENDS=origin)
    path = f"{other.url}/api/v1/data/{story.resource.path_code}/query"
    body = {"purpose": {"duty": DUTY, "case": "1"}, "subject": KNOWN, "items": ["name"]}
    answer = httpx.post(path, json=body, headers=story.system.headers, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (503, "backend_unavailable")
    other.stop()


@pytest.mark.clause("7.2")
def test_a_slow_interface_is_slow_for_nobody_else(story: Story) -> None:
    """While the slow one holds all its threads and its queue is full, hosted calls are answered at once."""
    mounting.mount(story.police.a, story.resource.code, story.draft(timeout_ms=2500, at_once=2), now=timezone.now())
    story.backend.mode = "slow"
    with ThreadPoolExecutor(24) as threads:
        slow = [threads.submit(story.call, "query") for _ in range(24)]
        time.sleep(0.4)
        took = []
        for _ in range(10):
            began = time.monotonic()
            assert story.call("query", story.hosted).json()["found"] is True
            took.append(time.monotonic() - began)
        codes = {answer.result().json().get("code", "answered") for answer in slow}
    assert sorted(took)[5] < 0.75  # half of what the slow one takes at least
    assert codes >= {"backend_unavailable"}
    assert codes <= {"answered", "backend_timeout", "backend_unavailable"}


def test_after_failures_in_a_row_the_interface_is_left_alone_for_a_while(story: Story) -> None:
    story.backend.mode = "error"
    for _ in range(5):
        assert story.call("query").json()["code"] == "backend_failed"
    before = len(story.backend.asked)
    assert story.call("query").json()["code"] == "backend_unavailable"
    assert len(story.backend.asked) == before


@pytest.mark.clause("7.2")
def test_availability_and_latency_are_measured_and_shown(story: Story) -> None:
    story.call("query")
    story.backend.mode = "error"
    story.call("query")
    client = signed_in(story.police.person_a)
    code = story.resource.path_code
    deadline = time.monotonic() + 10
    metrics = ""
    while time.monotonic() < deadline:
        metrics = httpx.get(f"{story.node.url}/metrics", timeout=10).text
        if f'yishu_backend_calls_total{{resource="{story.resource.code}",outcome="backend_failed"}}' in metrics:
            break
        time.sleep(1)
    else:
        pytest.fail(metrics)
    assert f'yishu_backend_seconds_count{{resource="{story.resource.code}"}}' in metrics
    entry = client.get(f"/catalogue/{code}/").content.decode()
    assert "近 7 日可用率" in entry
    assert "原系统正在迁移" in entry
    assert "毫秒内" in entry


@pytest.mark.clause("7.2")
def test_its_entry_says_why_it_is_not_hosted_and_until_when_to_whoever_would_use_it(story: Story) -> None:
    until = timezone.localdate() + timedelta(days=97)
    draft = story.draft(reason="机房搬迁，暂不能托管", until=until)
    mounting.mount(story.police.a, story.resource.code, draft, now=timezone.now())
    for person in (story.civil.person_a, story.office.person_b):
        page = read(story, person, f"/catalogue/{story.resource.path_code}/")
        panel = re.search(r">提供单位接口</h2>(.*?)</section>", page, re.DOTALL)
        assert panel
        assert re.search(r"暂不能托管的原因</dt><dd>机房搬迁，暂不能托管<", panel[1])
        assert re.search(rf"期限</dt><dd>\s*<time[^>]*>{until.isoformat()}<", panel[1])
    hosted = read(story, story.civil.person_a, f"/catalogue/{story.hosted.path_code}/")
    assert "暂不能托管的原因" not in hosted


def read(story: Story, person: Any, path: str) -> str:
    """A page of the running node, as somebody who has logged in there."""
    with httpx.Client(base_url=story.node.url, timeout=20, follow_redirects=True) as http:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', http.get("/login").text)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "login": person.login, "password": PASSWORD}
        assert http.post("/login", data=form).url.path == "/"
        answer = http.get(path)
        assert answer.status_code == 200
        return answer.text


@pytest.mark.clause("7.2")
def test_the_desk_asks_the_interface_too(story: Story) -> None:
    client = signed_in(story.civil.person_a)
    form = {"mode": "query", "duty": DUTY, "case": "JZ-1", "subject": KNOWN, "items": ["name", "sex"], "whole": "1"}
    page = client.post(f"/access/{story.grant.pk}/", form).content.decode()
    assert "赵一" in page
    assert "提供单位接口实时答复" in page
    record = newest(story)
    assert (record.actor, record.detail) == (story.civil.a.ref, {"shown": "whole"})
    story.backend.mode = "error"
    refused = client.post(f"/access/{story.grant.pk}/", form)
    assert refused.status_code == 502
    assert newest(story).reason == "backend_failed"


@pytest.mark.clause("7.2", "34.1")
def test_overdue_mounts_are_listed_for_the_coordinator(story: Story) -> None:
    resource = story.proxied("车辆登记")
    long_ago = timezone.now() - timedelta(days=40)
    until = timezone.localdate() - timedelta(days=10)
    mounting.mount(story.police.a, resource.code, story.draft(until=until), now=long_ago)
    page = signed_in(story.office.person_b).get("/hosting/mounts/").content.decode()
    assert "有资源超过期限仍未托管" in page
    first = page.split("<tbody>")[1].split("</tr>")[0]
    assert resource.code in first
    assert "逾期未托管" in first
    assert until.isoformat() in first
    assert resource.code not in signed_in(story.civil.person_a).get("/hosting/mounts/").content.decode()
    assert resource.current
    what, officer = f"接口挂接到期，应托管数据：{resource.current.name}", story.police.person_a
    assert overdue_rows(signed_in(story.office.person_b))[what] == (officer.name, until.isoformat())
    assert what not in overdue_rows(signed_in(story.civil.person_a))
    signed_in(officer).post(f"/hosting/mounts/{resource.path_code}/end/")
    assert what not in overdue_rows(signed_in(officer))


@pytest.mark.clause("7.2")
def test_the_data_officer_mounts_on_a_page_and_ends_it(story: Story) -> None:
    resource = story.proxied("页面挂接")
    assert story.call("query", resource).json()["code"] == "not_hosted"
    client, url = signed_in(story.police.person_a), f"/hosting/mounts/{resource.path_code}/"
    assert client.get(url).status_code == 200
    form = {
        "origin": story.backend.origin,
        "path": "/person/query?x=1",
        "method": "POST",
        "record_at": "data.person",
        "secret_header": "X-Api-Key",
        "secret": KEY,
        "timeout_ms": "1000",
        "at_once": "2",
        "reason": "迁移中",
        "until": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "key_id_number": "sfzh",
        **{f"item_{code}": place for code, place in FIELDS.items()},
    }
    wrong = client.post(url, form)
    assert wrong.status_code == 422
    assert "查询对象不得写在地址中" in wrong.content.decode()
    assert client.post(url, form | {"path": "/person/query"}).status_code == 302
    story.cast.grant(story.civil, story.police, resource, systems=(story.system,))
    assert story.call("query", resource).json()["found"] is True
    again = client.get(url).content.decode()
    assert KEY not in again
    made = Mount.objects.get(resource=resource, ended_at=None)
    assert KEY not in made.secret
    assert client.post(f"{url}end/").status_code == 302
    assert story.call("query", resource).json()["code"] == "not_hosted"


def test_who_and_where_is_guarded(story: Story) -> None:
    with pytest.raises(NotTheProvider):
        mounting.mount(story.civil.a, story.resource.code, story.draft(), now=timezone.now())
    for changes, field in (
        ({"origin": "http://169.254.169.254"}, "origin"),
        ({"path": "/../admin"}, "path"),
        ({"until": timezone.localdate() - timedelta(days=1)}, "until"),
        ({"reason": " "}, "reason"),
        ({"secret_header": "Host"}, "secret_header"),
        ({"item_fields": {"name": "xm"}}, "item_fields"),
        ({"key_fields": {}}, "key_fields"),
    ):
        with pytest.raises(Invalid) as told:
            mounting.mount(story.police.a, story.resource.code, story.draft(**changes), now=timezone.now())
        assert field in {error.field for error in told.value.errors}


def test_a_proxied_entry_offers_no_bulk(story: Story) -> None:
    entry = Entry.objects.get(pk=story.resource.current_id)
    draft = EntryDraft(
        name=entry.name,
        summary="x",
        category="restricted",
        format="interface",
        cycle="realtime",
        openness="closed",
        modes=("verify", "bulk"),
        items=PERSON_ITEMS,
        key_kind="resident_id",
        condition="x",
        scope="x",
        timeliness="x",
        provision="proxied",
    )
    assert [(error.field, error.rule) for error in check_entry(draft)] == [("modes", "no_bulk_if_proxied")]


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client
