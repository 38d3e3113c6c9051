"""A legal entity is one subject by its credit code or its organisation code, and keeps the code it came with (21.2)."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.hosting.conftest import Scene

pytestmark = pytest.mark.usefixtures("django_ready")

CREDIT, ORGANISATION = "11330000002482322Q", "002482322"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    from yishu.catalogue.rules import ItemDraft

    items = (
        ItemDraft("code", "统一社会信用代码", is_key=True, required=True),
        ItemDraft("name", "单位名称", required=True),
    )
    return Scene(tmp_path, items=items, key_kind="legal_entity", category="unrestricted", name="法人")


def copied(scene: Scene, since: int | None = None) -> list[dict[str, str]]:
    from yishu.hosting import copying, queries

    holding = queries.get_holding(scene.resource)
    copy = copying.open_copy(queries.table_of(holding), holding.pk, ("code", "name"), "csv", since)
    return list(csv.DictReader(io.StringIO(b"".join(copy.chunks).decode())))


@pytest.mark.clause("21.2")
def test_the_credit_code_is_kept_and_either_code_finds_it(scene: Scene) -> None:
    from yishu.access import calls

    scene.publish(f"code,name\n{CREDIT},某局\n002482111,公安\n")
    assert {row["code"] for row in copied(scene)} == {CREDIT, "002482111"}

    civil = scene.cast.agency("CIVIL")
    grant: Any = scene.cast.grant(civil, scene.police, scene.resource, users=(civil.person_a,))
    assert grant.state == "active"
    for asked in (CREDIT, ORGANISATION, "00248232-2"):
        purpose: dict[str, Any] = {"duty": "社会救助审核", "case": "1", "subject": asked}
        answer = ask(calls, civil.a, scene.resource.code, purpose)
        assert answer.record == {"code": CREDIT, "name": "某局"}


def ask(calls: Any, actor: Any, code: str, asked: dict[str, Any]) -> Any:
    from django.utils import timezone

    from yishu.wire.data import Purpose, QueryRequest

    request = QueryRequest(
        purpose=Purpose(asked["duty"], asked["case"]), items=["code", "name"], subject=asked["subject"]
    )
    return calls.query(actor, code, request, now=timezone.now())


@pytest.mark.clause("21.2")
def test_both_codes_are_one_subject_when_published(scene: Scene) -> None:
    first = scene.publish(f"code,name\n{ORGANISATION},某局\n")
    again = scene.publish(f"code,name\n{CREDIT},某局\n")
    assert (again.inserted, again.updated) == (0, 1)
    assert [row["code"] for row in copied(scene)] == [CREDIT]
    assert [(row["_change"], row["code"]) for row in copied(scene, first.version)] == [("update", CREDIT)]

    both = scene.publish(f"code,name\n{ORGANISATION},某局\n{CREDIT},某局\n")
    assert both.quarantined == 1  # the same subject twice in a file, with other values
    gone = scene.publish(f"code\n{CREDIT}\n", how="delete")
    assert gone.deleted == 1
    assert copied(scene) == []
    assert [row["_change"] for row in copied(scene, first.version)] == ["delete"]
