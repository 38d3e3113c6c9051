import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from yishu.catalogue.portals import (
    CYCLES,
    BrokenDirectory,
    Found,
    NotAPortalDirectory,
    guess_items,
    read,
    read_openness,
)

PUBLISHED = Path(__file__).parents[2] / "yishu" / "demo" / "data" / "catalogue_raw" / "zhejiang_zhejiang.csv"
CONTENT = PUBLISHED.read_bytes()
FOUND = read(CONTENT)
HEAD = "标题,摘要,标签,更新周期,资源格式,数源单位,数据领域,行业分类,开放条件,更新日期,发布日期,数据量,详情页网址"
CLEAN = '水库信息,"水库,包含名称,库容等信息",水库,每年,数据库-mysql,省水利厅,生态环境,暂无,开放网站,2023-02-01,2022-01-01,7,https://a.cn/1'


def one(**cells: str) -> Found:
    heads = HEAD.split(",")
    row = dict(zip(heads, next(csv.reader([CLEAN])), strict=True)) | cells
    line = ",".join('"' + row[head] + '"' for head in heads)
    (found,) = read(f"{HEAD}\n{line}\n".encode())
    return found


def dirt(found: Found) -> list[tuple[str, str]]:
    return [(error.field, error.rule) for error in found.dirt]


def test_every_published_row_is_found_with_its_words() -> None:
    rows = list(csv.DictReader(CONTENT.decode("utf-8-sig").splitlines(keepends=True)))
    assert len(FOUND) == len(rows) == 1_309
    for number, (found, row) in enumerate(zip(FOUND, rows, strict=True), 1):
        assert found.row == number
        assert (found.name, found.provider, found.domain) == (row["标题"], row["数源单位"], row["数据领域"])
        assert found.source_url == row["详情页网址"]
        assert str(found.rows) == row["数据量"]
        assert (str(found.published), str(found.updated)) == (row["发布日期"], row["更新日期"])
        assert found.tags
        assert found.summary.replace(" ", "") == row["摘要"].replace("\t", "").replace(" ", "")


def test_cycles_formats_and_openness_become_codes() -> None:
    assert Counter(found.cycle for found in FOUND) == {
        "yearly": 492,
        "monthly": 253,
        "never": 184,
        "irregular": 154,
        "quarterly": 125,
        "daily": 51,
        "weekly": 31,
        "half_yearly": 11,
        "realtime": 8,
    }
    assert Counter(found.format for found in FOUND) == {
        "database": 1097,
        "spreadsheet": 190,
        "file": 21,
        "graphic": 1,
    }
    assert Counter(found.openness for found in FOUND) == {
        "open": 818,
        "unstated": 417,
        "conditional": 72,
        "closed": 2,
    }
    notes = Counter(found.cycle_note for found in FOUND)
    assert notes["暂无新业务数据产生"] == 460
    assert notes["小时级；暂无新业务数据产生"] == 2


def test_the_dirt_of_the_published_file_is_all_named() -> None:
    named = Counter((error.field.partition(".")[2], error.rule) for found in FOUND for error in found.dirt)
    assert named == {
        ("更新日期", "before_published"): 135,
        ("开放条件", "unclear"): 38,
        ("开放条件", "control"): 18,
        ("摘要", "repeated"): 14,
        ("摘要", "padded"): 10,
        ("摘要", "control"): 8,
        ("摘要", "no_items"): 3,
        ("开放条件", "contradiction"): 2,
        ("摘要", "cut"): 1,
    }
    for found in FOUND:
        for error in found.dirt:
            assert error.field.split(".")[0] == str(found.row)
            assert error.message("zh").endswith("。")
            assert error.message("en").endswith(".")


def test_items_are_guessed_from_what_a_summary_says_it_contains() -> None:
    by_row = {found.row: found.items_guess for found in FOUND}
    assert sum(bool(items) for items in by_row.values()) == 910
    assert by_row[86] == ["机构分类", "总诊疗人次数", "门、急诊人次", "门诊人次", "急诊人次"]
    assert by_row[337] == ["序号", "省份", "地市", "县(区、市)", "风险类别"]
    assert by_row[895][-1] == "场所所在地区ID等于organizeid"
    assert by_row[318] == ["主键", "违法事实"]
    assert len(by_row[1155]) == 11
    assert by_row[11] == by_row[26] == by_row[338] == by_row[690] == []
    assert all(item == item.strip() and "等信息" not in item for items in by_row.values() for item in items)


@pytest.mark.parametrize(
    ("summary", "items"),
    [
        ("名录，包含名称、级别、面积等信息", ["名称", "级别", "面积"]),
        ("备案信息(包括法人代表,地址等)", ["法人代表", "地址"]),
        ("许可证,包含证号(旧,新),名称等信息", ["证号(旧,新)", "名称"]),
        ("执业证,包含资格(证号,公钥等信息", ["资格(证号", "公钥"]),
        ("凭证,包含ID\t,时间等信息", ["ID", "时间"]),
        ("两次,包含ID,ID等信息", ["ID", "ID"]),
        ("名单,包含等信息", []),
        ("信息,包含省市县三级数据", []),
        ("", []),
    ],
)
def test_a_list_of_items_is_split_but_not_inside_brackets(summary: str, items: list[str]) -> None:
    assert guess_items(summary) == items


@pytest.mark.parametrize(
    ("condition", "openness"),
    [
        ("开放网站", "open"),
        ("无条件", "open"),
        ("依申请开放", "conditional"),
        ("仅供个人查询自身记录", "conditional"),
        ("局内使用", "closed"),
        ("1级 不脱敏", "unstated"),
        ("无条件共享", "unstated"),
        ("", "unstated"),
    ],
)
def test_openness_is_read_only_where_the_words_say_it(condition: str, openness: str) -> None:
    assert read_openness(condition) == openness


def test_a_clean_row_has_no_dirt() -> None:
    found = one()
    assert dirt(found) == []
    assert found.items_guess == ["名称", "库容"]
    assert (found.published, found.updated, found.rows) == (date(2022, 1, 1), date(2023, 2, 1), 7)
    assert (found.format, found.format_note, found.open_condition, found.industry) == (
        "database",
        "mysql",
        "开放网站",
        "",
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"标题": " "}, [("1.标题", "missing")]),
        ({"摘要": "null"}, [("1.摘要", "missing")]),
        ({"数源单位": "暂无"}, [("1.数源单位", "missing")]),
        ({"更新周期": "每三年"}, [("1.更新周期", "unknown")]),
        ({"更新周期": ""}, [("1.更新周期", "missing")]),
        ({"资源格式": "磁带-9"}, [("1.资源格式", "unknown")]),
        ({"更新日期": "2023-02-30"}, [("1.更新日期", "unreadable")]),
        ({"发布日期": "去年"}, [("1.发布日期", "unreadable")]),
        ({"更新日期": "2021-12-31"}, [("1.更新日期", "before_published")]),
        ({"数据量": "约七"}, [("1.数据量", "unreadable")]),
        ({"数据量": "-7"}, [("1.数据量", "unreadable")]),
        ({"详情页网址": "javascript:alert(1)"}, [("1.详情页网址", "unreadable")]),
        ({"摘要": "水库,包含名称,名称等信息"}, [("1.摘要", "double_items")]),
        ({"开放条件": "3{x}"}, [("1.开放条件", "unclear")]),
    ],
)
def test_what_cannot_be_read_is_said_by_row_and_field(cells: dict[str, str], said: list[tuple[str, str]]) -> None:
    found = one(**cells)
    assert dirt(found) == said
    assert found.dirt[0].message("zh")


def test_unknown_words_are_kept() -> None:
    assert (one(更新周期="每三年").cycle, one(更新周期="每三年").cycle_note) == ("irregular", "每三年")
    assert (one(资源格式="磁带-9").format, one(资源格式="磁带-9").format_note) == ("other", "磁带-9")
    assert one(更新周期="不定期（更新说明：随时）").cycle_note == "随时"
    assert one(更新周期="小时级").cycle_note == "小时级"
    assert set(CYCLES.values()) == {
        "realtime", "daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly", "irregular", "never",
    }  # fmt: skip


def test_a_name_given_twice_by_one_provider_is_said_at_the_second() -> None:
    first, second, other = read(f"{HEAD}\n{CLEAN}\n{CLEAN}\n{CLEAN.replace('省水利厅', '省林业局')}\n".encode())
    assert (dirt(first), dirt(second), dirt(other)) == ([], [("2.标题", "double")], [])


def test_a_row_with_too_few_or_too_many_cells_is_kept_and_said() -> None:
    short, long = read(f"{HEAD}\n水库信息,说明文字\n{CLEAN},多余\n".encode())
    assert short.name == "水库信息"
    assert ("1", "cells") in dirt(short)
    assert dirt(long) == [("2", "cells")]


def test_the_file_may_be_in_gbk_or_carry_a_mark() -> None:
    text = f"{HEAD}\n{CLEAN}\n"
    assert read(text.encode("gbk"))[0].name == read(text.encode("utf-8-sig"))[0].name == "水库信息"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", "标题,摘要\n甲,乙\n".encode()])
def test_a_file_without_the_heads_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPortalDirectory) as refused:
        read(content)
    assert "数源单位" in refused.value.detail("zh")
    assert "数源单位" in refused.value.detail("en")


def test_a_file_that_cannot_be_read_on_says_where() -> None:
    unclosed = f'{HEAD}\n{CLEAN}\n"' + "x" * 140_000
    with pytest.raises(BrokenDirectory) as broken:
        read(unclosed.encode())
    assert broken.value.params == {"line": 3}
