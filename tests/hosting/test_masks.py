"""A masked value is the same in SQL as in Python, and copies are those of a table that holds the masked forms alone."""

import io

import openpyxl
import psycopg
import pyarrow.parquet as parquet
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.hosting.people import csv, number, person
from tests.thorough import full_or
from yishu.catalogue.rules import ItemDraft
from yishu.catalogue.vocabulary import Mask
from yishu.core.rows import RowRule
from yishu.core.text import HIDDEN, MaskKind, mask
from yishu.hosting.masking import as_delivered, masked, masked_sql
from yishu.hosting.tables import Column

BLANKS = "".join(character for character in map(chr, range(0x110000)) if character.isspace())
texts = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=24),
    st.text(f"{BLANKS}张三0X𠮷é\u0301\\'%{{}}", max_size=24),
    st.text("0123456789X-", min_size=1, max_size=24),
)


@pytest.fixture(scope="module")
def server(django_ready: str):
    with psycopg.connect(django_ready, autocommit=True) as connection:
        yield connection


@pytest.mark.abridged
@pytest.mark.clause("6.1")
@given(kind=st.sampled_from(MaskKind), value=texts)
@example(MaskKind.NAME, BLANKS)
@example(MaskKind.IDENTITY, f"{BLANKS}330102199003076015{BLANKS}")
@settings(max_examples=full_or(600, 150))
def test_a_value_is_masked_in_sql_as_in_python(server: psycopg.Connection, kind: MaskKind, value: str) -> None:
    found = server.execute("select yishu_masked(%s, %s)", [kind.value, value]).fetchone()
    assert found == (mask(kind, value),)


def test_every_length_is_masked_in_sql_as_in_python(server: psycopg.Connection) -> None:
    for kind in MaskKind:
        values = ["0123456789abcdefghijklmnopqrstuvwxyz"[:n] for n in range(31)]
        found = server.execute("select yishu_masked(%s, v) from unnest(%s::text[]) v", [kind.value, values]).fetchall()
        assert found == [(mask(kind, value),) for value in values]


def test_what_is_empty_stays_empty_and_an_unknown_kind_shows_nothing(server: psycopg.Connection) -> None:
    assert server.execute("select yishu_masked('name', null), yishu_masked('soundex', '张三')").fetchone() == (
        None,
        HIDDEN,
    )
    assert MaskKind.of("soundex") is MaskKind.HIDDEN
    assert {choice.value for choice in Mask} == {kind.value for kind in MaskKind}


def test_the_function_may_be_planned_as_its_body_and_beside_others(server: psycopg.Connection) -> None:
    found = server.execute(
        "select provolatile, proparallel from pg_proc where oid = 'yishu_masked(text, text)'::regprocedure"
    ).fetchone()
    assert found == ("i", "s")
    plan = server.execute("explain (verbose, costs off) select yishu_masked('name', v) from unnest(array['a']) v")
    assert "yishu_masked" not in str(plan.fetchall())


@pytest.mark.parametrize("kind", MaskKind)
@pytest.mark.parametrize(
    ("type_", "value"),
    [("string", "13812345678"), ("integer", "13812345678"), ("date", "1990-03-07"), ("string", None)],
)
def test_data_of_another_type_than_text_is_hidden_whole(
    server: psycopg.Connection, kind: MaskKind, type_: str, value: str | None
) -> None:
    column = Column("x", "X", type_)
    stored = server.execute(f"select %s::{column.pg_type}".encode(), [value]).fetchone()
    assert stored is not None
    in_sql = masked_sql(column, f"%s::{column.pg_type}", {"x": kind})
    assert server.execute(f"select {in_sql}".encode(), [value]).fetchone() == (masked(kind, column, stored[0]),)
    assert as_delivered(column, {"x": kind}).type == "string"
    assert type_ == "string" or masked(kind, column, stored[0]) == HIDDEN


ITEMS = ("id_number", "name", "residence_code")
MASKS = {"name": MaskKind.NAME, "residence_code": MaskKind.HIDDEN}


def copied(scene, items=ITEMS, since=None, fmt="csv", rows=None, masks=MASKS) -> bytes:
    from yishu.hosting.copying import open_copy

    copy = open_copy(scene.table, scene.holding.pk, items, fmt, since, rows, masks)
    content = b"".join(copy.chunks)
    if fmt == "csv":
        assert copy.rows == content.count(b"\n") - 1
    return content


def lines(scene, **how) -> list[str]:
    return copied(scene, **how).decode().splitlines()[1:]


@pytest.mark.clause("6.1")
def test_a_copy_of_any_format_holds_the_masked_forms(scene):
    scene.publish(csv(person(1, "欧阳娜娜"), person(2, residence="")))
    wanted = [(number(1), "欧*", HIDDEN), (number(2), "人*", None)]
    assert sorted(lines(scene)) == [",".join(each or "" for each in row) for row in wanted]
    table = parquet.read_table(io.BytesIO(copied(scene, fmt="parquet")))
    assert sorted(zip(*(table[name].to_pylist() for name in ITEMS), strict=True)) == wanted
    assert table.schema.field("name").metadata == {b"yishu.mask": b"name"}
    assert table.schema.field("id_number").metadata is None
    book = openpyxl.load_workbook(io.BytesIO(copied(scene, fmt="xlsx")))
    assert sorted(book["data"].iter_rows(min_row=2, values_only=True)) == wanted


@pytest.mark.clause("6.1", "27.3")
def test_a_change_that_the_mask_hides_is_no_change(scene):
    scene.publish(csv(person(1, "张三"), person(2, "李四"), person(3, "王五", residence="")))  # 1
    scene.publish(csv(person(1, "张五"), person(2, "赵四"), person(3, "王五", residence="330106")))  # 2
    assert lines(scene, since=1) == [f"update,2,{number(2)},赵*,{HIDDEN}", f"update,2,{number(3)},王*,{HIDDEN}"]
    assert len(lines(scene, since=1, masks={})) == 3
    assert lines(scene, since=1, items=("id_number", "name")) == [f"update,2,{number(2)},赵*"]
    scene.publish(f"id_number\n{number(1)}\n", how="delete")  # 3
    assert lines(scene, since=2) == [f"delete,3,{number(1)},张*,{HIDDEN}"]


@pytest.mark.clause("6.1", "26.5")
def test_rows_are_told_apart_by_what_is_on_record(scene):
    scene.publish(csv(person(1, residence="330106"), person(2)))
    rule = RowRule("residence_code", ("330106",))
    assert lines(scene, rows=rule) == [f"{number(1)},人*,{HIDDEN}"]
    scene.publish(csv(person(1), person(2, residence="330106")))
    assert lines(scene, rows=rule, since=1) == [
        f"delete,2,{number(1)},人*,{HIDDEN}",
        f"insert,2,{number(2)},人*,{HIDDEN}",
    ]


def test_a_labelled_copy_is_in_the_order_of_what_it_shows(scene):
    """Without its key a row is named by all that the file shows of it: whoever traces a leaked file has nothing else."""
    from yishu.hosting import fingerprint
    from yishu.hosting.copying import open_copy
    from yishu.hosting.row_names import plain_of

    scene.publish(csv(*(person(n, chr(0x4E00 + n) * 3) for n in range(1, 200))))
    label = fingerprint.label_of(b"s" * 32, "receipt")
    copy = open_copy(scene.table, scene.holding.pk, ("name", "birth_date"), "csv", None, None, {"name": MaskKind.NAME})
    copy.label(label)
    rows = [tuple(line.split(",")) for line in b"".join(copy.chunks).decode().splitlines()[1:]]
    columns = tuple(scene.table.by_code[code] for code in ("name", "birth_date"))
    named = fingerprint.sample(plain_of(columns, row) for row in rows)
    assert named.rows == 199
    assert fingerprint.chance(named, label.key) < -20


def test_a_number_that_the_entry_now_calls_masked_text_travels_as_text(scene_with):
    items = (ItemDraft("code", "编号", is_key=True, required=True), ItemDraft("rate", "比率", type="decimal"))
    scene = scene_with(items=items, key_kind="plain")
    scene.publish("code,rate\na,1.5\nb,\n")
    given = {"items": ("code", "rate"), "masks": {"rate": MaskKind.NAME}}
    table = parquet.read_table(io.BytesIO(copied(scene, fmt="parquet", **given)))
    assert sorted(zip(*table.to_pydict().values(), strict=True)) == [("a", HIDDEN), ("b", None)]
    assert sorted(lines(scene, **given)) == [f"a,{HIDDEN}", "b,"]
    scene.publish("code,rate\na,2.5\nb,1\n")
    assert lines(scene, since=1, **given) == [f"update,2,b,{HIDDEN}"]
