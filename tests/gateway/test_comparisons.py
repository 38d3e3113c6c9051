"""Claims are compared as the entry in force declares it of each item, from the very next call (27.1)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.cast import PERSON_ITEMS
from tests.gateway.stage import KNOWN, Stage
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.clause("27.1")
Call = Callable[..., httpx.Response]
ITEMS = (*PERSON_ITEMS, ItemDraft("address", "住址", sensitivity="personal"))
PEOPLE = f"id_number,name,sex,birth_date,residence_code,address\n{KNOWN},赵峯,1,1990-03-07,330102,浙江省杭州市西湖区文三路100号3幢501室\n"


def hosted(stage: Stage, items: tuple[ItemDraft, ...] = ITEMS) -> Resource:
    made = stage.cast.resource(stage.police, stage.office, items=items)
    stage.cast.publish(stage.police, made, PEOPLE, stage.folder)
    stage.cast.grant(
        stage.civil, stage.police, made, items=("name", "sex", "address"), systems=(stage.civil_system,), users=()
    )
    return made


def test_a_declared_comparison_holds_from_the_next_call_and_is_dropped_likewise(stage: Stage, verify: Call) -> None:
    shared = hosted(stage)
    path = stage.path("verify", shared)

    def told(**claims: Any) -> dict[str, str]:
        answer = verify(path, subject=KNOWN, claims=claims)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    claims = {"name": "赵峰", "sex": "男", "address": "文三路一百号3幢501"}
    assert told(**claims) == {"name": "mismatch", "sex": "match", "address": "mismatch"}
    stage.cast.compare(stage.police, stage.office, shared, name="name", sex="exact", address="address")
    assert told(**claims) == {"name": "match", "sex": "mismatch", "address": "match"}
    assert told(name="赵锋", sex="1", address="文三路100号3幢502室") == {
        "name": "mismatch",
        "sex": "match",
        "address": "mismatch",
    }
    stage.cast.compare(stage.police, stage.office, shared)
    assert told(**claims) == {"name": "mismatch", "sex": "match", "address": "mismatch"}


def test_a_code_is_known_by_what_it_means(stage: Stage, verify: Call) -> None:
    path = stage.path("verify", hosted(stage))
    claims = {
        "1": "match",
        1: "match",
        " 男 ": "match",
        "女": "mismatch",
        "2": "mismatch",
        "": "mismatch",
        None: "mismatch",
    }
    subjects = [{"subject": KNOWN, "claims": {"sex": claim}} for claim in claims]
    results = verify(path, subjects=subjects).json()["results"]
    assert [each["result"]["sex"] for each in results] == list(claims.values())


def test_many_subjects_are_compared_likewise(stage: Stage, verify: Call) -> None:
    declared = tuple(replace(item, comparison="name") if item.code == "name" else item for item in ITEMS)
    path = stage.path("verify", hosted(stage, declared))
    subjects = [{"subject": KNOWN, "claims": {"name": name}} for name in ("趙峰", "赵一")]
    answer = verify(path, subjects=subjects)
    assert [each["result"]["name"] for each in answer.json()["results"]] == ["match", "mismatch"]
