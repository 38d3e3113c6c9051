"""Many callers over many resources at once get the same answers as one alone, whatever the types and keys."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from tests.gateway.stage import DUTY, Stage
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft

SINGLE = (
    ItemDraft("number", "编号", type="integer", is_key=True),
    ItemDraft("born", "日期", type="date"),
    ItemDraft("at", "时间", type="datetime"),
    ItemDraft("amount", "金额", type="decimal"),
    ItemDraft("valid", "有效", type="boolean"),
    ItemDraft("note", "备注"),
)
DOUBLE = (
    ItemDraft("year", "年份", type="integer", is_key=True),
    ItemDraft("province", "省", is_key=True),
    ItemDraft("amount", "金额", type="decimal"),
)


@pytest.fixture(scope="module")
def resources(stage: Stage) -> list[Resource]:
    made = []
    for n in range(12):
        items = DOUBLE if n % 3 == 2 else SINGLE
        resource = stage.cast.resource(
            stage.police,
            stage.office,
            items=items,
            key_kind="plain",
            category="unrestricted",
            modes=("query", "verify"),
        )
        if items is DOUBLE:
            text = "year,province,amount\n2014,浙江,40173.03\n2014,江苏,\n2015,浙江,42886.5\n"
        else:
            text = (
                "number,born,at,amount,valid,note\n"
                f"{n},1990-03-07,2026-11-22T08:00:00+08:00,1234567890.50,是,备注\n{n + 100},,,,,\n"
            )
        stage.cast.publish(stage.police, resource, text, stage.folder)
        stage.cast.grant(
            stage.civil, stage.police, resource, systems=(stage.civil_system,), items=tuple(i.code for i in items)
        )
        made.append(resource)
    return made


def ask(http: httpx.Client, stage: Stage, resource: Resource, subject: object, items: list[str]) -> object:
    body = {"purpose": {"duty": DUTY}, "subject": subject, "items": items}
    answer = http.post(stage.path("query", resource), json=body, headers=stage.civil_system.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["record"]


def test_together_and_alone_answer_alike(http: httpx.Client, stage: Stage, resources: list[Resource]) -> None:
    expected = []
    for n, resource in enumerate(resources):
        if n % 3 == 2:
            subject = {"year": 2014, "province": "浙江"}
            expected.append((resource, subject, ["amount"], {"amount": "40173.03"}))
            expected.append((resource, {"year": "2015", "province": "浙江"}, ["amount"], {"amount": "42886.5"}))
            expected.append((resource, {"year": 2016, "province": "浙江"}, ["amount"], None))
        else:
            full = {
                "number": n,
                "born": "1990-03-07",
                "at": "2026-11-22T08:00:00+08:00",
                "amount": "1234567890.50",
                "valid": True,
                "note": "备注",
            }
            expected.append((resource, n, list(full), full))
            expected.append((resource, str(n + 100), ["born", "valid"], {"born": None, "valid": None}))
            expected.append((resource, n + 200, ["note"], None))
    for resource, subject, items, record in expected:
        assert ask(http, stage, resource, subject, items) == record
    many, local, opened = expected * 12, threading.local(), ExitStack()

    def own() -> None:
        # Threads that share a client may close each other's sockets.
        local.http = opened.enter_context(httpx.Client(base_url=http.base_url, timeout=20))

    with opened, ThreadPoolExecutor(32, initializer=own) as threads:
        found = list(threads.map(lambda each: ask(local.http, stage, *each[:3]), many))
    assert found == [record for *_, record in many]
