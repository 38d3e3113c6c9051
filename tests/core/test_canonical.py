from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishu.core.canonical import NotCanonical, canonical, digest

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def test_the_sample_of_the_standard_is_sorted_by_utf16_units() -> None:
    # RFC 8785, 3.2.3: the emoji's surrogates sort before U+FB33.
    sample = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    order = ["\\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    written = canonical(sample).decode()
    places = [written.index(f'"{name}":') for name in order]
    assert places == sorted(places)


def test_strings_are_escaped_as_the_standard_says() -> None:
    # RFC 8785, 3.2.2.2
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/\u007f"
    assert canonical(text) == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u007f"'.encode()


def test_the_form_is_compact_and_known() -> None:
    assert canonical({"b": [1, True, None], "a": "值"}) == '{"a":"值","b":[1,true,null]}'.encode()
    assert digest({}) == sha256(b"{}").hexdigest()


@given(st.dictionaries(st.text(), values, min_size=2))
def test_the_order_of_names_does_not_matter(value: dict[str, object]) -> None:
    assert digest(value) == digest(dict(reversed(value.items())))


@given(values, values)
def test_different_values_have_different_forms(one: object, other: object) -> None:
    assert (canonical(one) == canonical(other)) == (repr(_kinds(one)) == repr(_kinds(other)))


def _kinds(value: object) -> object:
    if isinstance(value, dict):
        return "object", sorted((name, _kinds(member)) for name, member in value.items())
    return [_kinds(member) for member in value] if isinstance(value, list) else (type(value).__name__, value)


@pytest.mark.parametrize("value", [1.5, 2**53, {1: "a"}, b"x", {"a": object()}, "\ud800", {"\ud800": 1}, float("nan")])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)
