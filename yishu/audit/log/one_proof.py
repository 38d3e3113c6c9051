"""One proof (`proofs`) examined where nothing but Python is, in words. Pure."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from typing import Final

from yishu.audit.log import commitments, proofs
from yishu.audit.log.notes import Checkpoint, NoteInvalid, VerifierKey
from yishu.core.suites import Suite


def examine_proof(text: str, receipt: str, *, keys: Sequence[VerifierKey]) -> list[str]:
    """What the proof says of the receipt's record. Raises NoteInvalid, ProofInvalid, ValueError (the receipt) where it does not hold."""
    found = held(text, receipt, keys)
    return [*words(found), *_contents(found)]


def held(text: str, receipt: str, keys: Sequence[VerifierKey]) -> proofs.Proof:
    """Raises NoteInvalid, ProofInvalid, ValueError (the receipt) where it does not hold."""
    found = proofs.read(text)
    found.require(_suite(found.checkpoint, keys), bytes.fromhex(receipt.strip().lower().partition(".")[2]))
    return found


def words(found: proofs.Proof) -> list[str]:
    """What a proof that holds says."""
    size, origin = found.checkpoint.size, found.checkpoint.origin
    return [
        f"证明成立：回执所指的留痕是 {origin} 序号 {found.index} 的一条（序号自 0 起），检查点签署了前 {size} 条。\n"
        f"The proof holds: the receipt's record is at place {found.index} of {origin}, signed over {size}.",
    ]


def _suite(checkpoint: Checkpoint, keys: Sequence[VerifierKey]) -> Suite:
    """By the key that has signed. Raises NoteInvalid."""
    for key in keys:
        try:
            checkpoint.signed_at(key)
        except NoteInvalid:
            continue
        if checkpoint.origin == key.name:
            return key.kind.suite
    raise NoteInvalid("the checkpoint is not signed by a key that was given")


def in_china(body: bytes) -> list[str]:
    """The moment of a record as its day is reckoned; the record has it by UTC, and by night that is another day."""
    said = _AT.search(body)
    if said is None:
        return []
    moment = datetime.fromisoformat(said[1].decode() + "+00:00").astimezone(_CHINA)
    return [
        f"时间：{moment:%Y-%m-%d %H:%M:%S}（北京时间；正文为 UTC）\nTime: {moment:%Y-%m-%d %H:%M:%S} in China; the record has it by UTC"
    ]


_AT: Final = re.compile(rb'"at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[^"]*Z"\}\Z')
_CHINA: Final = timezone(timedelta(hours=8))  # since 1991; without a database of time zones


def _contents(found: proofs.Proof) -> Iterator[str]:
    if not found.body:
        return
    yield from in_china(found.body)
    yield found.body.decode()
    if found.told:
        part = json.dumps(json.loads(found.told[proofs.SALT_BYTES :]), ensure_ascii=False)
        yield f"个人信息部分，与正文中的承诺值相符：\nWhat is personal, fitting the commitment in the record:\n{part}"
    elif commitments.committed(found.body):
        yield (
            "个人信息部分（姓名、办件编号、所写的理由）不在其中：正文中办件、姓名为空，不表示没有。\n"
            "What is personal (name, case, written reason) is not in it: where these are empty, that does not mean that there was none."
        )
