"""This node's own log: its keys, its name, and a connection to read it by."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from django.conf import settings
from django.db import connection

from yishu.audit.log.notes import COSIGNATURE, ED25519, SM2, SM2_COSIGNATURE, Sign, VerifierKey
from yishu.audit.log.reading import Connection
from yishu.core.suites import GM
from yishu.node.keys import signing
from yishu.node.keys.signing import read_signing_key

FILE: Final = "log-key"
WITNESS_FILE: Final = "witness-key"
"""A key of its own: what a witness signs says nothing of who wrote the log."""
_NEXT: Final = ".next"


def key_file(name: str = FILE) -> Path:
    """Where a key of this log is: of each suite in a file of its own, for no number serves two kinds of signature."""
    return settings.YISHU_DIR / (f"{name}-sm2" if settings.YISHU_SUITE is GM else name)


def next_file() -> Path:
    """A key that is about to take over (`rotating`)."""
    return key_file().with_name(key_file().name + _NEXT)


def origin() -> str:
    """The log's name, by which its checkpoints and witnesses know it."""
    return name_of(settings.YISHU_NODE_CODE)


def name_of(node: str) -> str:
    """That of another node's."""
    return f"yishu/{node}/log"


@dataclass(frozen=True, slots=True)
class Signer:
    """A key of this node's suite, and who it is to others."""

    verifier: VerifierKey
    sign: Sign


def signer(file: Path | None = None) -> Signer:
    """The log's key, or the one in that file; made where there is none. Raises KeyFileUnreadable, SealMissing, SealWrong, TokenUnusable, Sm2Unusable."""
    return _signer(file or key_file(), origin(), cosigns=False)


def witness_signer(name: str) -> Signer:
    """The key by which this node, under that name, cosigns other logs. Raises as `signer`."""
    return _signer(key_file(WITNESS_FILE), name, cosigns=True)


def _signer(file: Path, name: str, *, cosigns: bool) -> Signer:
    if settings.YISHU_SUITE is GM:
        kind, scheme = SM2_COSIGNATURE if cosigns else SM2, signing.SM2
    else:
        kind, scheme = COSIGNATURE if cosigns else ED25519, signing.ED25519
    key = read_signing_key(file, scheme)
    return Signer(VerifierKey(name, kind, key.public), key.sign)


@contextmanager
def reading() -> Iterator[Connection]:
    """Django's own connection, as the log's reading takes one."""
    connection.ensure_connection()
    raw = connection.connection
    assert isinstance(raw, psycopg.Connection)
    yield raw
