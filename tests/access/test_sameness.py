"""Names and addresses say the same however they are written, and no more than that (27.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishu.core.sameness.addresses import same_address
from yishu.core.sameness.names import same_name
from yishu.core.sameness.texts import sameness

pytestmark = pytest.mark.clause("27.1")
WHOLE = "浙江省杭州市西湖区翠苑街道文三路100号3幢2单元0501室"


@pytest.mark.parametrize(
    ("stored", "claimed"),
    [
        ("王峯", "王峰"),
        ("张三", "張 三"),
        ("刘髙羣", "劉高群"),
        ("𫍣某", "𫍣某"),
        ("阿卜杜拉·买买提", "阿卜杜拉•买买提"),
        ("阿卜杜拉·买买提", "阿卜杜拉．买买提"),
        ("Ｊｏｈｎ Smith", "john  smith"),
        ("\uf93d某", "綠某"),
    ],
)
def test_a_name_is_the_same_in_variant_characters(stored: str, claimed: str):
    assert same_name(stored, claimed)
    assert same_name(claimed, stored)


@pytest.mark.parametrize(
    ("stored", "claimed"), [("王峯", "王锋"), ("张三", "张三三"), ("张三", ""), ("乾某", "幹某"), ("阿·买", "阿买")]
)
def test_another_name_is_not(stored: str, claimed: str):
    assert not same_name(stored, claimed)
    assert not same_name(claimed, stored)


@pytest.mark.parametrize(
    "claimed",
    [
        "杭州市西湖区翠苑街道文三路100号3幢2单元501室",
        "西湖区文三路一百号3-2-501",
        "浙江省西湖区 文三路１００号，3栋2单元501房",
        "文三路100号3座2单元501",
        "文三路100号三幢二单元五〇一室",
    ],
)
def test_an_address_is_the_same_however_it_is_written(claimed: str):
    assert same_address(WHOLE, claimed)
    assert same_address(claimed, WHOLE)


@pytest.mark.parametrize(
    "claimed",
    [
        "",
        "浙江省杭州市西湖区",
        "文三路100号",
        "文三路100号3幢2单元502室",
        "文三路10号3幢2单元501室",
        "文二路100号3幢2单元501室",
        "上城区文三路100号3幢2单元501室",
        "江苏省杭州市西湖区文三路100号3幢2单元501室",
        "西湖区灵隐街道文三路100号3幢2单元501室",
    ],
)
def test_another_address_is_not(claimed: str):
    assert not same_address(WHOLE, claimed)
    assert not same_address(claimed, WHOLE)


def test_a_county_level_city_stands_alone_or_under_its_city():
    assert same_address("浙江省金华市义乌市工人北路36号", "义乌市工人北路三十六号")
    assert not same_address("浙江省金华市义乌市工人北路36号", "东阳市工人北路36号")


@given(
    st.text("浙省杭州市西湖区街道乡镇文三路一百〇十号幢室单元-#0123 ，", max_size=30),
    st.sampled_from(["", "exact", "name", "address"]),
)
def test_whatever_is_written_there_is_an_answer_and_the_same_from_either_side(text: str, declared: str):
    same = sameness(declared)
    assert same(text, WHOLE) == same(WHOLE, text)


def test_what_a_later_version_declares_is_held_to_the_letter():
    assert not sameness("sounds-alike")("王峯", "王峰")
