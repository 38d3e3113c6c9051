"""Columns that hold something personal, enciphered at rest: whoever has the database, a dump or a disk without the node's secrets reads none of it.

A value is sealed by the cipher of the node's suite (AES-256-GCM, or SM4-GCM, GB/T 32907) under a key made of its secrets, with a random nonce, and bound to its table and column: moved to another column it does not
open. Rows are not told apart: Django makes a value before its row has a number. A value says by what it was sealed; one of before, without a mark, is read as it is, so that a node can be upgraded while it runs.

What is looked for by equality alone, and shown to nobody, is kept as its blind index: a keyed hash of the column and the text.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, models

from yishu.core.suites import GM, INTL, SUITES, Suite
from yishu.node.errors import ColumnUnreadable

MARK: Final = "sealed1:"
INDEX_MARK: Final = "index1:"
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
    """`column`: `table.column`, which the value is bound to."""
    suite: Suite = settings.YISHU_SUITE
    nonce = os.urandom(_NONCE)
    sealed = _ciphers(settings.YISHU_SECRETS.tokens, suite.name)[0](nonce, text.encode(), column.encode())
    return f"{MARK}{suite.name}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(column: str, kept: str) -> str:
    """What was sealed; a value of before as it is. Raises ColumnUnreadable."""
    if not kept.startswith(MARK):
        return kept
    name, _, encoded = kept.removeprefix(MARK).partition(":")
    try:
        raw = base64.b64decode(encoded, validate=True)
        suite = SUITES[name]
        return _ciphers(settings.YISHU_SECRETS.tokens, suite.name)[1](
            raw[:_NONCE], raw[_NONCE:], column.encode()
        ).decode()
    except (InvalidTag, binascii.Error, KeyError, ValueError):
        raise ColumnUnreadable(column=column) from None


def opens(column: str, kept: str) -> bool:
    """Whether a value can be opened, for those who look after the node."""
    try:
        unseal(column, kept)
    except ColumnUnreadable:
        return False
    return True


def blind_index(column: str, text: str) -> str:
    """What stands in the column for a text that is only looked for: 128 bits of a keyed hash by the node's suite."""
    key = hmac.digest(settings.YISHU_SECRETS.tokens, _PURPOSE + b"index", "sha256")
    hashed = hmac.digest(key, f"{column}\0{text}".encode(), _HASHES[settings.YISHU_SUITE.name])
    return INDEX_MARK + hashed[:INDEX_BYTES].hex()


Enciphering = Callable[[bytes, bytes, bytes], bytes]
"""(nonce, content, what it is bound to) → content."""


@lru_cache(maxsize=8)
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
    statement = f'select id, "{column}" from "{table}" where "{column}" <> \'\' and not starts_with("{column}", %s) order by id limit %s for update'
    with connection.cursor() as cursor:
        while True:
            cursor.execute(statement, [mark, AT_ONCE])
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
