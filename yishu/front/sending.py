"""One file published at once, from wherever the provider has it: what `yishu publish` does (20.1)."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from yishu.front.errors import FileTypeUnknown, KeyMissing, SourceWrong
from yishu.front.insisting import insisting, opened
from yishu.front.language import say
from yishu.front.node import Node
from yishu.front.parts import send_in_parts
from yishu.wire.batches import MEDIA_TYPES, BatchForeseen, BatchReceipt, SentBack

IN_PARTS_FROM: Final = 32 * 1024**2  # bytes
REASONS: Final = 20


def key_of(file: Path | None) -> str:
    """The key in the file, else in the environment: never on a command line, which others may see. Raises KeyMissing, SourceWrong."""
    if file is None:
        key = os.environ.get("YISHU_KEY", "")
    else:
        try:
            key = file.read_text(encoding="utf-8")
        except (OSError, UnicodeError) as error:
            raise SourceWrong(what=file, reason=getattr(error, "strerror", None) or type(error).__name__) from None
    if not key.strip():
        raise KeyMissing
    return key.strip()


@dataclass(frozen=True, slots=True)
class Sent:
    """The receipt, and the first of the records that were sent back."""

    receipt: BatchReceipt
    sent_back: list[SentBack]


def media_type_of(file: Path, encoding: str) -> str:
    """By the file's ending. Raises FileTypeUnknown."""
    kind = MEDIA_TYPES.get(file.suffix.lower())
    if kind is None:
        raise FileTypeUnknown(file=file.name, known=" ".join(MEDIA_TYPES))
    return f"{kind}; charset={encoding}" if kind == "text/csv" else kind


def send(node: Node, resource: str, file: Path, *, media_type: str, mode: str, told: Callable[[str], None]) -> Sent:
    """Send the file; where the node does not answer or is busy, once more under the same key, so that it is published at most once.

    A large one goes in parts: a broken connection costs only what it carried, also where this command is run again.
    Raises NodeRefused, NotSent, SourceWrong, HeldAtNode.
    """
    size = _size(file)
    if size >= IN_PARTS_FROM:
        receipt = send_in_parts(node, resource, file, size, media_type=media_type, mode=mode, told=told)
        return Sent(receipt, _reasons(node, resource, receipt))
    key = str(uuid4())

    def publish() -> BatchReceipt:
        with opened(file) as (body, size):
            return node.publish(resource, body, size, media_type=media_type, mode=mode, key=key)

    receipt = insisting(publish, told)
    return Sent(receipt, _reasons(node, resource, receipt))


def _reasons(node: Node, resource: str, receipt: BatchReceipt) -> list[SentBack]:
    return node.reasons(resource, receipt.batch, REASONS).items if receipt.quarantined else []


def _size(file: Path) -> int:
    """Raises SourceWrong."""
    try:
        return file.stat().st_size
    except OSError as error:
        raise SourceWrong(what=file, reason=error.strerror or type(error).__name__) from None


def try_out(
    node: Node, resource: str, file: Path, *, media_type: str, mode: str, told: Callable[[str], None]
) -> BatchForeseen:
    """What would come of the file. Raises as `send` does."""

    def attempt() -> BatchForeseen:
        with opened(file) as (body, size):
            return node.try_out(resource, body, size, media_type=media_type, mode=mode)

    return insisting(attempt, told)


def foreseen_in_words(found: BatchForeseen) -> str:
    """What would come of the file, and why records would come back."""
    lines = [
        say(
            "试运行，未入库：文件中 {records} 条，新增 {inserted}，更新 {updated}，删除 {deleted}，无变化 {unchanged}，退回 {quarantined}",
            "dry run, nothing published: {records} in the file, {inserted} new, {updated} changed, {deleted} deleted, {unchanged} unchanged, {quarantined} sent back",
            **{name: getattr(found, name) for name in found.__struct_fields__},
        )
    ]
    for fault in found.faults:
        rows = ", ".join(map(str, fault.rows))
        words = {"field": fault.field, "message": fault.message, "n": fault.count, "rows": rows}
        lines.append(say("{field}：{message}（{n} 条：{rows}）", "{field}: {message} ({n}: {rows})", **words))
    return "\n".join(lines)


def sent_in_words(sent: Sent) -> str:
    """The receipt in a few lines, and why records came back."""
    receipt = sent.receipt
    lines = [
        say(
            "合格 {accepted} 条（其中 {unchanged} 条无变化），退回 {quarantined} 条，数据版本 {version}",
            "{accepted} accepted ({unchanged} of them unchanged), {quarantined} sent back, version {version}",
            accepted=receipt.accepted,
            unchanged=receipt.unchanged,
            quarantined=receipt.quarantined,
            version=receipt.version,
        ),
        say(
            "批次 {batch}，留痕回执 {receipt}",
            "batch {batch}, receipt {receipt}",
            batch=receipt.batch,
            receipt=receipt.receipt,
        ),
    ]
    for record in sent.sent_back:
        for reason in record.errors:
            words = {"row": record.row, "field": reason.field, "message": reason.message}
            lines.append(say("第 {row} 条，{field}：{message}", "record {row}, {field}: {message}", **words))
    if receipt.quarantined > len(sent.sent_back):
        more = receipt.quarantined - len(sent.sent_back)
        lines.append(say("……另有 {n} 条，见“问题数据”页面", "… and {n} more, on the page of records sent back", n=more))
    return "\n".join(lines)
