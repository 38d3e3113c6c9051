"""Which elements a name may mean: what is called so before what is alike, nothing for what is neither."""

import pytest

from yishu.standards.queries import MOST_SUGGESTED, suggest_elements

pytestmark = pytest.mark.usefixtures("django_ready")


def suggested(name: str) -> list[str]:
    return [one.identifier for one in suggest_elements([name])[name]]


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("公民身份号码", "DE00001"),
        ("公民 身份号码", "DE00001"),
        ("ＧＭＳＦＨＭ", "DE00001"),
        ("身份证号", "DE00001"),
        ("csrq", "DE00004"),
        ("统一社会信用代码", "DE00020"),
        ("户籍地区划", "DE00006"),
    ],
)
def test_a_name_or_an_alias_names_its_element_only(name: str, identifier: str) -> None:
    assert suggested(name) == [identifier]


@pytest.mark.parametrize(
    ("name", "identifier"),
    [("公民身份证号码", "DE00001"), ("企业法定代表人姓名", "DE00025"), ("户籍地行政区划", "DE00006")],
)
def test_where_nothing_is_called_so_what_is_alike_comes_first(name: str, identifier: str) -> None:
    found = suggested(name)
    assert found[0] == identifier
    assert len(found) <= MOST_SUGGESTED


def test_all_names_are_answered_at_once_and_what_is_unknown_is_empty() -> None:
    names = ["月球车里程数", "", "姓名", "姓", "\0", "x" * 5000, "姓名"]
    found = suggest_elements(names)
    assert list(found) == list(dict.fromkeys(names))
    assert [one.identifier for one in found["姓名"]] == ["DE00002"]
    assert not any(found[name] for name in names if name != "姓名")


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("法定代表人身份证号", "DE00001"),
        ("经办人联系电话", "DE00015"),
        ("户主姓名", "DE00002"),
        ("许可证有效期至", "DE00049"),
        ("监测站编号", "DE00057"),
    ],
)
def test_the_last_word_says_what_a_longer_name_is(name: str, identifier: str) -> None:
    assert suggested(name)[0] == identifier


@pytest.mark.parametrize("name", ["法定代表人身份证号", "发证机关电话", "成立日期说明文件"])
def test_what_ends_otherwise_is_something_else(name: str) -> None:
    """The person's name is not their number, however much of it the two names have in common."""
    assert not {"DE00025", "DE00050", "DE00027"} & set(suggested(name))
