import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishu.core.text import MaskKind, bigrams, fold, mask


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("张 三", "张三"),
        ("　ＡＢＣ　有限公司（杭州）\t", "abc有限公司(杭州)"),
        ("New  York\nCity", "new york city"),
        ("A 区 2 号", "a区2号"),
        ("", ""),
        (" \u3000 ", ""),
    ],
)
def test_texts_that_differ_in_form_only_fold_to_one(text: str, folded: str) -> None:
    assert fold(text) == folded


# What officials type: Chinese, letters and digits in both widths, blanks of all kinds.
TYPED = st.text(alphabet="房地产企业名称張三abcXYZ019ＡＢｃ０１（），。 \t\n\u3000\u00a0-", max_size=20)


@given(TYPED)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_bigrams_hold_every_character_and_every_pair() -> None:
    assert bigrams("房地产") == ["房", "房地", "地", "地产", "产"]
    assert bigrams("ＡＢ ab") == ["a", "ab", "b"]
    assert bigrams("企业\t名称") == ["企", "企业", "业", "名", "名称", "称"]
    assert bigrams("") == []


@given(TYPED, st.integers(0, 18), st.integers(1, 6))
def test_whatever_stands_in_a_text_is_found_by_its_bigrams(text: str, start: int, length: int) -> None:
    assert set(bigrams(text[start : start + length])) <= set(bigrams(text))


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (MaskKind.IDENTITY, "330502198506049980", "330502********9980"),
        (MaskKind.IDENTITY, "330502850604998", "330502*****4998"),
        (MaskKind.IDENTITY, "E12345678", "E******78"),
        (MaskKind.IDENTITY, "12345", "****5"),
        (MaskKind.IDENTITY, "1", "*"),
        (MaskKind.NAME, "张三", "张*"),
        (MaskKind.NAME, " 司马相如 ", "司*"),
        (MaskKind.NAME, "张", "张*"),
        (MaskKind.PHONE, "13812345678", "138****5678"),
        (MaskKind.PHONE, "0571-87654321", "057******4321"),
        (MaskKind.PHONE, "12345", "***45"),
        (MaskKind.PHONE, "1", "*"),
        (MaskKind.NAME, " ", ""),
    ],
)
def test_a_masked_value_keeps_only_what_tells_it_apart(kind: MaskKind, value: str, shown: str) -> None:
    assert mask(kind, value) == shown


@given(st.sampled_from(MaskKind), st.text(alphabet="0123456789X", min_size=2, max_size=30))
def test_a_mask_always_hides_something(kind: MaskKind, value: str) -> None:
    shown = mask(kind, value)
    assert "*" in shown
    assert shown != value
