"""Every record gets one place in the log, whenever its transaction ends and whatever happens to whoever appends."""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.audit.log.conftest import Connection, Own, keep
from yishu.audit.log import reading, running, sequencing, tree
from yishu.audit.log.checking import check
from yishu.audit.log.sequencing import AppendedElsewhere, KeyUnknown, Sequencer
from yishu.audit.record import Record
from yishu.core.suites import INTL

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.clause("32.1")


def places(database: Connection) -> list[str]:
    return [str(each) for (each,) in database.execute("select record from audit_leaf order by index").fetchall()]


def numbers(records: list[Record]) -> list[str]:
    return [str(each.id) for each in records]


def require_whole(database: Connection) -> None:
    """Every record stands once; the newest root is that of their leaves in order."""
    rows = database.execute(
        "select l.index, r.leaf from audit_record r left join audit_leaf l on l.record = r.id order by l.index"
    ).fetchall()
    assert [index for index, _ in rows] == list(range(len(rows)))
    checkpoint = reading.newest_checkpoint(database)
    assert checkpoint is not None
    assert checkpoint.size == len(rows)
    assert checkpoint.root == INTL.top([bytes(leaf) for _, leaf in rows])


def test_records_are_appended_in_their_order_with_a_signed_checkpoint(
    database: Connection, sequencer: Sequencer, key: Own
) -> None:
    assert sequencer.append() is None
    first, second = keep(database, 3), keep(database, 300)
    made = sequencer.append()
    assert made is not None
    made.signed_at(key.verifier)
    assert places(database) == numbers(first + second)
    require_whole(database)
    assert sequencer.append() is None
    later = keep(database, 600)
    assert sequencer.append() is not None
    assert places(database) == numbers(first + second + later)
    require_whole(database)


def test_a_transaction_that_began_first_and_ends_last_loses_nothing(
    database: Connection, django_ready: str, sequencer: Sequencer
) -> None:
    with psycopg.connect(django_ready) as slow:
        early = keep(slow, 5)
        between = keep(database, 5)
        assert sequencer.append() is not None
        assert places(database) == numbers(between)
        keep(database, 2)
        sequencer.append()
        assert len(places(database)) == 7
        slow.commit()
    sequencer.append()
    assert places(database)[7:] == numbers(early)
    require_whole(database)


def test_what_is_undone_leaves_no_gap(database: Connection, django_ready: str, sequencer: Sequencer) -> None:
    with psycopg.connect(django_ready) as undone:
        keep(undone, 5)
        keep(database, 1)
        sequencer.append()
        undone.rollback()
    keep(database, 1)
    sequencer.append()
    assert len(places(database)) == 2
    require_whole(database)


def test_more_than_fits_at_once_is_taken_in_parts(
    database: Connection, sequencer: Sequencer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencing, "MOST", 10)
    for _ in range(7):
        keep(database, 4)
    sizes = []
    while made := sequencer.append():
        sizes.append((made.size, sequencer.is_behind))
    assert sizes == [(12, True), (24, True), (28, False)]  # never a part of a transaction's
    require_whole(database)


def test_what_is_older_than_the_log_comes_first(
    database: Connection, sequencer: Sequencer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencing, "MOST", 10)
    older = keep(database, 25)
    database.execute("update audit_record set moment = null")
    newer = keep(database, 3)
    while sequencer.append():
        pass
    assert places(database) == numbers(older + newer)
    require_whole(database)


def test_old_checkpoints_thin_out_and_what_others_hold_of_them_still_holds(
    database: Connection, sequencer: Sequencer, key: Own
) -> None:
    keep(database, 1)
    for minutes in (0, 10, 20, 70, 80):
        keep(database, 300)
        made = sequencer.append(lambda minutes=minutes: LONG_AGO + timedelta(minutes=minutes))
        assert made is not None
    [(held,)] = database.execute("select note from audit_checkpoint order by size limit 1").fetchall()
    database.execute("insert into audit_cosignature (size, witness, line, at) values (601, 'w', 'w', now())")
    keep(database, 1)
    assert sequencer.append() is not None
    assert running.thin(datetime.now(UTC)) == 3
    sizes = database.execute("select size from audit_checkpoint order by size").fetchall()
    assert sizes == [(601,), (1501,), (1502,)]  # the witnessed one of an hour, the last of another, and what is new
    database.execute("truncate audit_cosignature")
    report = check(database, keys=[key.verifier], known=[held])
    assert report.holds, report.broken
    assert report.known == 1


def test_of_two_who_append_at_once_one_appends(
    database: Connection, django_ready: str, sequencer: Sequencer, key: Own
) -> None:
    keep(database, 3)
    with psycopg.connect(django_ready) as other:
        other.execute("select pg_advisory_xact_lock(%s)", [sequencing.LOCK])
        another = Sequencer.__new__(Sequencer)
        vars(another).update(vars(sequencer), _adopted=True)
        with pytest.raises(AppendedElsewhere):
            another.append()
    assert sequencer.append() is not None
    second = Sequencer(django_ready, INTL, key.verifier, key.sign)
    keep(database, 3)
    assert second.append() is not None
    keep(database, 3)
    assert sequencer.append() is not None  # whose edge is behind
    second.close()
    require_whole(database)


def test_another_key_signs_nothing(database: Connection, django_ready: str, sequencer: Sequencer) -> None:
    keep(database, 1)
    sequencer.append()
    stranger = Own()
    other = Sequencer(django_ready, INTL, stranger.verifier, stranger.sign)
    with pytest.raises(KeyUnknown):
        other.append()
    other.close()


def test_a_key_is_handed_over_whole_or_not_at_all(
    database: Connection, django_ready: str, sequencer: Sequencer, key: Own
) -> None:
    keep(database, 3)
    sequencer.append()
    other = Own()

    def broken(_: Connection) -> None:
        raise RuntimeError

    def told(connection: Connection) -> None:
        keep(connection, 1)

    with pytest.raises(RuntimeError):
        sequencer.hand_over(other.verifier, other.sign, broken)
    assert reading.verifier_keys(database) == [str(key.verifier)]
    keep(database, 1)
    assert sequencer.append() is not None
    sequencer.hand_over(other.verifier, other.sign, told)
    both = reading.newest_checkpoint(database)
    assert both is not None
    for each in (key.verifier, other.verifier):
        both.signed_at(each)
    with pytest.raises(KeyUnknown):
        sequencer.append()
    after = Sequencer(django_ready, INTL, other.verifier, other.sign)
    made = after.append()
    assert made is not None
    assert made.size == 5
    after.close()
    assert check(database, keys=[key.verifier, other.verifier]).holds


def test_in_another_cluster_it_counts_on_and_passes_nothing_over(
    database: Connection, django_ready: str, sequencer: Sequencer, key: Own
) -> None:
    keep(database, 5)
    sequencer.append()
    unsequenced = keep(database, 2)
    # As a restored dump stands there: transactions far ahead of those of this cluster, and rows that were written before anybody looked.
    database.execute("update audit_record set moment = moment + 1000000")
    database.execute("update audit_log set cluster = 'another', seen = seen + 1000000")
    hasty = keep(database, 2)
    restored = Sequencer(django_ready, INTL, key.verifier, key.sign)
    while restored.append():
        pass
    assert places(database)[5:] == numbers(unsequenced + hasty)
    later = keep(database, 3)
    assert restored.append() is not None
    assert places(database)[9:] == numbers(later)
    restored.close()
    require_whole(database)


KILLED = """
import os, sys
from tests.audit.log.conftest import Own
from yishu.audit.log import sequencing
from yishu.audit.log.sequencing import Sequencer
from yishu.core.suites import INTL
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

own = Own.__new__(Own)
own._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(sys.argv[2]))
from yishu.audit.log.notes import ED25519, VerifierKey
key = VerifierKey("yishu/330000/log", ED25519, own._key.public_key().public_bytes_raw())
sequencer = Sequencer(sys.argv[1], INTL, key, own.sign)
left = int(sys.argv[3])
execute = psycopg.Connection.execute

def counted(self, *given, **told):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
    return execute(self, *given, **told)

psycopg.Connection.execute = counted
sequencer.append()
"""


@pytest.mark.parametrize("step", [pytest.param(n, marks=[pytest.mark.long] if n % 3 else []) for n in range(12)])
def test_killed_before_any_statement_it_leaves_a_log_that_goes_on(
    database: Connection, django_ready: str, key: Own, step: int
) -> None:
    keep(database, 300)
    secret: Any = key._key.private_bytes_raw().hex()
    killed = subprocess.run([sys.executable, "-c", KILLED, django_ready, secret, str(step)], check=False)
    assert killed.returncode in (-9, 0)
    keep(database, 3)
    after = Sequencer(django_ready, INTL, key.verifier, key.sign)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if after.append() is None:
                break
        except AppendedElsewhere:
            time.sleep(0.05)
    after.close()
    require_whole(database)


def test_a_receipt_is_proved_and_only_what_is_on_record(database: Connection, sequencer: Sequencer) -> None:
    records = keep(database, 700)
    sequencer.append()
    later = keep(database, 1)
    for record in (records[0], records[255], records[256], records[699]):
        proof = reading.prove(database, INTL, record.id)
        assert proof is not None
        [(leaf,)] = database.execute("select leaf from audit_record where id = %s", [record.id]).fetchall()
        proof.require(INTL, bytes(leaf))
        with pytest.raises(tree.ProofInvalid):
            proof.require(INTL, INTL.leaf(b"another"))
    assert reading.prove(database, INTL, later[0].id) is None
