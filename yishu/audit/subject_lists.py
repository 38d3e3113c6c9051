"""The subjects of a long list: kept sealed beside its record, which holds their digest; the keyed hashes by which each is found follow, made by the worker (32.1).

Hashing 100 000 subjects before the answer would take as long as answering. Whoever has the database without the node's secrets reads neither.
"""

import hashlib
import hmac
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from yishu.audit.ledger import enter
from yishu.audit.models import SubjectList
from yishu.audit.record import Record, subject_hash

log = logging.getLogger(__name__)

DIGEST, COUNT = "subject_list", "listed_subjects"
"""What the record's detail says: SHA-256 of the sealed list, and how many subjects it names."""
_PURPOSE: Final = b"yishu: lists of subjects"
_NONCE: Final = 12
_AT_ONCE: Final = 20  # lists in memory


def lines_of(kind: str, texts: bytes, others: Iterable[tuple[int, str]] = ()) -> bytes:
    """The first line says what kind of key nearly all are, then comes a line for each subject. `texts`: their lines; `others`: the kinds of the rest, by place."""
    exceptions = ",".join(f"{place}={other}" for place, other in others)
    return f"{kind}\0{exceptions}\n".encode() + texts


def prepare(record: Record, lines: bytes, count: int) -> bytes:
    """Seal the list of a record that is yet to be written, and name it there. Returns what `keep` takes."""
    nonce = os.urandom(_NONCE)
    sealed = nonce + _cipher(settings.YISHU_SECRETS.subjects).encrypt(nonce, lines, record.id.bytes)
    record.detail |= {DIGEST: hashlib.sha256(sealed).hexdigest(), COUNT: count}
    return sealed


def keep(record: Record, sealed: bytes) -> None:
    """In the transaction of the record."""
    SubjectList.objects.create(record=record.id, sealed=sealed)


def is_whole(record: Record) -> bool:
    """Whether the record's list, if it has one, is the one that it was written with."""
    digest = record.detail.get(DIGEST)
    if digest is None:
        return True
    sealed = SubjectList.objects.filter(pk=record.id).values_list("sealed", flat=True).first()
    return sealed is not None and hashlib.sha256(sealed).hexdigest() == digest


def expand(_now: datetime) -> int:
    """Make the hashes of the lists that have none yet. Returns of how many; one that cannot be read gets none, and is said to the operator."""
    waiting = SubjectList.objects.filter(hashes=None).order_by("pk")[:_AT_ONCE]
    for each in waiting:
        try:
            each.hashes = b"".join(_hashes(each))
        except (InvalidTag, ValueError):
            log.error("the subject list of record %s cannot be read: altered, or sealed under other secrets", each.pk)
            each.hashes = b""
        with transaction.atomic():
            each.save(update_fields=["hashes"])
            enter(each.pk, each.hashes)
    return len(waiting)


def _hashes(kept: SubjectList) -> Iterator[bytes]:
    secret, sealed = settings.YISHU_SECRETS.subjects, bytes(kept.sealed)
    opened = _cipher(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], kept.record.bytes).decode()
    head, *texts = opened.split("\n")
    kind, exceptions = head.split("\0")
    others = dict(each.split("=", 1) for each in exceptions.split(",") if each)
    for place, text in enumerate(texts):
        yield subject_hash(secret, others.get(str(place), kind), text)


@lru_cache(maxsize=4)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(hmac.digest(secret, _PURPOSE, "sha256"))
