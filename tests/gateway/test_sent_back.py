"""Records sent back over HTTP: read by state and fault, corrected, put aside; and keys that pass although they are wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.hosting.people import csv, number, person
from tests.hosting.quarantine.records import issued_wrong


@pytest.fixture
def police(django_ready: str, tmp_path: Path) -> Any:
    """A provider with a system that publishes, and a resource with a record sent back for its key and one for a code."""
    from tests.hosting.conftest import Scene

    scene = Scene(tmp_path)
    scene.publisher = scene.police.system("publish")  # type: ignore[attr-defined]
    wrong_key = person(2, "钱二").replace(number(2), issued_wrong(2))
    scene.batch = scene.publish(csv(person(1), wrong_key, person(3).replace(",1,1990", ",9,1990")))  # type: ignore[attr-defined]
    return scene


def sent_back(http: httpx.Client, police: Any, **wanted: str) -> list[dict[str, Any]]:
    path = f"/api/v1/data/{police.resource.path_code}/quarantine"
    return http.get(path, params=wanted, headers=police.publisher.headers).json()["items"]


def post(client: Any, police: Any, path: str, **body: Any) -> Any:
    text = json.dumps(body)
    return client.post(f"/api/v1/{path}", text, content_type="application/json", headers=police.publisher.headers)


@pytest.mark.clause("21.2")
def test_they_are_read_by_state_rule_and_field(http: httpx.Client, client: Any, police: Any) -> None:
    assert [each["row"] for each in sent_back(http, police)] == [2, 3]
    assert [each["row"] for each in sent_back(http, police, rule="checksum")] == [2]
    assert [each["row"] for each in sent_back(http, police, field="sex")] == [3]
    assert sent_back(http, police, rule="checksum", field="sex") == []
    answer = http.get(
        f"/api/v1/data/{police.resource.path_code}/quarantine?state=gone", headers=police.publisher.headers
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "state")
    first, second = sent_back(http, police)
    assert post(client, police, f"quarantine/{second['id']}/closing", reason="查无此人").status_code == 200
    made = post(client, police, f"quarantine/{first['id']}/correction", values={"id_number": number(2)}).json()
    assert (made["accepted"], made["quarantined"], made["version"]) == (1, 0, 2)
    assert sent_back(http, police) == []
    (closed,) = sent_back(http, police, state="closed")
    (mended,) = sent_back(http, police, state="mended")
    assert (closed["row"], mended["row"], mended["mended_by"]) == (3, 2, made["batch"])


def test_a_correction_that_is_still_wrong_says_each_field(client: Any, police: Any) -> None:
    record = police.batch.quarantine.get(row=3)
    answer = post(client, police, f"quarantine/{record.pk}/correction", values={"name": None, "sex": "1"})
    assert (answer.status_code, answer.json()["code"]) == (422, "still_wrong")
    assert [(one["field"], one["rule"]) for one in answer.json()["errors"]] == [("name", "required")]
    answer = post(client, police, f"quarantine/{record.pk}/correction", values={"nom": "x"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "nom")
    assert post(client, police, f"quarantine/{record.pk}/reopening").status_code == 409
    assert post(client, police, f"quarantine/{record.pk}/closing", reason="").status_code == 422
    assert post(client, police, "quarantine/99999999999/correction", values={}).status_code == 404
    assert police.holding.version == 1


@pytest.mark.clause("21.2")
def test_an_overridden_key_is_verified_and_queried_until_it_is_revoked(
    http: httpx.Client, client: Any, police: Any
) -> None:
    from django.utils import timezone

    from yishu.hosting.quarantine import overriding

    record = police.batch.quarantine.get(row=2)
    civil = police.cast.agency("CIVIL")
    system = civil.system("data")
    police.cast.grant(civil, police.police, police.resource, systems=(system,))

    def asked() -> list[httpx.Response]:
        purpose = {"purpose": {"duty": "社会救助审核"}, "subject": issued_wrong(2)}
        bodies = {"verify": purpose | {"claims": {"name": "钱二"}}, "query": purpose | {"items": ["name"]}}
        path = f"/api/v1/data/{police.resource.path_code}"
        return [http.post(f"{path}/{act}", json=body, headers=system.headers) for act, body in bodies.items()]

    assert [answer.status_code for answer in asked()] == [422, 422]
    waiting = post(client, police, f"quarantine/{record.pk}/override", basis="杭公户〔2026〕12号")
    assert (waiting.status_code, waiting.json()["in_force"]) == (201, False)
    assert issued_wrong(2) not in waiting.content.decode()
    assert post(client, police, f"overrides/{waiting.json()['id']}/agreement").status_code == 403
    assert [answer.status_code for answer in asked()] == [422, 422]
    overriding.agree(police.police.b, waiting.json()["id"], now=timezone.now())
    assert post(client, police, f"quarantine/{record.pk}/correction", values={}).status_code == 200
    verified, queried = asked()
    assert verified.json()["result"] == {"name": "match"}
    assert queried.json()["record"] == {"name": "钱二"}
    revoked = post(client, police, f"overrides/{waiting.json()['id']}/revocation", reason="证件已换发")
    assert (revoked.status_code, revoked.json()["in_force"]) == (200, False)
    assert [answer.status_code for answer in asked()] == [422, 422]
