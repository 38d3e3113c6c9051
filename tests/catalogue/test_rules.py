"""The rules on an entry, each broken once; asked over HTTP, as the form asks them while it is filled in."""

from dataclasses import asdict
from typing import Any

import httpx
import pytest

from tests.cast import Cast, entry_draft
from tests.conftest import Node

ITEM = {"code": "plate", "name": "号牌号码", "is_key": True, "length": 12}


@pytest.fixture(scope="module")
def cast(django_ready: str) -> Any:
    made = Cast()
    made.office = made.agency("办公厅", coordinator=True)  # type: ignore[attr-defined]
    made.police, made.civil = made.agency("公安"), made.agency("民政")  # type: ignore[attr-defined]
    return made


@pytest.fixture(scope="module")
def login(cast: Any, node: Node) -> dict[str, str]:
    from tests.cast import PASSWORD

    body = {"login": cast.police.person_a.login, "password": PASSWORD}
    answer = httpx.post(f"{node.url}/api/v1/session", json=body).json()
    return {"Authorization": f"Bearer {answer['token']}"}


def body(**changes: Any) -> dict[str, Any]:
    """A sound entry as the API takes it."""
    given = asdict(entry_draft("机动车登记信息", key_kind="plain", cycle="daily"))
    return given | {"items": [ITEM, {"code": "brand", "name": "品牌型号"}], "modes": ["verify"]} | changes


def items(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    """The key, then an item for each change."""
    return [ITEM, *({"code": f"a{n}", "name": "甲乙丙丁戊己庚辛"[n] + "项"} | one for n, one in enumerate(changes))]


def checked(node: Node, login: dict[str, str], given: dict[str, Any], *, language: str = "zh") -> Any:
    answer = httpx.post(
        f"{node.url}/api/v1/catalogue/entries/check", json=given, headers={**login, "Accept-Language": language}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


BROKEN = [
    ({"name": "交管业务系统"}, "name", "system_name"),
    ({"name": "VEHICLE"}, "name", "in_chinese"),
    ({"name": "车" * 201}, "name", "too_long"),
    ({"name": "机动车\u2028登记信息"}, "name", "one_line"),
    ({"summary": ""}, "summary", "required"),
    ({"kind": "etc"}, "kind", "one_of"),
    ({"format": "tape"}, "format", "one_of"),
    ({"cycle": "hourly"}, "cycle", "one_of"),
    ({"base_database": "animals"}, "base_database", "one_of"),
    ({"modes": ["fax"]}, "modes", "one_of"),
    ({"category": "unrestricted", "legal_basis": "《档案法》第二十七条"}, "legal_basis", "only_if_not_shared"),
    ({"category": "non_shared", "modes": [], "legal_basis": "国家有关规定第三条"}, "legal_basis", "law_by_article"),
    ({"format": "graphic"}, "modes", "format_serves_mode"),
    ({"format": "interface", "modes": ["bulk"]}, "modes", "format_serves_mode"),
    ({"cycle": "never", "timeliness": "每月更新一次"}, "timeliness", "agrees_with_cycle"),
    ({"cycle": "daily", "timeliness": "每季度汇总"}, "timeliness", "agrees_with_cycle"),
    ({"territory": "330199"}, "territory", "division"),
    ({"related": ["307022001/999999"]}, "related[0]", "known_resource"),
    ({"standards": ["GB/T 0-1900"]}, "standards[0]", "standard_in_force"),
    ({"items": items({"name": "号牌 号码"})}, "items[1].name", "double"),
    ({"items": items({"name": "指标1"}, {"name": "指标2"}, {"name": "指标3"})}, "items[3].name", "filled_down"),
    ({"items": items({"sharing": "unrestricted"})}, "items[1].sharing", "not_wider_than_entry"),
    ({"items": items({"openness": "open"})}, "items[1].openness", "not_wider_than_entry"),
    ({"items": items({"name": "居民身份证号码"})}, "items[1].sensitivity", "identity_is_personal"),
    ({"items": items({"mask": "hidden", "type": "date"})}, "items[1].mask", "text_only"),
    ({"items": [ITEM | {"mask": "name"}]}, "items[0].mask", "not_the_key"),
    ({"items": items({"comparison": "sounds-alike"})}, "items[1].comparison", "one_of"),
    ({"items": items({"comparison": "exact", "type": "date"})}, "items[1].comparison", "text_only"),
    ({"items": [ITEM | {"comparison": "name"}]}, "items[0].comparison", "not_the_key"),
    ({"items": items({"comparison": "name", "codes": {"1": "a"}})}, "items[1].comparison", "no_codes"),
    ({"items": items({"alternative": "9"})}, "items[1].alternative", "one_of"),
    ({"items": [ITEM | {"alternative": "1"}]}, "items[0].alternative", "not_the_key"),
    ({"items": items({"alternative": "1", "type": "boolean"})}, "items[1].alternative", "names_a_subject"),
    ({"items": items({"alternative": "1", "mask": "hidden"})}, "items[1].alternative", "shown_as_it_is"),
    ({"items": items(*[{"alternative": "1"}] * 4)}, "items[4].alternative", "few_together"),
    ({"items": [ITEM | {"sharing": "non_shared"}, {"code": "b", "name": "乙"}]}, "items[0].sharing", "key_is_shared"),
    ({"items": items({"data_element": "DE99999"})}, "items[1].data_element", "element_in_force"),
    ({"items": items({"code_list": "none"})}, "items[1].code_list", "code_list_in_force"),
    ({"key_kind": "uscc"}, "items[0].length", "holds_the_key"),
    ({"second_source_law": "经领导同意"}, "second_source_law", "law_by_article"),
    (
        {"category": "unrestricted", "condition": "", "openness": "open", "items": items({"sensitivity": "personal"})},
        "items[1].openness",
        "personal_is_closed",
    ),
]


@pytest.mark.clause("6.1", "8.1", "9.1")
@pytest.mark.parametrize(("changes", "field", "rule"), BROKEN, ids=[f"{one[1]} {one[2]}" for one in BROKEN])
def test_each_rule_names_its_field_and_the_remedy_in_both_languages(
    node: Node, login: dict[str, str], changes: dict[str, Any], field: str, rule: str
) -> None:
    for language in ("zh", "en"):
        found = checked(node, login, body(**changes), language=language)["errors"]
        (one,) = [each for each in found if (each["field"], each["rule"]) == (field, rule)]
        assert "{" not in one["message"]
        assert any("\u4e00" <= character <= "\u9fff" for character in one["message"]) or language == "en"


def test_a_sound_entry_breaks_no_rule_and_gets_advice(node: Node, login: dict[str, str]) -> None:
    found = checked(node, login, body(name="2025年机动车登记信息", summary="机动车"))
    assert found["errors"] == []
    assert {("name", "without_year"), ("summary", "telling"), ("collection_rule", "said")} <= {
        (one["field"], one["rule"]) for one in found["advice"]
    }


@pytest.mark.clause("6.2")
def test_what_a_joint_matter_needs_cannot_be_kept_from_sharing(node: Node, login: dict[str, str]) -> None:
    kept = {"category": "non_shared", "modes": [], "condition": "", "legal_basis": "《档案法》第二十七条"}
    assert checked(node, login, body(**kept))["errors"] == []
    (wrong,) = checked(node, login, body(**kept, matters=["施工许可联合审批"]))["errors"]
    assert (wrong["field"], wrong["rule"]) == ("category", "shared_if_joint")
    assert "施工许可联合审批" in wrong["message"]
    assert "第六条" in wrong["message"]


@pytest.mark.clause("19.1")
def test_what_is_not_digital_is_registered_with_its_state_and_plan(node: Node, login: dict[str, str]) -> None:
    paper = {"provision": "document", "digitisation": "paper", "modes": [], "format": "other"}
    wrong = {(one["field"], one["rule"]) for one in checked(node, login, body(**paper))["errors"]}
    assert wrong == {
        ("digitisation_plan", "required_if_not_structured"),
        ("digitisation_due", "required_if_not_structured"),
    }
    planned = {"digitisation_plan": "2027 年底前完成扫描著录", "digitisation_due": "2027-12-31"}
    assert checked(node, login, body(**paper, **planned))["errors"] == []
    hosted = checked(node, login, body(**paper | planned | {"provision": "hosted", "modes": ["query"]}))["errors"]
    assert [(one["field"], one["rule"]) for one in hosted] == [("provision", "files_if_not_structured")]


@pytest.mark.clause("8.1", "9.1")
def test_an_entry_is_drafted_amended_and_handed_over_by_the_api(cast: Any, node: Node, login: dict[str, str]) -> None:
    from yishu.catalogue.models import Entry

    api = f"{node.url}/api/v1/catalogue/entries"
    refused = httpx.post(api, json=body(name="", cycle="x"), headers=login)
    assert refused.status_code == 422
    assert {"name", "cycle"} <= {one["field"] for one in refused.json()["errors"]}
    made = httpx.post(api, json=body(), headers=login)
    assert (made.status_code, made.json()["status"]) == (201, "draft"), made.text
    path = f"{api}/{made.json()['id']}"
    full = body(
        base_database="professional",
        territory="330100",
        matters=["车辆报废联办"],
        digitisation="structured",
        items=items({"sharing": "non_shared", "name": "内部备注"}, {"mask": "name", "name": "所有人"}),
    )
    assert httpx.put(path, json=full, headers=login).status_code == 200
    kept = Entry.objects.get(pk=made.json()["id"])
    assert (kept.base_database, kept.territory, kept.matters) == ("professional", "330100", ["车辆报废联办"])
    assert [(item.sharing, item.mask) for item in kept.items.all()] == [("", ""), ("non_shared", ""), ("", "name")]
    double = httpx.post(api, json=body(name="机动车登记 信息"), headers=login).json()["errors"]
    assert [(one["field"], one["rule"]) for one in double] == [("name", "double")]
    handed = httpx.post(f"{path}/submit", headers=login)
    assert (handed.status_code, handed.json()["status"]) == (200, "in_secrecy_review")
    assert httpx.put(path, json=full, headers=login).status_code == 409


def test_a_name_that_only_counts_on_was_filled_down(cast: Any, node: Node, login: dict[str, str]) -> None:
    api = f"{node.url}/api/v1/catalogue/entries"
    assert httpx.post(api, json=body(name="泊位台账1"), headers=login).status_code == 201
    (wrong,) = checked(node, login, body(name="泊位台账2"))["errors"]
    assert (wrong["field"], wrong["rule"]) == ("name", "filled_down")
    assert checked(node, login, body(name="泊位台账7"))["errors"] == []
    assert checked(node, login, body(name="泊位台账2024"))["errors"] == []


@pytest.mark.clause("6.1", "26.3")
def test_an_item_narrower_than_its_entry_is_shared_so(cast: Any, node: Node) -> None:
    """One unrestricted entry: its plain items are granted at once, a restricted one goes to its provider, one that is not shared cannot be asked for."""
    from datetime import timedelta

    from django.utils import timezone

    from yishu.agencies.models import Scope
    from yishu.catalogue.rules import ItemDraft

    shaped = (
        ItemDraft("plate", "号牌号码", is_key=True),
        ItemDraft("brand", "品牌"),
        ItemDraft("owner", "所有人", sensitivity="personal", sharing="restricted"),
        ItemDraft("note", "内部备注", sharing="non_shared"),
    )
    resource = cast.resource(
        cast.police, cast.office, items=shaped, key_kind="plain", category="unrestricted", name="车辆档案信息"
    )
    system = cast.civil.system(Scope.APPLY, Scope.DATA)
    until = f"{timezone.now() + timedelta(days=9):%F}"

    def asked(*codes: str) -> httpx.Response:
        line = {
            "resource": resource.code,
            "items": codes,
            "modes": ["verify"],
            "systems": [system.system.name],
            "until": until,
        }
        application = {"duty": "社会救助审核", "basis": "《社会救助暂行办法》", "lines": [line]}
        return httpx.post(f"{node.url}/api/v1/applications", json=application, headers=system.headers)

    assert asked("brand").json()["lines"][0]["state"] == "granted"
    assert asked("brand", "owner").json()["lines"][0]["state"] == "in_review"
    refused = asked("note")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "lines[0].items"
