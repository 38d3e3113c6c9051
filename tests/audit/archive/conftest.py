"""A node whose evidence is three years old: two old months, and this one, all in its log."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.hosting.archiving.conftest import s3  # noqa: F401
from yishu.audit.log.notes import ED25519, VerifierKey
from yishu.audit.log.sequencing import Sequencer
from yishu.audit.record import INSERT, Action, Record, subject_hash, write
from yishu.core.ids import new_id
from yishu.core.suites import INTL

NOW = datetime.now(UTC)
OLD, OLDER = NOW - timedelta(days=1000), NOW - timedelta(days=1040)
EACH = 700
PERSON = subject_hash(b"secret", "resident", "330502198506049980")
Connection = psycopg.Connection[Any]


@dataclass
class Years:
    """`connection`: as whoever administers the database has one; `receipts` by record."""

    connection: Connection
    address: str
    records: list[Record] = field(default_factory=list)
    receipts: dict[Any, str] = field(default_factory=dict)

    def keep(self, since: datetime, count: int, **told: Any) -> list[Record]:
        """That many records from a moment on, one a second."""
        made: list[Record] = []
        rows = []
        for number in range(count):
            at = since + timedelta(seconds=number)
            one = Record(
                action=Action.DATA_VERIFIED, agency="A" if number % 2 else "B", duty="核对", case=str(number),
                id=new_id(int(at.timestamp() * 1000)), at=at, subjects=PERSON if number % 100 == 0 else b"", **told,
            )  # fmt: skip
            written = write(one, INTL)
            made.append(one)
            rows.append(written.values)
            self.receipts[one.id] = written.receipt
        with self.connection.cursor() as cursor:
            cursor.executemany(INSERT.encode(), rows)
        self.records += made
        return made

    def append(self) -> None:
        """What is new comes into the log and into the ledger."""
        from yishu.audit import ledger

        made = Sequencer(self.address, INTL, KEY.verifier, KEY.sign)
        while made.append() is not None:
            pass
        made.close()
        ledger.follow(NOW)

    def stands(self) -> dict[str, int]:
        """Records by partition, in the database."""
        found = self.connection.execute("select tableoid::regclass::text, count(*) from audit_record group by 1")
        return dict(found.fetchall())  # type: ignore[arg-type]


class Own:
    """The key of the log."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.verifier = VerifierKey("yishu/330000/log", ED25519, self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


KEY = Own()


@pytest.fixture
def years(django_ready: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Years]:
    from django.conf import settings

    from yishu.audit import months

    monkeypatch.setenv("YISHU_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setattr(settings, "YISHU_RECORD_MONTHS", 24)
    with psycopg.connect(django_ready, autocommit=True) as connection:
        connection.execute(
            "truncate audit_record, audit_log, audit_leaf, audit_tile, audit_checkpoint, audit_log_key, audit_cosignature, audit_subject_list,"
            " audit_subject_use, audit_case_use, audit_ledger, audit_archived_month"
        )
        made = Years(connection, django_ready)
        made.keep(OLDER, EACH)
        made.keep(OLD, EACH)
        months.prepare(NOW)
        made.append()
        made.keep(NOW - timedelta(minutes=30), EACH)
        made.append()
        yield made
