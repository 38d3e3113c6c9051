"""Before collecting, an agency looks up what the platform has (16.1)."""

import io
import re
from types import SimpleNamespace
from typing import Any

import httpx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast, entry_draft
from tests.conftest import Node
from tests.sharing.test_demands import token
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.usefixtures("django_ready")

ITEMS = (
    ItemDraft("permit_no", "采伐许可编号Ａ", is_key=True),
    ItemDraft("area", "林木采伐面积"),
    ItemDraft("holder", "采伐证持有人姓名"),
    ItemDraft("species", "采伐树种"),
)


@pytest.fixture(scope="module")
def scene(django_ready: str, node: Node) -> Any:
    from yishu.catalogue.models import Synonym

    cast = Cast()
    office, forestry, civil = cast.agency("办公厅", coordinator=True), cast.agency("林业"), cast.agency("民政")
    resource = cast.resource(forestry, office, items=ITEMS, key_kind="plain", name="采伐许可")
    cast.resource(forestry, office, items=ITEMS[:2], key_kind="plain", name="旧采伐许可")
    Synonym.objects.get_or_create(word="持有人", also="持证人")
    return SimpleNamespace(
        cast=cast,
        office=office,
        url=f"{node.url}/api/v1/catalogue/collection-check",
        civil=civil,
        resource=resource,
        headers=token(node.url, civil.person_a),
    )


def check(scene: Any, names: list[str]) -> Any:
    answer = httpx.post(scene.url, json={"names": names}, headers=scene.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.clause("16.1")
def test_each_name_is_answered_with_who_has_it_and_how_to_apply(scene: Any) -> None:
    names = ["采伐树种", "采伐许可编号a", "采伐证持证人姓名", "林木采伐总面积", "火星居住证号"]
    found = check(scene, names)
    assert [answer["name"] for answer in found["answers"]] == names
    assert [answer["result"] for answer in found["answers"]] == [
        "on_platform",
        "on_platform",
        "on_platform",
        "similar",
        "not_on_platform",
    ]
    hows = [answer["holders"][0]["how"] for answer in found["answers"][:4]]
    assert hows == ["exact", "normalised", "synonym", "near"]
    exact = found["answers"][0]["holders"][0]
    assert exact["resource"] == scene.resource.code
    assert exact["apply"] == f"/sharing/apply/?resource={scene.resource.path_code}&items=species"
    assert exact["category"] == "restricted"
    assert exact["modes"] == ["verify", "query", "bulk"]
    assert len(found["answers"][1]["holders"]) == 2  # both resources have it
    assert (found["on_platform"], found["similar"], found["not_on_platform"]) == (3, 1, 1)


@pytest.mark.clause("16.1")
def test_the_link_opens_an_application_for_it(scene: Any, client: Any) -> None:
    client.force_login(scene.civil.person_a)
    place = check(scene, ["采伐树种"])["answers"][0]["holders"][0]["apply"]
    page = client.get(place).content.decode()
    assert scene.resource.current.name in page
    (box,) = re.findall(r'<input[^>]*value="species"[^>]*>', page)
    (other,) = re.findall(r'<input[^>]*value="area"[^>]*>', page)
    assert "checked" in box
    assert "checked" not in other


@pytest.mark.clause("16.1")
def test_a_form_a_csv_and_a_sheet_are_read_alike(scene: Any, client: Any) -> None:
    client.force_login(scene.civil.person_a)
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["采伐树种", "火星居住证号"])
    sheet = io.BytesIO()
    book.save(sheet)
    files = {
        "head.csv": "采伐树种,火星居住证号\n杉木,1\n".encode("gb18030"),
        "head.xlsx": sheet.getvalue(),
    }
    pages = [client.post("/catalogue/collection-check/", {"names": "采伐树种\n火星居住证号"})]
    for name, content in files.items():
        upload = SimpleUploadedFile(name, content)
        pages.append(client.post("/catalogue/collection-check/", {"names": "", "file": upload}))
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert scene.resource.current.name in text
        assert "平台没有，可以采集" in text
        assert "杉木" not in text


def test_the_answer_is_had_as_csv_and_holds_no_formula(scene: Any, client: Any) -> None:
    client.force_login(scene.civil.person_a)
    fields = {"names": "采伐树种\n=cmd()", "as": "csv"}
    answer = client.post("/catalogue/collection-check/", fields)
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert scene.resource.code in lines[1]
    assert lines[-1].startswith("'=cmd()")
    same = httpx.post(f"{scene.url}?format=csv", json={"names": ["采伐树种"]}, headers=scene.headers)
    assert scene.resource.code in same.text


@pytest.mark.parametrize(
    ("names", "code"),
    [([], "no_item_names"), ([" ", ""], "no_item_names"), ([f"项{n}" for n in range(501)], "too_many_item_names")],
)
def test_no_names_and_too_many_are_told(scene: Any, names: list[str], code: str) -> None:
    answer = httpx.post(scene.url, json={"names": names}, headers=scene.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_broken_file_is_told(scene: Any, client: Any) -> None:
    client.force_login(scene.civil.person_a)
    for content in (b"PK\x03\x04broken", b"\xff\xfe\x00\x00\x00"):
        answer = client.post(
            "/catalogue/collection-check/", {"names": "", "file": SimpleUploadedFile("a.xlsx", content)}
        )
        assert answer.status_code == 422
        assert "无法读取文件" in answer.content.decode()


def test_it_is_for_agencies_only(scene: Any) -> None:
    assert httpx.post(scene.url, json={"names": ["姓名"]}).status_code == 401


def test_drafts_are_not_told(scene: Any) -> None:
    from yishu.catalogue import commands

    items = (ItemDraft("secret_thing", "尚未公布的项", is_key=True),)
    draft = entry_draft("草稿", items=items, key_kind="plain")
    commands.draft_entry(scene.civil.a, scene.civil.agency, draft, now=scene.cast.now)
    assert check(scene, ["尚未公布的项"])["not_on_platform"] == 1
