"""What a grant opens as an OpenAPI document and as a Postman collection."""

import json
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from jsonschema import ValidationError
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from tests.access.snippets.scene import HOSTILE, Scene, signed_in
from tests.conftest import Node
from tests.gateway.places.test_by_place import FILE
from tests.gateway.places.test_by_place import ITEMS as PLACE_ITEMS
from yishu.access.snippets.queries import facts_of
from yishu.access.subjects import read_subject
from yishu.catalogue.rules import ItemDraft
from yishu.core.identifiers import KeyKind
from yishu.core.text import MaskKind
from yishu.hosting.tables import Column, Table
from yishu.sharing.models import Grant

BOTH = ("openapi", "postman")


def place(grant: Grant, form: str) -> str:
    return f"/access/{grant.pk}/{form}.json"


def file(scene: Scene, grant: Grant, form: str) -> Any:
    answer = signed_in(scene.civil.person_a).get(place(grant, form))
    assert answer.status_code == 200
    assert "ysk_" not in answer.content.decode()
    return answer.json()


def schema(document: Any, name: str) -> Any:
    return OAS31Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]})


@pytest.mark.parametrize("which", ["plain", "hostile"])
def test_the_document_is_valid_and_holds_what_the_grant_opens_and_nothing_else(scene: Scene, which: str) -> None:
    grant = scene.grants[which]
    document = file(scene, grant, "openapi")
    validate(document)
    at = f"/api/v1/data/{grant.resource.path_code}"
    assert set(document["paths"]) == {f"{at}/verify", f"{at}/query", f"{at}/bulk"}
    assert set(document["components"]["schemas"]["Record"]["properties"]) == {"id_number", "name", "sex", "birth_date"}
    assert "{code}" not in json.dumps(document)
    for name in ("Place", "QueryPlaceAnswer", "UploadStatus", "Receipt"):
        assert name not in document["components"]["schemas"]
    purpose = document["components"]["schemas"]["Purpose"]
    assert purpose["properties"]["duty"]["enum"] == [HOSTILE if which == "hostile" else "社会救助审核"]
    assert ("case" in purpose["required"]) == (which == "hostile")


@pytest.mark.parametrize("which", ["plain", "hostile"])
def test_examples_and_real_answers_are_of_the_documents_schemas(scene: Scene, node: Node, which: str) -> None:
    document = file(scene, scene.grants[which], "openapi")
    for path, operations in document["paths"].items():
        if "post" not in operations:
            continue
        kind = "Verify" if path.endswith("verify") else "Query"
        body = operations["post"]["requestBody"]["content"]["application/json"]["example"]
        schema(document, f"{kind}Request").validate(body)
        answer = httpx.post(node.url + path, json=body, headers=scene.system.headers)
        assert answer.status_code == 200, answer.text
        schema(document, f"{kind}Answer").validate(answer.json())
        told = operations["post"]["responses"]["200"]["content"]["application/json"]
        schema(document, f"{kind}Answer").validate(told["example"])
        wrong = body | {"items": ["residence_code"]} if kind == "Query" else body | {"claims": {"residence_code": "1"}}
        with pytest.raises(ValidationError):
            schema(document, f"{kind}Request").validate(wrong)


def test_a_masked_item_is_a_text_and_a_coded_one_has_its_codes(scene: Scene) -> None:
    masks = {"birth_date": MaskKind.HIDDEN.value}
    document = file(scene, scene.grant(scene.population(), bounds={"masks": masks}), "openapi")
    record = document["components"]["schemas"]["Record"]["properties"]
    assert record["birth_date"]["type"] == ["string", "null"]
    assert "format" not in record["birth_date"]
    assert record["sex"]["enum"] == ["1", "2", None]


def test_a_place_may_be_asked_for_where_there_is_one(scene: Scene) -> None:
    made = scene.cast.resource(scene.police, scene.office, items=PLACE_ITEMS, key_kind="plain")
    scene.cast.publish(scene.police, made, FILE, scene.folder)
    grant = scene.grant(made, modes=("query",))
    document = file(scene, grant, "openapi")
    validate(document)
    assert "place" in document["components"]["schemas"]["QueryRequest"]["properties"]
    assert "sh-calls" in scene.page(grant)


@pytest.mark.parametrize("which", ["plain", "hostile"])
def test_the_collection_is_of_the_format_and_its_requests_are_answered(
    scene: Scene, node: Node, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    monkeypatch.setattr(settings, "YISHU_URL", node.url)
    collection = file(scene, scene.grants[which], "postman")
    assert collection["info"]["schema"] == "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    variables = {each["key"]: each for each in collection["variable"]}
    assert variables["base"]["value"] == node.url
    assert variables["key"] == {"key": "key", "value": "", "type": "secret"}
    given = {"base": node.url, "key": scene.system.key}
    assert len(collection["item"]) == 3
    for item in collection["item"]:
        asked = item["request"]
        headers = {each["key"]: each["value"] for each in asked["header"]}
        headers["Authorization"] = f"Bearer {filled(collection['auth']['bearer'][0]['value'], given)}"
        content = filled(asked["body"]["raw"], given) if "body" in asked else None
        assert asked["url"]["raw"].partition("?")[0] == "/".join([*asked["url"]["host"], *asked["url"]["path"]])
        answer = httpx.request(asked["method"], filled(asked["url"]["raw"], given), headers=headers, content=content)
        assert answer.status_code == 200, answer.text


def filled(text: str, variables: dict[str, str]) -> str:
    """As Postman does it: wherever `{{name}}` stands."""
    for name, value in variables.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text


def test_the_files_are_for_those_who_see_the_grant(scene: Scene) -> None:
    grant = scene.grants["plain"]
    for form in BOTH:
        assert signed_in(scene.forestry.person_a).get(place(grant, form)).status_code == 404
        assert Client().get(place(grant, form))["Location"].startswith("/login")
        assert signed_in(scene.police.person_a).get(place(grant, form)).status_code == 200
        named = signed_in(scene.civil.person_b).get(place(grant, form))["Content-Disposition"]
        assert f'filename="yishu-{grant.resource.path_code}.' in named


@pytest.mark.parametrize("kind", list(KeyKind))
def test_the_subject_is_one_of_the_resources_kind(scene: Scene, kind: KeyKind) -> None:
    items = (ItemDraft("key_code", "主键", is_key=True, required=True), ItemDraft("name", "名称"))
    made = scene.cast.resource(scene.police, scene.office, items=items, key_kind=kind.value)
    facts = facts_of(scene.grant(made), "http://testserver")
    table = Table("", kind, tuple(Column.of(item) for item in made.current.items.all()))
    assert read_subject(table, facts.subject, "subject", today=timezone.localdate()).text


def test_a_subject_of_several_keys_goes_by_their_codes(scene: Scene) -> None:
    items = (
        ItemDraft("year", "年度", type="integer", is_key=True, required=True),
        ItemDraft("province", "省份", is_key=True, required=True),
        ItemDraft("total", "合计", type="decimal"),
    )
    made = scene.cast.resource(scene.police, scene.office, items=items, key_kind="plain")
    document = file(scene, scene.grant(made), "openapi")
    validate(document)
    assert document["components"]["schemas"]["Subject"]["required"] == ["year", "province"]
    assert facts_of(scene.grant(made), "x").subject == {"year": 1, "province": "示例省份1"}


def test_a_subject_may_go_by_an_alternative_key_that_the_grant_holds(scene: Scene) -> None:
    items = (
        ItemDraft("code", "编号", is_key=True, required=True),
        ItemDraft("reg_no", "注册号", alternative="1"),
        ItemDraft("phone", "电话", alternative="2"),
        ItemDraft("name", "名称"),
    )
    made = scene.cast.resource(scene.police, scene.office, items=items, key_kind="plain")
    document = file(scene, scene.grant(made, items=("code", "reg_no", "name")), "openapi")
    validate(document)
    subject = schema(document, "Subject")
    subject.validate("A1")
    subject.validate({"reg_no": "330000000012345"})
    for unknown in ({"phone": "1"}, {"reg_no": "1", "name": "甲"}):
        with pytest.raises(ValidationError):
            subject.validate(unknown)
