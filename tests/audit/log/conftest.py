"""A log over a database of its own: tests of one file share it, and each looks at what it adds."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yishu.audit.log.notes import ED25519, VerifierKey
from yishu.audit.log.sequencing import Sequencer
from yishu.audit.record import INSERT, Action, Record, write
from yishu.core.suites import INTL

Connection = psycopg.Connection[Any]


class Own:
    """The key of a test's log."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.verifier = VerifierKey("yishu/330000/log", ED25519, self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


@pytest.fixture(scope="module")
def key() -> Own:
    return Own()


@pytest.fixture
def database(django_ready: str) -> Iterator[Connection]:
    """A connection as whoever administers the database has one; every test begins with nothing on record."""
    with psycopg.connect(django_ready, autocommit=True) as connection:
        connection.execute(
            "truncate audit_record, audit_log, audit_leaf, audit_tile, audit_checkpoint, audit_log_key, audit_cosignature, audit_subject_list,"
            " audit_subject_use, audit_case_use, audit_ledger, audit_stamp, audit_block, audit_posting"
        )
        connection.execute("alter table audit_record alter column moment set default txid_current()")
        yield connection


@pytest.fixture
def sequencer(django_ready: str, database: Connection, key: Own) -> Iterator[Sequencer]:
    made = Sequencer(django_ready, INTL, key.verifier, key.sign)
    yield made
    made.close()


def keep(connection: Connection, count: int = 1, **told: Any) -> list[Record]:
    """That many records, written as commands write them."""
    made = [Record(action=Action.DATA_VERIFIED, agency="A", case=str(number), **told) for number in range(count)]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT.encode(), [write(each, INTL).values for each in made])
    return made


Keep = Callable[..., list[Record]]
