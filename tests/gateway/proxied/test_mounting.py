"""Mounting an interface, what its entry says of it, and how well it answers (7.2)."""

import re
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import PASSWORD, entry_draft
from tests.gateway.proxied.backend import KEY
from tests.gateway.proxied.stage import FIELDS, Story, signed_in
from tests.walking import overdue_rows
from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.models import Entry
from yishu.catalogue.rules import check_entry
from yishu.core.errors import Invalid
from yishu.hosting import mounting
from yishu.hosting.models import Mount


@pytest.mark.clause("7.2")
def test_availability_and_latency_are_measured_and_shown(story: Story) -> None:
    story.call("query")
    story.backend.mode = "error"
    story.call("query")
    client = signed_in(story.police.person_a)
    code = story.resource.path_code
    deadline = time.monotonic() + 30  # the gateway writes its measures every 3 s, the portal counts anew every 10
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
    draft = entry_draft(entry.name, format="interface", modes=("verify", "bulk"), provision="proxied")
    assert [(error.field, error.rule) for error in check_entry(draft)] == [("modes", "no_bulk_if_proxied")]
