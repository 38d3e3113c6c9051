"""Another key for the log: made beside the old one, introduced by a checkpoint that both sign, then put in its place.

Killed before the commit, the old key goes on; killed after it, the next look of the worker puts the new one in its place.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import psycopg
from django.conf import settings

from yishu.audit.log import own
from yishu.audit.log.notes import VerifierKey
from yishu.audit.log.reading import Connection, verifier_keys
from yishu.audit.log.sequencing import Sequencer
from yishu.audit.record import INSERT, Action, Record, write

LOCK: Final = 6963
"""The advisory lock of whoever changes the key's files."""


def rotate() -> VerifierKey:
    """The key that signs from now on; the one before is kept as `log-key.<its number>`. Raises AppendedElsewhere, KeyUnknown, and what `own.signer` raises."""
    with _alone() as connection:
        _promote(connection)
        own.next_file().unlink(missing_ok=True)  # one that never signed
        before, after = own.signer(), own.signer(own.next_file())
        sequencer = Sequencer(settings.YISHU_DATABASE_URL, settings.YISHU_SUITE, before.verifier, before.sign)
        said = {"before": str(before.verifier), "key": str(after.verifier)}
        made = Record(action=Action.LOG_KEY_ROTATED, node=settings.YISHU_NODE_CODE, actor="platform", detail={**said})
        try:
            sequencer.hand_over(after.verifier, after.sign, lambda its: _record(its, made))
        finally:
            sequencer.close()
        _promote(connection)
    return after.verifier


def finish() -> None:
    """Put the next key in its place where the log has it already: what a rotation that was killed left to do."""
    if own.next_file().exists():
        with _alone() as connection:
            _promote(connection)


def _promote(connection: Connection) -> None:
    file, following_file = own.key_file(), own.next_file()
    if not following_file.exists():
        return
    present, following = own.signer().verifier, own.signer(following_file).verifier
    if verifier_keys(connection)[-1:] != [str(following)]:
        return
    with suppress(FileExistsError):
        file.with_name(f"{file.name}.{present.id.hex()}").hardlink_to(file)
    following_file.replace(file)


def _record(connection: Connection, made: Record) -> None:
    connection.execute(INSERT.encode(), write(made, settings.YISHU_SUITE).values)


@contextmanager
def _alone() -> Iterator[Connection]:
    """Nobody else touches the key's files meanwhile; the lock ends with the connection."""
    with psycopg.connect(settings.YISHU_DATABASE_URL, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        yield connection
