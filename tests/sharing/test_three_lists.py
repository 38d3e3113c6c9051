"""The three lists of an agency: what it needs, what it must provide, what it does not share and by which law (4.2)."""

import io
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from tests.cast import Cast, entry_draft
from tests.sharing.test_demands import asked, signed_in
from yishu.catalogue import commands as catalogue
from yishu.catalogue.holdings import commands as holdings
from yishu.sharing.demands import commands as demands
from yishu.sharing.demands.commands import Need

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def scene(clock: Any) -> Any:
    """On 2025-09-26 (a Friday) CIVIL asks the federation twice; one of its duties is exempted, one is unlisted."""

    now = clock.set("2025-09-26 10:00")
    cast = Cast()
    office, civil, disabled = cast.agency("办公厅", coordinator=True), cast.agency("民政"), cast.agency("残联")
    inspector = cast.inspector()
    disabled.agency.duties.create(name="康复补助核定")
    exempted = disabled.agency.duties.exclude(name="康复补助核定").get()
    law = {"law": "《统计法》", "article": "第九条", "reason": "统计调查资料"}
    holdings.cite_exemption(disabled.b, exempted.pk, **law, now=now)
    base = Need("残疾人证持证信息", ("残疾人证号", "残疾类别"), "社会救助审核", "《办法》第五条", "核对", "licences")
    waits = demands.file_demand(civil.a, base, holder=disabled.agency.code, now=now)
    refused = demands.file_demand(civil.a, base, holder=disabled.agency.code, now=now)
    demands.refuse(disabled.a, refused.number, legal_basis="《残疾人保障法》第十条", reason="依法不得提供", now=now)
    return SimpleNamespace(
        cast=cast, office=office, civil=civil, disabled=disabled, inspector=inspector, waits=waits, refused=refused
    )


def sheet(person: Any, kind: str, agency: str = "") -> list[tuple[Any, ...]]:
    answer = signed_in(person).get(f"/lists/{kind}/?agency={agency}&as=xlsx")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert book is not None
    return list(book.iter_rows(values_only=True))


@pytest.mark.clause("4.2")
def test_what_an_agency_needs_stands_with_its_deadline_and_outcome(scene: Any, clock: Any) -> None:
    rows = asked(scene.civil.person_a, "/lists/demands")
    assert [(row["number"], row["due"], row["is_late"], row["outcome"]) for row in rows] == [
        (scene.waits.number, "2025-10-10", False, ""),
        (scene.refused.number, None, False, "《残疾人保障法》第十条"),
    ]
    clock.set("2025-10-11 09:00")
    assert asked(scene.civil.person_a, "/lists/demands")[0]["is_late"] is True
    head, first, _second = sheet(scene.civil.person_a, "demands")
    assert head[:5] == ("序号", "单位", "需求编号", "需要的信息", "资源种类")
    told = dict(zip(head, first, strict=True))
    assert (told["答复期限"], told["是否逾期"], told["信息项"]) == ("2025-10-10", "是", "残疾人证号、残疾类别")


@pytest.mark.clause("4.2")
def test_what_an_agency_must_provide_is_listed_with_what_is_late_first(scene: Any, clock: Any) -> None:
    before = asked(scene.disabled.person_a, "/lists/responsibilities")
    assert {(row["what"], row["name"]) for row in before} == {
        ("demand", "残疾人证持证信息"),
        ("duty", "康复补助核定"),
    }  # refused and exempted are no duties any more
    resource = scene.cast.resource(scene.disabled, scene.office, name="残疾人证", cycle="monthly")
    clock.set("2025-10-11 09:00")
    rows = asked(scene.disabled.person_a, "/lists/responsibilities")
    # The answer is due five working days after the 26th, and September's update two after the 30th: the holidays move both to October 10.
    assert [(row["what"], row["code"], row["due"], row["is_late"]) for row in rows] == [
        ("resource", resource.code, "2025-10-10", True),
        ("demand", scene.waits.number, "2025-10-10", True),
        ("duty", "", None, False),
    ]
    demands.accept(scene.disabled.a, scene.waits.number, resource=resource.code, now=clock.set("2025-10-11 10:00"))
    after = asked(scene.disabled.person_a, "/lists/responsibilities")
    assert "demand" not in [row["what"] for row in after]


@pytest.mark.clause("4.2", "6.1")
def test_what_is_not_shared_stands_with_its_law_by_article(scene: Any) -> None:
    now = scene.cast.now
    draft = entry_draft(
        "残疾评定档案", category="non_shared", modes=(), legal_basis="《档案法》第二十七条", condition=""
    )
    entry = catalogue.draft_entry(scene.disabled.a, scene.disabled.agency, draft, now=now)
    catalogue.submit_entry(scene.disabled.a, entry.pk, now=now)
    catalogue.sign_off(scene.disabled.b, entry.pk, scope="全部", now=now)
    catalogue.publish_entry(scene.office.b, entry.pk, now=now)
    rows = asked(scene.disabled.person_a, "/lists/negative")
    assert [(row["what"], row["law"]) for row in rows] == [
        ("resource", "《档案法》第二十七条"),
        ("demand", "《残疾人保障法》第十条"),
        ("duty", "《统计法》第九条"),
    ]
    assert [row[2] for row in sheet(scene.disabled.person_a, "negative")] == [
        "类型",
        "信息资源",
        "共享需求",
        "履职事项",
    ]


@pytest.mark.clause("4.2", "34.1")
def test_the_coordinator_and_inspectors_see_any_agencys_lists_and_nobody_else_does(scene: Any) -> None:
    code = scene.disabled.agency.code
    for person in (scene.office.person_b, scene.inspector):
        assert asked(person, f"/lists/responsibilities?agency={code}") == asked(
            scene.disabled.person_a, "/lists/responsibilities"
        )
        assert len(sheet(person, "negative", code)) == 3
        page = signed_in(person).get(f"/lists/responsibilities/?agency={code}").content.decode()
        assert "康复补助核定" in page
    stranger = signed_in(scene.civil.person_a)
    answer = stranger.get(f"/api/v1/lists/responsibilities?agency={code}")
    assert (answer.status_code, answer.json()["code"]) == (403, "list_not_yours")
    assert stranger.get(f"/lists/negative/?agency={code}&as=xlsx").status_code == 403
    assert stranger.get("/lists/strange/").status_code == 404


def test_a_name_that_looks_like_a_formula_stays_text(scene: Any) -> None:
    need = Need("=1+1", ("项",), "社会救助审核", "《办法》第五条", "核对")
    demands.file_demand(scene.civil.a, need, holder=scene.disabled.agency.code, now=scene.cast.now)
    answer = signed_in(scene.civil.person_a).get("/lists/demands/?as=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert book is not None
    cells = [cell for row in book.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]
