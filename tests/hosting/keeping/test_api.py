"""Versions, their rule and a change of shape over HTTP (20.1)."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.conftest import Node
from tests.hosting.conftest import Scene
from yishu.agencies.models import Scope
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.clause("20.1")
KEY, AMOUNT = ItemDraft("code", "编号", is_key=True, required=True), ItemDraft("amount", "金额")


def test_a_system_sees_converts_and_sets_the_rule(scene_with: Callable[..., Scene], node: Node) -> None:
    scene = scene_with(items=(KEY, AMOUNT), key_kind="plain", modes=("query", "bulk"))
    scene.publish("code,amount\na,12\nb,约三百\n")
    scene.next_version(KEY, ItemDraft("amount", "金额", type="integer"), ItemDraft("note", "备注"))
    base = f"{node.url}/api/v1/hosting/{scene.resource.path_code}"
    system = scene.police.system(Scope.PUBLISH)
    with httpx.Client(headers=system.headers, timeout=30) as client:
        foreseen = client.get(f"{base}/shape")
        assert foreseen.status_code == 200, foreseen.text
        said = foreseen.json()
        assert (said["added"], said["retyped"], said["records"], said["misfits"]) == (["note"], ["amount"], 2, 1)
        assert client.post(f"{base}/shape", json={"agreed": 0}).json()["code"] == "standing_records_misfit"
        made = client.post(f"{base}/shape", json={"agreed": 1})
        assert (made.status_code, made.json()["version"], made.json()["quarantined"]) == (201, 2, 1), made.text
        assert client.get(f"{base}/shape").json()["code"] == "nothing_to_convert"
        wrong = client.put(f"{base}/keep-rule", json={"days": 0, "reason": "一年"})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "days")
        rule = client.put(f"{base}/keep-rule", json={"days": 365, "versions": 3, "reason": "一年"})
        assert (rule.status_code, rule.json()["days"], rule.json()["versions"]) == (200, 365, 3)
        listed = client.get(f"{base}/versions").json()
    assert (listed["oldest"], listed["newest"], listed["rule"]["days"]) == (1, 2, 365)
    assert [(one["version"], one["retyped"]) for one in listed["versions"]] == [(2, ["amount"]), (1, [])]


def test_a_stranger_changes_nothing(scene: Scene, node: Node) -> None:
    from tests.hosting.people import csv, person

    scene.publish(csv(person(1)))
    stranger: Any = scene.cast.agency("STRANGER").system(Scope.PUBLISH)
    base = f"{node.url}/api/v1/hosting/{scene.resource.path_code}"
    for method, path, body in (
        ("PUT", "keep-rule", {"days": 1, "reason": "x"}),
        ("POST", "shape", {"agreed": 9}),
        ("GET", "shape", None),
    ):
        answer = httpx.request(method, f"{base}/{path}", json=body, headers=stranger.headers, timeout=30)
        assert answer.status_code == 403, answer.text
