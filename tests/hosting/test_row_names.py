"""What a row is called does not depend on whether PostgreSQL, Arrow or a reader of a leaked file says it, and the names are those of RFC 4493."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pyarrow as pa
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from hypothesis import given
from hypothesis import strategies as st

from yishu.hosting.row_names import NAMING_KEY, names_of_columns, plain_of, plain_sql
from yishu.hosting.tables import Column

KINDS = {"a": "string", "b": "integer", "c": "decimal", "d": "date", "e": "datetime", "f": "boolean"}
FIRST, LAST = map(datetime.fromisoformat, ("0001-01-02", "9999-12-30"))
COLUMNS = tuple(Column(code, code, kind) for code, kind in KINDS.items())
ROWS = st.tuples(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40).map(str.strip),
    st.integers(-(10**17), 10**17),
    st.decimals(-(10**12), 10**12, allow_nan=False, places=9),
    st.dates(date(1, 1, 2), date(9999, 12, 30)),
    st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
    st.booleans(),
)


def cmac(text: bytes) -> bytes:
    stock = CMAC(AES(NAMING_KEY))
    stock.update(text)
    return stock.finalize()


@given(st.lists(ROWS, min_size=1, max_size=5), st.sets(st.integers(0, 5), max_size=3))
def test_postgresql_arrow_and_a_reader_say_the_same(database_url: str, rows: list[Any], empty: set[int]) -> None:
    rows = [tuple(None if n in empty else value for n, value in enumerate(row)) for row in rows]
    types = [pa.string(), pa.int64(), pa.string(), pa.date32(), pa.timestamp("us", "UTC"), pa.bool_()]
    parsed = [tuple(f"{v:f}" if isinstance(v, Decimal) else v for v in row) for row in rows]
    arrays = [pa.array(values, kind) for values, kind in zip(zip(*parsed, strict=True), types, strict=True)]
    by_columns = names_of_columns(pa.table(arrays, names=list(KINDS)), KINDS.items())

    told = [plain_of(COLUMNS, [None if value is None else text_of(value) for value in row]) for row in rows]
    assert [bytes(name) for name in by_columns] == [cmac(plain) for plain in told]

    shown = "%s::text as a, %s::bigint as b, %s::numeric as c, %s::date as d, %s::timestamptz as e, %s::boolean as f"
    with psycopg.connect(database_url) as connection:
        for row, plain in zip(rows, told, strict=True):
            sql = f"select {plain_sql(KINDS.items())} from (select {shown}) selected"
            assert connection.execute(sql.encode(), row).fetchone() == (plain.hex(),)


def text_of(value: Any) -> str:
    """As a CSV file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
