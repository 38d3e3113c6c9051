"""The gateway's rows are the records that commands write, column by column, as PostgreSQL reads them."""

import hashlib
import re
from typing import Any

import msgspec
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishu.audit import personal
from yishu.audit.copying import Evidence, Frame, Moment, copy_of, evidence_of
from yishu.audit.log import commitments
from yishu.audit.record import COLUMNS, TABLE, Record, read, write
from yishu.core.suites import INTL

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
RECORDS = st.builds(
    Record,
    action=st.sampled_from(["data:verified", "data:queried"]),
    node=TEXT,
    actor=TEXT | st.just("person:7"),
    actor_name=TEXT,
    agency=TEXT,
    resource=TEXT,
    target=TEXT,
    grant=TEXT,
    grant_hash=TEXT,
    duty=TEXT,
    case=TEXT,
    items=st.lists(TEXT, max_size=4),
    subjects=st.binary(max_size=64),
    found=st.none() | st.integers(0, 1000),
    version=st.none() | st.integers(0, 2**40),
    reason=TEXT | st.just(""),
    detail=st.just({})
    | st.dictionaries(
        TEXT | st.just("why"), TEXT | st.integers(0, 9) | st.booleans() | st.none() | st.lists(TEXT), max_size=3
    ),
)


@pytest.fixture(scope="module")
def target(database_url: str, django_ready: str) -> Any:
    """A connection with an empty table of the evidence's shape."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"create temporary table copied (like {TABLE})")
        yield connection


def stored(target: psycopg.Connection, evidence: Evidence) -> dict[str, Any]:
    """The row as PostgreSQL reads it from a COPY."""
    target.execute("truncate copied")
    names = ", ".join(COLUMNS)
    with target.cursor().copy(f"copy copied ({names}) from stdin (format binary)") as copy:
        copy.write(copy_of([evidence.row]))
    [row] = target.execute(f"select {names} from copied").fetchall()
    return dict(zip(COLUMNS, row, strict=True))


def whole(row: dict[str, Any]) -> dict[str, Any]:
    """But for what is random: salts, and what they are hashed into."""
    body = re.sub(r'"personal":"[0-9a-f]{64}"', '"personal":"…"', row["body"])
    part = (row["personal"] or b"")[personal.SALT_BYTES :]
    return row | {"salt": b"", "leaf": b"", "body": body, "personal": part}


@given(RECORDS)
def test_a_record_is_copied_as_it_is_inserted(target: psycopg.Connection, record: Record) -> None:
    row = stored(target, evidence_of(record, INTL))
    assert whole(row) == whole(dict(zip(COLUMNS, write(record, INTL).values, strict=True)))
    assert commitments.holds(INTL, row["body"].encode(), row["personal"] or b"")
    assert row["leaf"] == hashlib.sha256(b"\0" + row["salt"] + row["body"].encode()).digest()


@given(RECORDS, RECORDS.filter(lambda record: record.found is not None and record.version is not None))
def test_a_frame_makes_the_record_that_would_have_been_made_without_it(
    target: psycopg.Connection, first: Record, later: Record
) -> None:
    assert later.found is not None
    assert later.version is not None
    made = Frame(first, INTL).evidence(
        later.case, later.subjects, found=later.found, version=later.version, now=Moment()
    )
    row = stored(target, made)
    expected = msgspec.structs.replace(
        first, case=later.case, subjects=later.subjects, found=later.found, version=later.version, id=row["id"], at=row["at"]
    )  # fmt: skip
    found = read(row["body"], row["personal"])
    assert msgspec.structs.replace(found, personal="") == expected
    assert whole(row) == whole(dict(zip(COLUMNS, write(expected, INTL).values, strict=True)))
    assert commitments.holds(INTL, row["body"].encode(), row["personal"] or b"")
    assert row["leaf"] == hashlib.sha256(b"\0" + row["salt"] + row["body"].encode()).digest()
    assert made.receipt == f"{row['id']}.{row['leaf'].hex()}"
