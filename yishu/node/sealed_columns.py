"""Columns that hold something personal, enciphered at rest: whoever has the database, a dump or a disk without the node's secrets reads none of it.

A value is sealed by the cipher of the node's suite (AES-256-GCM, or SM4-GCM, GB/T 32907) under the newest of the node's keys for columns (`column_keys`), with a random nonce, and bound to its table and column: moved to another column it does not
open. Rows are not told apart: Django makes a value before its row has a number. A value says by what it was sealed (`sealed2:KEY:SUITE:…`; `sealed1:SUITE:…` is under the first key); one of before, without a mark, is read as it is, so that a node can be upgraded while it runs.

What is looked for by equality alone, and shown to nobody, is kept as its blind index: a keyed hash of the column and the text.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, models

from yishu.core.suites import GM, INTL, SUITES, Suite
from yishu.node import column_keys
from yishu.node.column_keys import FIRST, ColumnKey
from yishu.node.errors import ColumnUnreadable

MARK: Final = "sealed"
INDEX_MARK: Final = "index"
"""A mark, the number of a form and a colon: 1 is under the first key, 2 names its key."""
INDEX_BYTES: Final = 16
AT_ONCE: Final = 500
"""Rows that a conversion takes in one go."""
_NONCE, _TAG = 12, 16
_PURPOSE: Final = b"yishu: sealed columns: "
_HASHES: Final = {INTL.name: "sha256", GM.name: "sm3"}


class SealedText(models.CharField):
    """A text that is sealed in its row. It cannot be searched, sorted or compared by the database."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - as every field is asked
        return "text"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return seal(self._column, text) if text else text

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return unseal(self._column, value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    @property
    def _column(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"


def seal(column: str, text: str) -> str:
    """Under the newest key. `column`: `table.column`, which the value is bound to."""
    suite: Suite = settings.YISHU_SUITE
    key, nonce = column_keys.newest(column_keys.current()), os.urandom(_NONCE)
    assert key.seal is not None  # the newest is let go of by nobody
    sealed = _ciphers(key.seal, suite.name)[0](nonce, text.encode(), column.encode())
    return f"{_mark(MARK, key.name)}{suite.name}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(column: str, kept: str, keys: Sequence[ColumnKey] = ()) -> str:
    """What was sealed, by these keys or the node's; a value of before as it is. Raises ColumnUnreadable."""
    name = key_of(MARK, kept)
    if name is None:
        return kept
    suite, _, encoded = kept.removeprefix(_mark(MARK, name)).partition(":")
    try:
        key = column_keys.find(name, keys)
        if key is None or key.seal is None:
            raise ColumnUnreadable(column=column)
        raw = base64.b64decode(encoded, validate=True)
        opening = _ciphers(key.seal, SUITES[suite].name)[1]
        return opening(raw[:_NONCE], raw[_NONCE:], column.encode()).decode()
    except (InvalidTag, binascii.Error, KeyError, ValueError):
        raise ColumnUnreadable(column=column) from None


def opens(column: str, kept: str, keys: Sequence[ColumnKey] = ()) -> bool:
    """Whether a value can be opened, for those who look after the node."""
    try:
        unseal(column, kept, keys)
    except ColumnUnreadable:
        return False
    return True


def blind_index(column: str, text: str) -> str:
    """What stands in the column for a text that is only looked for: 128 bits of a keyed hash by the node's suite, under the newest key."""
    return _index(column_keys.newest(column_keys.current()), column, text)


def blind_indexes(column: str, text: str) -> list[str]:
    """What may stand there: under each key that there is, the newest first."""
    keys = column_keys.current()
    others = [each for each in reversed(keys) if each.index is not None]
    return list(dict.fromkeys(_index(each, column, text) for each in (column_keys.newest(keys), *others)))


def key_of(mark: str, kept: str) -> str | None:
    """The name of the key that a value is under; None for a value of before."""
    if kept.startswith(f"{mark}1:"):
        return FIRST
    return kept.split(":", 2)[1] if kept.startswith(f"{mark}2:") else None


def _mark(mark: str, name: str) -> str:
    return f"{mark}1:" if name == FIRST else f"{mark}2:{name}:"


def _index(key: ColumnKey, column: str, text: str) -> str:
    assert key.index is not None  # of those that were let go, none is asked for
    keyed = hmac.digest(key.index, _PURPOSE + b"index", "sha256")
    hashed = hmac.digest(keyed, f"{column}\0{text}".encode(), _HASHES[settings.YISHU_SUITE.name])
    return _mark(INDEX_MARK, key.name) + hashed[:INDEX_BYTES].hex()


Enciphering = Callable[[bytes, bytes, bytes], bytes]
"""(nonce, content, what it is bound to) → content."""


@lru_cache(maxsize=16)
def _ciphers(secret: bytes, suite: str) -> tuple[Enciphering, Enciphering]:
    key = hmac.digest(secret, _PURPOSE + suite.encode(), "sha256")
    if suite == INTL.name:
        return AESGCM(key).encrypt, AESGCM(key).decrypt
    return _sm4(key[:16])


def _sm4(key: bytes) -> tuple[Enciphering, Enciphering]:
    """SM4-GCM (RFC 8998) of `cryptography`, in the form of its AES-GCM."""

    def encrypt(nonce: bytes, content: bytes, bound: bytes) -> bytes:
        made = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        made.authenticate_additional_data(bound)
        return made.update(content) + made.finalize() + made.tag

    def decrypt(nonce: bytes, content: bytes, bound: bytes) -> bytes:
        made = Cipher(algorithms.SM4(key), modes.GCM(nonce, content[-_TAG:])).decryptor()
        made.authenticate_additional_data(bound)
        return made.update(content[:-_TAG]) + made.finalize()

    return encrypt, decrypt


def convert(table: str, column: str, *, mark: str = MARK, made: Callable[[str, str], str] = seal) -> int:
    """Values of before, some hundred rows at a time; how many. What has the mark is left alone, so that it can be begun again anywhere."""
    count = 0
    statement = f'select id, "{column}" from "{table}" where "{column}" <> \'\' and "{column}" !~ %s order by id limit %s for update'
    with connection.cursor() as cursor:
        while True:
            cursor.execute(statement, [f"^{mark}[12]:", AT_ONCE])
            rows = cursor.fetchall()
            if not rows:
                return count
            cursor.executemany(
                f'update "{table}" set "{column}" = %s where id = %s',
                [(made(f"{table}.{column}", text), number) for number, text in rows],
            )
            count += len(rows)


def list_columns(all_models: Iterable[type[models.Model]]) -> list[tuple[str, str]]:
    """(table, column) of all sealed ones."""
    return [
        (model._meta.db_table, field.column)
        for model in all_models
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedText) and field.column
    ]
