"""An agency registers many entries from a spreadsheet, by the rules of the form (9.1)."""

import io
from typing import Any

import openpyxl
import pytest

from tests.cast import Cast
from tests.catalogue.sheets import (
    ENTRY,
    FLAT,
    ITEMS,
    UPLOADS,
    entry,
    filled_template,
    flat_csv,
    noted,
    post,
    proposal,
    said,
    upload,
    workbook,
    worked,
)

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def water(cast: Cast, client: Any) -> Cast.Member:
    """An agency whose cataloguer is logged in."""
    member = cast.agency("水利")
    client.force_login(member.person_a)
    return member


def entries_of(member: Cast.Member) -> Any:
    from yishu.catalogue.models import Entry

    return Entry.objects.filter(resource__provider=member.agency).order_by("pk")


def test_the_template_has_frozen_heads_notes_and_drop_downs_from_the_code_tables(
    client: Any, water: Cast.Member
) -> None:
    for language, entries, items in (("zh", "目录", "信息项"), ("en", "Entries", "Items")):
        answer = client.get(f"{UPLOADS}template.xlsx?lang={language}")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        for name in (entries, items):
            sheet = book[name]
            assert sheet.freeze_panes == "A2"
            assert all(cell.comment and cell.comment.text for cell in sheet[1])
        offered = {str(each.sqref): each.formula1 for each in book[entries].data_validations.dataValidation}
        heads = [str(cell.value).rstrip("*") for cell in book[entries][1]]
        cycle = heads.index("更新周期" if language == "zh" else "Update cycle")
        letter = openpyxl.utils.get_column_letter(cycle + 1)
        sheet_name, _, place = offered[f"{letter}2:{letter}5000"].partition("!")
        cells: Any = book[sheet_name.strip("'")][place.replace("$", "")]
        words = [row[0].value for row in cells]
        assert len(words) == 9
        assert words[0] == ("实时" if language == "zh" else "realtime")


def test_every_word_of_the_english_templates_lists_is_read(client: Any, water: Cast.Member) -> None:
    from yishu.catalogue.spreadsheets import template, values
    from yishu.catalogue.spreadsheets.fields import FIELDS

    for each in FIELDS:
        if each.kind == "code":
            for language in ("zh", "en"):
                read = [values.read(each, word)[0] for word in template.words(each.key, language)]
                assert read == values.codes_in(each.key), (each.key, language)


@pytest.mark.clause("9.1")
def test_a_filled_template_becomes_drafts_with_codes_items_and_evidence(client: Any, water: Cast.Member) -> None:
    from yishu.audit.models import Record

    made = upload(client, filled_template(client, [entry("水库安全鉴定信息"), entry("水闸安全鉴定信息")]))
    assert made.state == "done"
    assert said(made) == []
    first, second = entries_of(water)
    assert (first.name, second.name) == ("水库安全鉴定信息", "水闸安全鉴定信息")
    assert (first.status, first.cycle, first.category, first.modes) == (
        "draft",
        "yearly",
        "unrestricted",
        ["verify", "query"],
    )
    assert [(item.code, item.name, item.is_key) for item in first.items.all()] == [
        ("reservoir_no", "水库编码", True),
        ("conclusion", "鉴定结论", False),
    ]
    assert first.resource.code != second.resource.code
    assert first.drafted_by == water.a.ref
    acts = Record.objects.filter(resource__in=[first.resource.code, second.resource.code])
    assert [act.action for act in acts] == ["entry:drafted", "entry:drafted"]


@pytest.mark.clause("9.1")
def test_wrong_rows_are_refused_by_row_field_and_rule_and_good_ones_are_kept(client: Any, water: Cast.Member) -> None:
    bad = entry("堤防信息", 共享类别="受限共享", 更新周期="每三年", 共享范围="")
    made = upload(client, filled_template(client, [entry("水库信息"), bad]))
    assert said(made) == [
        (3, "共享条件", "required_if_restricted"),
        (3, "共享范围*", "required"),
        (3, "更新周期*", "one_of"),
    ]
    assert [each.name for each in entries_of(water)] == ["水库信息"]
    report = client.get(f"{UPLOADS}{made.pk}/").content.decode()
    assert "堤防信息" in report
    assert "“每三年”不在代码表内" in report
    assert "受限共享须写明特定方式或指定对象" in report


@pytest.mark.clause("9.1")
def test_what_was_refused_comes_back_marked_is_mended_and_makes_nothing_twice(client: Any, water: Cast.Member) -> None:
    content = filled_template(client, [entry("水库信息"), entry("堤防信息", 更新周期="每三年")])
    made = upload(client, content)
    marked = openpyxl.load_workbook(io.BytesIO(client.get(f"{UPLOADS}{made.pk}/marked.xlsx").content))
    sheet = marked["目录"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["堤防信息"]
    wrong: list[Any] = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.comment]
    assert [(cell.value, cell.fill.fgColor.rgb) for cell in wrong] == [("每三年", "00F8CBAD")]
    assert "one_of" in wrong[0].comment.text
    assert "请填写：实时、每日" in wrong[0].comment.text
    assert [row[0].value for row in marked["信息项"].iter_rows(min_row=2)] == ["堤防信息", "堤防信息"]

    wrong[0].value = "每年"
    stream = io.BytesIO()
    marked.save(stream)
    again = upload(client, stream.getvalue())
    assert said(again) == []
    assert [each.name for each in entries_of(water)] == ["水库信息", "堤防信息"]

    third = upload(client, content)
    assert [row.state for row in third.entries.all()] == ["known", "refused"]
    assert entries_of(water).count() == 2


def test_a_known_draft_is_amended_and_a_published_entry_gets_a_next_version(
    client: Any, cast: Cast, water: Cast.Member
) -> None:
    from yishu.catalogue import commands
    from yishu.catalogue.models import Resource

    office = cast.agency("办公厅", coordinator=True)
    upload(client, filled_template(client, [entry("水库信息"), entry("水闸信息")]))
    published = entries_of(water).get(name="水闸信息")
    commands.submit_entry(water.a, published.pk, now=cast.now)
    commands.sign_off(water.b, published.pk, scope="全部", now=cast.now)
    commands.publish_entry(office.b, published.pk, now=cast.now)
    changed = [entry("水库信息", 共享范围="省级机关"), entry("水闸信息", 共享范围="省级机关")]
    made = upload(client, filled_template(client, changed))
    assert [row.state for row in made.entries.all()] == ["changed", "versioned"]
    assert Resource.objects.filter(provider=water.agency).count() == 2
    published.refresh_from_db()
    assert (published.status, published.scope) == ("published", "全省行政机关")
    assert entries_of(water).get(name="水闸信息", version=2).scope == "省级机关"
    again = upload(client, filled_template(client, changed))
    assert [row.state for row in again.entries.all()] == ["known", "known"]

    commands.submit_entry(water.a, entries_of(water).get(name="水库信息").pk, now=cast.now)
    under_way = upload(client, filled_template(client, [entry("水库信息", 共享范围="市级机关")]))
    assert said(under_way) == [(2, "信息资源名称", "under_review")]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_is_read_in_every_charset_that_spreadsheets_write(client: Any, water: Cast.Member, charset: str) -> None:
    made = upload(client, flat_csv([entry("水库信息"), entry("水闸信息")]).encode(charset), "目录.csv")
    assert said(made) == []
    assert [each.items.count() for each in entries_of(water)] == [2, 2]


def test_lines_beneath_an_entry_are_its_items_and_that_is_said(client: Any, water: Cast.Member) -> None:
    made = upload(client, flat_csv([entry("水库信息"), entry("水闸信息")]).encode(), "目录.csv")
    assert noted(made) == [(3, "信息资源名称", "blank"), (5, "信息资源名称", "blank")]

    rows = [list(FLAT)]
    one = entry("闸站信息")
    rows += [[{**one, **ITEMS[0]}.get(head) for head in FLAT], [ITEMS[1].get(head) for head in FLAT]]
    merged = upload(client, workbook(rows, lambda sheet: sheet.merge_cells("A2:A3")))
    assert noted(merged) == [(3, "信息资源名称", "merged")]
    assert entries_of(water).get(name="闸站信息").items.count() == 2


@pytest.mark.parametrize(
    ("head", "text", "field", "code"),
    [
        ("更新周期", "2", "cycle", "daily"),
        ("更新周期", "每天", "cycle", "daily"),
        ("更新周期", "不更新(更新说明:暂无新业务数据产生)", "cycle", "never"),
        ("信息资源格式", "03,0310", "format", "database"),
        ("信息资源格式", "电子表格-xlsx", "format", "spreadsheet"),
        ("信息资源格式", "3", "format", "database"),
        ("共享类别", "1", "category", "unrestricted"),
        ("共享类别", "无条件共享", "category", "unrestricted"),
        ("是否向社会开放", "3", "openness", "closed"),
    ],
)
def test_words_numbers_and_sub_codes_become_codes(
    client: Any, water: Cast.Member, head: str, text: str, field: str, code: str
) -> None:
    made = upload(client, filled_template(client, [entry("水库信息", **{head: text})]))
    assert said(made) == []
    assert getattr(entries_of(water).get(), field) == code
    kept_apart = (
        [(2, "更新周期*", "note_left")]
        if "说明" in text
        else [(2, "信息资源格式*", "note_left")]
        if "," in text or "-" in text
        else []
    )
    assert noted(made) == kept_apart


FOREIGN = [
    "序号",
    "目录名称",
    "资源简介",
    "存储形式",
    "共享属性",
    "共享对象",
    "共享方式",
    "更新频率",
    "时效",
    "开放属性",
    "字段中文名",
    "字段英文名",
    "字段类型",
]
FOREIGN_ROWS = [
    ["1", "河道信息", "河道的基本情况", "数据库", "无条件共享", "全省", "核验", "每年", "按年", "不予开放", "河道编号", "river_no", "varchar(20)"],
    ["", "", "", "", "", "", "", "", "", "", "河道名称", "river_name", "varchar(60)"],
    ["2", "湖泊信息", "湖泊的基本情况", "电子表格", "无条件共享", "全省", "核验", "每月", "按月", "不予开放", "湖泊编号", "lake_no", "varchar(20)"],
]  # fmt: skip


@pytest.mark.clause("9.1")
def test_foreign_heads_are_asked_for_once_with_a_proposal_and_then_remembered(client: Any, water: Cast.Member) -> None:
    content = workbook([["水利厅政务信息资源目录"], FOREIGN, *FOREIGN_ROWS])
    answer = post(client, content)
    place = answer.headers["Location"]
    page = client.get(place).content.decode()
    for words in ("表头在第 2 行", "列名相同", "列名相近，请核对", "按内容推断，请核对", "没有把握", "河道信息"):
        assert words in page, words
    chosen = proposal(client, place)
    assert chosen["c0_1"] == "entry.name"
    assert chosen["c0_3"] == "entry.format"  # by what the column holds
    assert chosen["c0_10"] == "item.name"
    assert chosen["c0_0"] == ""
    answer = client.post(place, chosen | {"first_is_key": "on"})
    assert answer.status_code == 302, answer.content.decode()
    worked(int(place.rstrip("/").rpartition("/")[2]))
    rivers, lakes = entries_of(water)
    assert (rivers.name, rivers.format, rivers.cycle) == ("河道信息", "database", "yearly")
    assert [(item.code, item.is_key) for item in rivers.items.all()] == [("river_no", True), ("river_name", False)]
    assert lakes.items.count() == 1

    made = upload(client, workbook([["另一个标题"], FOREIGN, *FOREIGN_ROWS]))  # no question this time
    assert [row.state for row in made.entries.all()] == ["known", "known"]


def test_what_no_column_gives_may_be_the_same_for_all_entries(client: Any, water: Cast.Member) -> None:
    heads = [head for head in FLAT if head not in ("更新周期", "共享范围")]
    place = post(client, flat_csv([entry("水库信息")], heads).encode(), "目录.csv").headers["Location"]
    told = proposal(client, place)
    answer = client.post(place, told | {"fixed_cycle": "每月", "fixed_scope": "全省行政机关"})
    assert answer.status_code == 302
    worked(int(place.rstrip("/").rpartition("/")[2]))
    made = entries_of(water).get()
    assert (made.cycle, made.scope) == ("monthly", "全省行政机关")


def test_a_column_for_two_fields_or_none_for_the_name_is_refused(client: Any, water: Cast.Member) -> None:
    place = post(client, workbook([FOREIGN, *FOREIGN_ROWS])).headers["Location"]
    told = proposal(client, place)
    twice = client.post(place, told | {"c0_0": "entry.name"})
    assert twice.status_code == 422
    assert "对应了同一栏" in twice.content.decode()
    nameless = client.post(place, told | {"c0_1": ""})
    assert nameless.status_code == 422
    assert "信息资源名称" in nameless.content.decode()


def test_an_entry_of_the_same_name_further_down_and_items_of_nobody_are_refused(
    client: Any, water: Cast.Member
) -> None:
    content = filled_template(client, [entry("水库信息")])
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["目录"].append(["水库 信息"])
    book["信息项"].append(["月球信息", "编号", "moon_no"])
    stream = io.BytesIO()
    book.save(stream)
    made = upload(client, stream.getvalue())
    rules = [(line, rule) for line, _head, rule in said(made)]
    assert (3, "twice") in rules
    assert (4, "orphan") in rules
    assert entries_of(water).count() == 1


def test_a_code_that_is_not_the_agencys_is_refused(client: Any, cast: Cast, water: Cast.Member) -> None:
    office, other = cast.agency("办公厅", coordinator=True), cast.agency("林业")
    theirs = cast.resource(other, office)
    made = upload(client, filled_template(client, [entry("水库信息", 信息资源代码=theirs.code)]))
    assert said(made) == [(2, "信息资源代码", "unknown_code")]
    assert entries_of(water).count() == 0


def test_an_entry_known_by_its_code_may_be_renamed(client: Any, water: Cast.Member) -> None:
    upload(client, filled_template(client, [entry("水库信息")]))
    code = entries_of(water).get().resource.code
    made = upload(client, filled_template(client, [entry("大中型水库信息", 信息资源代码=code)]))
    assert [row.state for row in made.entries.all()] == ["changed"]
    assert entries_of(water).get().name == "大中型水库信息"


def test_uploads_are_the_agencys_own_and_the_catalogers_business(client: Any, cast: Cast, water: Cast.Member) -> None:
    made = upload(client, filled_template(client, [entry("水库信息")]))
    stranger = cast.agency("林业")
    client.force_login(stranger.person_a)
    for path in ("", "progress/", "marked.xlsx", "report.csv", "report.xlsx"):
        assert client.get(f"{UPLOADS}{made.pk}/{path}").status_code == 404, path
    client.force_login(water.person_b)  # a reviewer, no cataloguer
    assert client.get(UPLOADS).status_code == 403
    assert post(client, b"x").status_code == 403


def test_the_report_is_had_as_csv_and_xlsx_with_nothing_that_runs(client: Any, water: Cast.Member) -> None:
    made = upload(client, filled_template(client, [entry("+HYPERLINK(1)", 更新周期="每三年")]))
    text = client.get(f"{UPLOADS}{made.pk}/report.csv").content.decode("utf-8-sig")
    assert "更新周期*" in text
    assert "\n目录,2,更新周期*,'+HYPERLINK" in text.replace("\r", "")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{UPLOADS}{made.pk}/report.xlsx").content))
    assert all(cell.data_type in ("s", "n") for row in book.worksheets[0].iter_rows() for cell in row)
    assert book.worksheets[0]["D2"].value == "+HYPERLINK(1)"


def test_what_a_form_could_not_be_sent_without_is_asked_for_here_too(client: Any, water: Cast.Member) -> None:
    nothing = {**ENTRY, **dict.fromkeys(("信息资源格式", "共享类别", "更新周期", "是否向社会开放"), "")}
    made = upload(client, filled_template(client, [nothing]))
    asked = [(line, head) for line, head, rule in said(made) if rule == "required"]
    assert asked == [(2, "信息资源格式*"), (2, "共享类别*"), (2, "更新周期*"), (2, "是否向社会开放*")]
    assert entries_of(water).count() == 0


def test_the_size_in_a_type_is_the_items_length(client: Any, water: Cast.Member) -> None:
    items = ({**ITEMS[0], "数据类型": "varchar(20)"}, {**ITEMS[1], "数据类型": "number(10,2)"})
    made = upload(client, filled_template(client, [entry("水库信息")], items))
    assert (said(made), noted(made)) == ([], [])
    kept = [(item.type, item.length) for item in entries_of(water).get().items.all()]
    assert kept == [("string", 20), ("decimal", 10)]


@pytest.mark.clause("27.2")
def test_alternative_keys_are_declared_in_a_column(client: Any, water: Cast.Member) -> None:
    items = [*ITEMS, {"信息项名称": "注册号", "信息项代码": "reg_no", "数据类型": "字符型", "替代主键": "替代主键 2"}]
    made = upload(client, filled_template(client, [entry("水库注册登记信息")], items))
    assert said(made) == []
    (draft,) = entries_of(water)
    assert [item.alternative for item in draft.items.all()] == ["", "", "2"]
