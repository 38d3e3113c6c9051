"""What a proposal must hold, as tables."""

from dataclasses import replace
from typing import Any

import pytest

from yishu.standards import notation, rules
from yishu.standards.drafts import CodeListDraft, ElementDraft, StandardDraft, ValueDraft
from yishu.standards.rules import Facts

FACTS = Facts(
    names={"姓名": "DE00002", "xm": "DE00002"},
    lists={"SEX": 1, "LONG": 6},
    standards=frozenset({"GB/T 1-2020"}),
    replaceable=frozenset({"DE00002"}),
)
SOUND = ElementDraft("出生地", "出生时所在的县级行政区划", length=60, representation="c..60")


def broken(draft: Any, **given: Any) -> set[tuple[str, str]]:
    return {(error.field, error.rule) for error in rules.check(draft, FACTS, **given)}


def test_a_sound_element_breaks_nothing() -> None:
    assert broken(SOUND) == set()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": " "}, ("name", "required")),
        ({"name": "csd"}, ("name", "system_name")),
        ({"name": "字段1"}, ("name", "filled_down")),
        ({"name": "备用字段２"}, ("name", "filled_down")),
        ({"name": "出生地(2)"}, ("name", "filled_down")),
        ({"name": "姓\u3000名"}, ("name", "duplicate")),
        ({"aliases": ("ＸＭ",)}, ("aliases", "duplicate")),
        ({"aliases": ("",)}, ("aliases", "text")),
        ({"name": "出" * 121}, ("name", "text")),
        ({"definition": "不可见\x07"}, ("definition", "text")),
        ({"type": "text"}, ("type", "choice")),
        ({"sensitivity": "secret"}, ("sensitivity", "choice")),
        ({"scope_kind": "all"}, ("scope_kind", "choice")),
        ({"length": 0}, ("length", "range")),
        ({"length": 50}, ("length", "representation")),
        ({"representation": "c60.."}, ("representation", "notation")),
        ({"representation": "d8", "length": None}, ("representation", "type")),
        ({"type": "date"}, ("representation", "type")),
        ({"type": "integer", "representation": "n..5,2", "length": None}, ("representation", "type")),
        ({"code_list": "NONE"}, ("code_list", "in_force")),
        ({"type": "date", "representation": "d8", "length": 8, "code_list": "SEX"}, ("code_list", "type")),
        ({"code_list": "LONG", "length": 2, "representation": "n2"}, ("length", "code_list")),
        ({"standard": "GB/T 2-2020"}, ("standard", "in_force")),
        ({"replaces": ("DE00003",)}, ("replaces", "in_force")),
    ],
)
def test_each_rule_of_elements_is_told_by_field_and_rule(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert broken(replace(SOUND, **changes)) == {expected}


def test_ones_own_names_and_those_of_what_is_replaced_are_no_duplicates() -> None:
    draft = replace(SOUND, name="姓名", aliases=("xm",))
    assert broken(draft) == {("name", "duplicate"), ("aliases", "duplicate")}
    assert broken(draft, own="DE00002") == set()
    assert broken(replace(draft, replaces=("DE00002",))) == set()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("c18", ("c", 18, 18, 0)),
        ("c..50", ("c", 0, 50, 0)),
        ("n1..3", ("n", 1, 3, 0)),
        ("an..20", ("an", 0, 20, 0)),
        ("n..10,2", ("n", 0, 10, 2)),
        ("d8", ("d", 8, 8, 0)),
        ("dt14", ("dt", 14, 14, 0)),
        ("b1", ("b", 1, 1, 0)),
        ("ul", ("ul", 0, None, 0)),
    ],
)
def test_the_notation_is_read(text: str, read: tuple[Any, ...]) -> None:
    found = notation.read(text)
    assert found is not None
    assert (found.kind, found.least, found.most, found.decimals) == read


@pytest.mark.parametrize(
    "text", ["", "c", "c0", "c..0", "n5..3", "c10,2", "n2,2", "x5", "d7", "c18 ", "c..٣", "c..9999999"]
)
def test_what_is_no_notation_is_none(text: str) -> None:
    assert notation.read(text) is None


CODES = CodeListDraft("TEST.A", "某代码", (ValueDraft("1", "甲"), ValueDraft("11", "乙", parent="1")))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"identifier": "1A"}, ("identifier", "identifier")),
        ({"values": ()}, ("values", "count")),
        ({"values": (ValueDraft("甲", "1"),)}, ("values", "code")),
        ({"values": (ValueDraft("1", " "),)}, ("values", "text")),
        ({"values": (ValueDraft("1", "甲"), ValueDraft("1", "乙"))}, ("values", "twice")),
        ({"values": (ValueDraft("1", "甲", parent="2"),)}, ("values", "parent")),
        ({"values": (ValueDraft("1", "甲", parent="2"), ValueDraft("2", "乙", parent="1"))}, ("values", "circle")),
        ({"values": (ValueDraft("1", "甲", parent="1"),)}, ("values", "circle")),
    ],
)
def test_each_rule_of_code_lists_is_told(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert broken(CODES) == set()
    assert broken(replace(CODES, **changes)) == {expected}


@pytest.mark.parametrize(
    ("code", "is_sound"),
    [
        ("GB/T 2261.1-2003", True),
        ("GB 11643-1999", True),
        ("DB33/T 2350-2021", True),
        ("发改高技〔2017〕1272号", True),
        ("RFC 9457", True),
        ("2261.1", False),
        ("GB/T", False),
        ("GB/T 1_2", False),
        ("<b>", False),
    ],
)
def test_a_standards_code_is_written_as_standards_are(code: str, is_sound: bool) -> None:
    draft = StandardDraft(code, "某标准", "code_list")
    assert (("code", "code") not in broken(draft)) is is_sound


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.b/", "https://", "http://[", "https://a b\n"])
def test_a_standards_full_text_is_on_the_web(url: str) -> None:
    assert ("url", "url") in broken(StandardDraft("GB/T 1-2020", "某标准", "code_list", url=url))
