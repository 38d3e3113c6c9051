"""What is told to be right by columns is what the readers of single values hold to be right (13.1, 21.2)."""

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.thorough import full_or
from yishu.core.identifiers import KeyKind, check, normalise

pytestmark = pytest.mark.clause("13.1", "21.2")
TODAY = date(2026, 11, 28)
DIGITS, CREDIT = "0123456789", "0123456789ABCDEFGHJKLMNPQRTUWXY"
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
areas = st.sampled_from(("33", "11", "82", "71", "10", "99", "00"))
days = st.dates(date(1795, 1, 1), date(2032, 1, 1)).map(lambda day: f"{day:%Y%m%d}")
days |= st.sampled_from(("20260229", "20240229", "19900431", "20261128", "20261129", "19901301"))


def text(alphabet: str, size: int) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=size, max_size=size)


def right(kind: KeyKind, value: str) -> bool:
    return normalise(kind, value) == value and check(kind, value, today=TODAY) is None


def ended(kind: KeyKind, bodies: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Every end that there may be, the right one more often than by accident."""

    def ends(body: str) -> st.SearchStrategy[str]:
        good = [body + end for end in LETTERS if right(kind, body + end)]
        return st.sampled_from([*good * 5, body + "0", body + "X", body + "B"])

    return bodies.flatmap(ends)


residents = ended(KeyKind.RESIDENT_ID, st.tuples(areas, text(DIGITS, 4), days, text(DIGITS, 3)).map("".join))
organisations = ended(KeyKind.ORG_CODE, text(LETTERS, 8))
credit_codes = ended(
    KeyKind.USCC,
    st.tuples(text(CREDIT, 2), areas, text(DIGITS, 4), ended(KeyKind.ORG_CODE, text(CREDIT.replace("X", ""), 8))).map(
        "".join
    ),
)
KEYS: dict[KeyKind, st.SearchStrategy[str]] = {
    KeyKind.RESIDENT_ID: residents,
    KeyKind.ORG_CODE: organisations,
    KeyKind.USCC: credit_codes,
    KeyKind.LEGAL_ENTITY: credit_codes | organisations,
    KeyKind.LICENCE_NO: ended(KeyKind.LICENCE_NO, st.tuples(areas, text(DIGITS, 12)).map("".join)),
    KeyKind.DIVISION: st.tuples(areas, text("0012", 4)).map("".join),
    KeyKind.IDENTITY_DOCUMENT: residents | residents.map(lambda number: f"414:{number}"),
    KeyKind.PLAIN: st.text(st.characters(codec="ascii"), min_size=1, max_size=9),
}
strange = st.text("aX1é中-０９ \n\t\u3000", max_size=20)


def taken(read: pa.Array) -> list[Any]:
    return read.to_pylist()


@pytest.mark.abridged
@pytest.mark.parametrize("kind", KeyKind)
@settings(max_examples=full_or(150, 40))
@given(data=st.data())
def test_a_key_is_plainly_right_only_if_it_is_right(kind: KeyKind, data: st.DataObject) -> None:
    from yishu.hosting.checking_keys import plainly_right

    values = data.draw(st.lists(st.none() | KEYS[kind] | KEYS[kind] | strange, max_size=8))
    skipped = data.draw(st.integers(0, len(values)))
    found = taken(plainly_right(kind, pa.array(values, pa.string()).slice(skipped), TODAY))
    assert len(found) == len(values) - skipped
    for value, plainly in zip(values[skipped:], found, strict=True):
        assert plainly is not None
        assert not plainly or (value is not None and right(kind, value)), value


COMMON = {
    KeyKind.RESIDENT_ID: "330102199003070011",
    KeyKind.ORG_CODE: "D0000010",
    KeyKind.USCC: "91330000D0000010",
    KeyKind.LICENCE_NO: "33000000000001",
    KeyKind.DIVISION: "330106",
    KeyKind.PLAIN: "A-1 b",
}


@pytest.mark.parametrize("kind", COMMON)
def test_usual_keys_are_told_by_columns(kind: KeyKind) -> None:
    """Else the slow way would be taken, and no other test would see it."""
    from yishu.hosting.checking_keys import plainly_right

    body = COMMON[kind]
    values = [body] if right(kind, body) else [body + end for end in LETTERS if right(kind, body + end)]
    values = values or [body[:-1] + end for end in LETTERS if right(kind, body[:-1] + end)]
    if kind is KeyKind.USCC:
        inner = next(f"D0000010{end}" for end in LETTERS if right(KeyKind.ORG_CODE, f"D0000010{end}"))
        values = [f"91330000{inner}{end}" for end in LETTERS if right(kind, f"91330000{inner}{end}")]
    assert values
    assert all(taken(plainly_right(kind, pa.array(values), TODAY)))


dates = st.dates().map(str) | st.dates().map(lambda day: f"{day:%Y/%m/%d}")
moments = st.datetimes().map(str) | st.datetimes().map(lambda at: f"{at:%Y-%m-%d %H:%M:%S}")
VALUES: dict[str, st.SearchStrategy[str]] = {
    "integer": st.integers(-(10**19), 10**19).map(str) | st.text("0123456789+-", min_size=1, max_size=20),
    "decimal": st.decimals(allow_nan=False, allow_infinity=False).map(str)
    | st.text("0123456789+-.eE", min_size=1, max_size=45),
    "date": dates | st.text("0123456789-", min_size=8, max_size=10),
    "datetime": moments | moments.map(lambda text: f"{text}+08:00") | dates,
    "boolean": st.sampled_from(("是", "否", "true", "FALSE", "0", "2", "yes")),
}


@pytest.mark.abridged
@pytest.mark.parametrize("kind", VALUES)
@settings(max_examples=full_or(200, 50))
@given(data=st.data())
def test_a_plain_value_is_what_it_is_read_as(kind: str, data: st.DataObject) -> None:
    from yishu.hosting.checking import canonical_text
    from yishu.hosting.checking_types import plain
    from yishu.hosting.tables import Column

    values = data.draw(st.lists(st.none() | VALUES[kind] | strange.map(str.strip), max_size=6))
    column = Column("item", "项", kind)
    mask, read = plain(kind, pa.array(values, pa.string()))
    for value, is_plain, canonical in zip(values, taken(mask), taken(read), strict=True):
        assert is_plain is not None
        if is_plain:
            assert value is not None
            assert canonical == canonical_text(column, value), value
        else:
            assert canonical is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "-42"),
        ("decimal", "0.000001"),
        ("decimal", "-1203.50"),
        ("date", "2026-11-28"),
        ("datetime", "2026-11-28T09:30:00+08:00"),
        ("datetime", "2026-11-28 09:30:00"),
    ],
)
def test_usual_values_are_plain(kind: str, value: str) -> None:
    from yishu.hosting.checking_types import plain

    mask, _ = plain(kind, pa.array([value]))
    assert pc.all(mask).as_py()
