"""Items listed by their names and filled in by the standards: the cataloguer checks instead of filling in (5.3, 8.1)."""

import re
from typing import Any

import pytest

from tests.cast import PERSON_ITEMS, Cast
from yishu.catalogue.item_filling import listed
from yishu.catalogue.item_lists import read_list
from yishu.catalogue.rules.shapes import shape_of


def names(text: str) -> list[object]:
    return [row["name"] for row in read_list(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("备案编号\n场所名称\n\n 经营地址 \n", ["备案编号", "场所名称", "经营地址"]),
        ("备案编号、场所名称，经营地址；备案日期", ["备案编号", "场所名称", "经营地址", "备案日期"]),
        ("1、姓名\n2. 性别\n（3）民族\n- 学历", ["姓名", "性别", "民族", "学历"]),
        ("证件（身份证、护照）号码、姓名", ["证件（身份证、护照）号码", "姓名"]),
        ("姓名\n姓 名\n姓名", ["姓名"]),
        ("序号\t信息项名称\n1\t姓名\n2\t性别", ["姓名", "性别"]),
        ("", []),
        ("、、\n\t\n 1.\n", []),
    ],
)
def test_a_list_is_read_however_it_is_written(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_cells_of_a_spreadsheet_say_type_length_code_and_meaning() -> None:
    rows = read_list(
        "名称\t代码\t类型\t长度\t说明\n1\t备案编号\tBABH\t字符型\t20\t公安机关所编\n面积\t\tnumber(10,2)\n日期\tdate\t核准的日期"
    )
    assert rows == [
        {"name": "备案编号", "code": "babh", "type": "string", "length": 20, "meaning": "公安机关所编"},
        {"name": "面积", "type": "decimal"},
        {"name": "日期", "type": "date", "meaning": "核准的日期"},
    ]


@pytest.mark.parametrize(
    ("name", "type", "sensitivity"),
    [
        ("法定代表人身份证号", "string", "sensitive"),
        ("紧急联系人电话", "string", "personal"),
        ("经营地址", "string", "ordinary"),
        ("家庭住址", "string", "personal"),
        ("法人代表身份证", "string", "sensitive"),
        ("备案日期", "date", "ordinary"),
        ("入库时间", "datetime", "ordinary"),
        ("是否公示", "boolean", "ordinary"),
        ("核定人数", "integer", "ordinary"),
        ("营业面积", "decimal", "ordinary"),
        ("包厢", "string", "ordinary"),
    ],
)
def test_the_last_word_of_a_name_says_what_it_is(name: str, type: str, sensitivity: str) -> None:
    assert (shape_of(name).type, shape_of(name).sensitivity) == (type, sensitivity)


def rows_in(page: str) -> list[dict[str, str]]:
    """What stands in the editor's rows: field → value, ticked boxes as `on`; empty ones left out."""
    rows: dict[int, dict[str, str]] = {}
    for tag, n, field, rest in re.findall(
        r'<(input|select)[^>]*? name="items-(\d+)-(\w+)"(.*?)(?=<input|<select|</tr>)', page, re.DOTALL
    ):
        chosen = r'<option value="(\w*)" selected' if tag == "select" else r'^[^>]* value="([^"]*)"'
        found = re.search(chosen, rest)
        value = "on" if " checked" in rest.partition(">")[0] else found[1] if found else ""
        if value:
            rows.setdefault(int(n), {})[field] = value
    return [rows[n] for n in sorted(rows)]


def as_sent(rows: list[dict[str, str]]) -> dict[str, str]:
    """Rows of the editor as the browser sends them."""
    fields = {f"items-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return fields | {"items-TOTAL_FORMS": str(len(rows))}


@pytest.mark.clause("4.3", "5.3", "8.1", "15.1")
@pytest.mark.usefixtures("django_ready")
def test_listed_items_are_filled_in_and_shown_before_anything_is_saved(client: Any) -> None:
    from yishu.catalogue import commands
    from yishu.catalogue.models import Entry
    from yishu.catalogue.rules import ItemDraft

    cast = Cast()
    office, police, labour = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("人社")
    insured = ItemDraft("cbzt", "参保状态", sensitivity="personal", data_element="DE00019")
    first = cast.resource(labour, office, name="参保登记信息", items=(*PERSON_ITEMS, insured))
    client.force_login(police.person_a)
    sent = {
        "name": "治安案件当事人信息", "summary": "公安机关办理的治安案件中当事人的登记情况", "format": "database", "category": "restricted", "modes": "query",
        "condition": "经本单位审核同意", "scope": "全省行政机关", "openness": "closed", "cycle": "daily", "timeliness": "产生后 2 个工作日内",
        "key_kind": "plain", "items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "0",
        "items-0-name": "案由", "items-0-type": "string", "items-0-sensitivity": "ordinary",
        "listed": "案件编号\n当事人身份证号\n参保状态\n民族\n当事人住址", "submit": "1",
    }  # fmt: skip
    shown = client.post("/catalogue/draft/", sent)
    commands.withdraw_resource(office.b, first, reason="测试结束", now=cast.now)  # it would be in the way of others
    assert shown.status_code == 200
    assert not Entry.objects.filter(resource__provider=police.agency).exists()
    rows = rows_in(shown.content.decode())
    assert [row["name"] for row in rows] == ["案由", "案件编号", "当事人身份证号", "参保状态", "民族", "当事人住址"]
    number, identity, insurance, nationality, address = rows[1:]
    assert number["is_key"]
    assert number["length"] == "60"
    assert (identity["data_element"], identity["sensitivity"], identity["length"]) == ("DE00001", "sensitive", "18")
    assert (insurance["data_element"], insurance["role"]) == ("DE00019", "reference")  # nobody becomes a source unasked
    assert (nationality["data_element"], nationality["code_list"]) == ("DE00005", "GBT3304")
    assert nationality["role"] == "reference"
    checked = client.post("/catalogue/draft/check/", {**sent, **as_sent(rows), "listed": ""}).content.decode()
    assert "登记为来源" in checked
    claimed = client.post("/catalogue/draft/", {**sent, **as_sent(rows), "listed": "", "claim": "4"}).content.decode()
    assert rows_in(claimed)[4]["role"] == "source"
    checked = client.post(
        "/catalogue/draft/check/", {**sent, **as_sent(rows_in(claimed)), "listed": ""}
    ).content.decode()
    assert "将登记为权威来源" in checked
    assert (address["sensitivity"], address.get("data_element")) == ("personal", None)


def standing(*names: str) -> list[Any]:
    """Rows as they stand in the editor; the first is the key."""
    empty = {"code": "", "data_element": ""}
    return [{**empty, "name": name, "is_key": name == names[0]} for name in names]


@pytest.mark.usefixtures("django_ready")
def test_what_stands_already_stays_as_it_is_the_key_above_all() -> None:
    made = listed(standing("备案编号", "场所名称"), "发票号码\n统一社会信用代码\n场所 名称", "plain")
    assert [row["name"] for row in made.rows] == ["备案编号", "场所名称", "发票号码", "统一社会信用代码"]
    assert [bool(row.get("is_key")) for row in made.rows] == [True, False, False, False]
    assert (made.key_kind, made.new) == ("plain", 2)
    only_code: list[Any] = [{"name": "", "code": "bz", "data_element": ""}]
    assert listed(only_code, "名称", "plain").rows[0] == only_code[0]  # a row without a name is an item that lacks one


@pytest.mark.usefixtures("django_ready")
def test_what_has_no_room_is_told_and_stays_in_the_box(client: Any) -> None:
    made = listed(standing("备案编号"), "\n".join(f"第{n}项" for n in range(402)), "plain")
    assert (len(made.rows), made.new, made.left) == (400, 399, ["第399项", "第400项", "第401项"])
    assert (
        len(str(listed([], "长" * 130, "plain").rows[0]["name"])) == 130
    )  # for the form to complain of, not to be cut
    client.force_login(Cast().agency("编目").person_a)
    sent = {"items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0", "key_kind": "plain", "list": "1"}
    page = client.post("/catalogue/draft/", {**sent, "listed": "\n".join(f"第{n}项" for n in range(401))})
    assert "其余 1 项留在下面" in page.content.decode()
    assert ">第400项</textarea>" in page.content.decode()


@pytest.mark.usefixtures("django_ready")
def test_a_standard_goes_to_the_row_it_was_offered_for_though_a_list_waits(client: Any) -> None:
    """Empty rows before it go away only after."""
    client.force_login(Cast().agency("编目").person_a)
    rows = [{"name": ""}, {"name": "婚检人民族", "type": "string", "sensitivity": "ordinary"}]
    sent = {
        "items-INITIAL_FORMS": "0",
        "key_kind": "plain",
        "use_element": "1:DE00005",
        "listed": "备注",
        **as_sent(rows),
    }
    first, second = rows_in(client.post("/catalogue/draft/", sent).content.decode())
    assert (first["name"], first["data_element"], second["name"]) == ("婚检人民族", "DE00005", "备注")


@pytest.mark.clause("5.3")
@pytest.mark.usefixtures("django_ready")
def test_an_item_of_a_code_list_has_all_its_codes(client: Any) -> None:
    """Also of a list that is longer than any form field: what is published is checked by it."""
    from yishu.catalogue.models import Item

    cast = Cast()
    tax = cast.agency("税务")
    client.force_login(tax.person_a)
    saved = client.post("/catalogue/draft/", {
        "name": "纳税人行业信息", "summary": "纳税人登记的主要行业，来自税务登记业务", "format": "database", "category": "unrestricted", "modes": "query",
        "scope": "全省行政机关", "openness": "closed", "cycle": "daily", "timeliness": "产生后 2 个工作日内", "key_kind": "plain",
        "items-TOTAL_FORMS": "2", "items-INITIAL_FORMS": "0",
        "items-0-name": "纳税人编号", "items-0-type": "string", "items-0-sensitivity": "ordinary", "items-0-is_key": "on",
        "items-1-name": "行业代码", "items-1-type": "string", "items-1-sensitivity": "ordinary", "items-1-data_element": "DE00033",
        "items-1-code_list": "GBT4754", "items-1-role": "reference",
    })  # fmt: skip
    assert saved.status_code == 302, saved.content.decode()
    item = Item.objects.get(entry__resource__provider=tax.agency, name="行业代码")
    assert len(item.codes) > 1300
    again = rows_in(client.get(f"/catalogue/draft/{item.entry_id}/").content.decode())[1]  # type: ignore[attr-defined]
    assert again["code_list"] == "GBT4754"
    assert "codes" not in again
