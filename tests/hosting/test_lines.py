"""A record's one text is RFC 4180's, whatever its values hold; and what is told by octets is what reading each value tells (13.1, 20.1)."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishu.core.identifiers import KeyKind, subject
from yishu.hosting.checking import _trimmed
from yishu.hosting.keys import key_column, key_text
from yishu.hosting.lines import lines, text_of
from yishu.hosting.octets import Octets
from yishu.hosting.tables import Column, Table

pytestmark = pytest.mark.clause("13.1", "20.1")
VALUES = st.none() | st.text("a\"',\n\r 名é", min_size=1, max_size=6)
WHITE = "\t\n\x0b\x0c\r\x1c\x1f \x85\xa0\u1680\u2000\u2028\u202f\u205f\u3000"
PADDED = st.none() | st.text(f"a1é中、〇。\u200b{WHITE}", max_size=5)


def line(record: tuple[str | None, ...]) -> str:
    """RFC 4180, every value quoted, nothing for none."""
    cells = ("" if value is None else '"' + value.replace('"', '""') + '"' for value in record)
    return ",".join(cells) + "\n"


@given(st.lists(st.tuples(VALUES, VALUES, VALUES)), st.integers(0, 2))
def test_a_record_is_one_line(records: list[tuple[Any, ...]], skipped: int):
    columns = [pa.array([record[place] for record in records], pa.string()) for place in range(3)]
    told = lines(pa.table(columns, names=["a", "b", "c"]).slice(skipped))
    assert told.to_pylist() == [line(record) for record in records[skipped:]]
    assert bytes(text_of(told)).decode() == "".join(told.to_pylist())
    some = told.filter(pa.array([n % 2 == 0 for n in range(len(told))], pa.bool_()))
    assert bytes(text_of(some)).decode() == "".join(told.to_pylist()[::2])


def test_octets_that_a_null_stands_over_are_nobody_s():
    """A file of Arrow may bring them."""
    offsets, octets = pa.array([0, 2, 5, 6], pa.int32()).buffers()[1], pa.py_buffer(b"ab\n1 c")
    values = pa.Array.from_buffers(pa.string(), 3, [pa.py_buffer(b"\x05"), offsets, octets])
    assert values.to_pylist() == ["ab", None, "c"]
    assert Octets.of(values).counted(Octets.of(values).all >= 0).tolist() == [2, 0, 1]
    told = lines(pa.table({"a": values, "b": ["x\ny", "z", None]}))
    assert told.to_pylist() == ['"ab","x\ny"\n', ',"z"\n', '"c",\n']


@given(st.lists(PADDED), st.integers(0, 2))
def test_white_space_around_a_value_is_never_overlooked(values: list[str | None], skipped: int):
    came = pa.array(values, pa.string()).slice(skipped)
    told = [value or None for value in pc.utf8_trim_whitespace(came).to_pylist()]
    assert _trimmed(came).to_pylist() == told


def test_usual_values_are_not_suspected():
    """Else the slow way would be taken, and no other test would see it."""
    values = ["张三", "某路1号", "330106", "无", "、", "2026-11-28T09:30:00+08:00"]
    assert not Octets.of(pa.array(values[:4] + values[5:])).may_be_padded()
    assert Octets.of(pa.array([*values, "无\u3000"])).may_be_padded()


@given(
    st.lists(
        st.sampled_from(("91330000D0000010AB", "D0000010A", "1", "91330106MA2CFWYJ8X", "K7"))
        | st.text("019AX", min_size=17, max_size=19)
    )
)
def test_keys_by_columns_are_those_of_single_records(keys: list[str]):
    for kind in (KeyKind.LEGAL_ENTITY, KeyKind.PLAIN):
        table = Table("t", kind, (Column("code", "编号", "string", is_key=True), Column("name", "名称", "string")))
        records = pa.table({"code": pa.array(keys, pa.string()), "name": pa.array(keys, pa.string())})
        told = [key_text(table, [subject(kind, key)]) for key in keys]
        assert key_column(table, records).to_pylist() == told


def test_keys_of_several_items():
    items = (Column("a", "甲", "string", is_key=True), Column("n", "数", "integer", is_key=True))
    table = Table("t", KeyKind.PLAIN, items)
    records = pa.table({"a": ["x", "y"], "n": ["1", "-2"]})
    assert key_column(table, records).to_pylist() == [key_text(table, ["x", "1"]), key_text(table, ["y", "-2"])]
