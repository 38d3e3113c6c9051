"""Some records of a log as one file that anybody can check: each with the proof that it stands in the log, all against one signed checkpoint. Pure.

    {"excerpt": 2, "origin", "suite", "keys", "witnesses", "checkpoint", "about"}
    {"index", "path", "salt", "record"}        path: the hashes of the inclusion proof (RFC 6962, 2.1.1), in base64; before the record "personal", `salt ‖ part` in base64, where there is one
    {"records"}                                how many, so that a file that was cut off shows

One line each, compressed with gzip. That nothing was left out that was asked for, an excerpt cannot prove; the whole log can (`exporting`).
"""

import base64
import binascii
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from yishu.audit.log import commitments, notes, tree
from yishu.audit.log.notes import Checkpoint, NoteInvalid, VerifierKey
from yishu.audit.log.verifier import Report
from yishu.core.suites import SUITES, Suite

VERSION: Final = 2
_VERSIONS: Final = (1, 2)
"""1 knew no personal parts; else they are alike."""
_LINE: Final = re.compile(
    rb'\{"index":(\d{1,19}),"path":\[((?:"[A-Za-z0-9+/]{43}=",?){0,63})\],"salt":"([0-9a-f]{32})",(?:"personal":"([A-Za-z0-9+/=]{24,})",)?"record":(\{.*\})\}\n'
)


class NoExcerpt(ValueError):
    """The file is no excerpt, or cannot be read; the text says where."""


def head_line(
    checkpoint: Checkpoint, suite: str, *, keys: Sequence[str], witnesses: Sequence[str], about: dict[str, Any]
) -> bytes:
    """`about`: what was chosen, by whom and what for; it is not signed."""
    told = {
        "excerpt": VERSION, "origin": checkpoint.origin, "suite": suite, "keys": keys, "witnesses": witnesses,
        "checkpoint": str(checkpoint), "about": about,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def record_line(index: int, path: Iterable[bytes], salt: bytes, body: bytes, told: bytes = b"") -> bytes:
    """The record's bytes are those that were hashed; what stands around them is fixed, so that they can be cut out again."""
    hashes = ",".join(f'"{notes.encoded_hash(each)}"' for each in path).encode()
    part = b'"personal":"%s",' % base64.b64encode(told) if told else b""
    return b'{"index":%d,"path":[%s],"salt":"%s",%s"record":%s}\n' % (index, hashes, salt.hex().encode(), part, body)


def last_line(records: int) -> bytes:
    return b'{"records":%d}\n' % records


def examine_excerpt(file: Path, *, keys: Sequence[VerifierKey] = (), witnesses: Sequence[VerifierKey] = ()) -> Report:
    """Each record against the checkpoint, and the checkpoint against the keys: those given, else those that it brings itself. Raises NoExcerpt, NoteInvalid."""
    report = Report()
    lines = _lines(file)
    head = _head(next(lines, b""))
    suite, checkpoint = _suite(head), notes.read(str(head.get("checkpoint", "")))
    report.origin, report.size = checkpoint.origin, checkpoint.size
    _examine_checkpoint(report, checkpoint, keys or _keys(head, "keys"), witnesses or _keys(head, "witnesses"))
    seen: set[int] = set()
    last = b""
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            last = line
            break
        _examine_record(report, suite, checkpoint, found, seen)
    _examine_end(report, last, next(lines, b""))
    return report


@dataclass(frozen=True, slots=True)
class Proved:
    """A record of an excerpt. `told`: what of it is personal, `salt ‖ part`; `holds`: it stands under the checkpoint that the file brings, and its part is the one that was recorded."""

    index: int
    leaf: bytes
    body: bytes
    told: bytes
    holds: bool


def read_records(file: Path, *, first: int = 0) -> Iterator[Proved]:
    """Those of a file from the place `first` (0 is its first record) on, as far as it can be read; who signed the checkpoint is not asked. Raises NoExcerpt, NoteInvalid."""
    lines = _lines(file)
    head = _head(next(lines, b""))
    suite, checkpoint = _suite(head), notes.read(str(head.get("checkpoint", "")))
    for line in islice(lines, first, None):
        found = _LINE.fullmatch(line)
        if found is None:
            return
        told, body = base64.b64decode(found[4] or b""), found[5]
        leaf = suite.leaf(bytes.fromhex(found[3].decode()) + body)
        holds = _stands(suite, checkpoint, found, leaf) and commitments.holds(suite, body, told)
        yield Proved(int(found[1]), leaf, body, told, holds)


def words(report: Report) -> list[str]:
    """What came of it, for whoever reads."""
    lines = [each.words() for each in report.broken]
    if report.holds:
        lines += [
            f"摘录成立：{report.records} 条留痕都在 {report.origin} 的日志里，与检查点（签署到 {report.size} 条）逐一核对无误。\n"
            f"The excerpt holds: its {report.records} records stand in {report.origin}, each held against the checkpoint of {report.size} records.",
            "摘录不能证明没有遗漏；核对整份日志用 yishu audit export。\nAn excerpt does not prove that nothing was left out; the whole log does (yishu audit export).",
        ]
    else:
        lines.append(
            f"摘录不成立：{len(report.broken)} 处。\nThe excerpt does not hold: {len(report.broken)} findings."
        )
    if report.parts:
        lines.append(
            f"其中 {report.parts} 条的姓名、办件编号、所写理由在各条旁的 personal 里（base64），与正文中的承诺值相符：正文中办件、姓名为空，不表示没有。\n"
            f"Names, cases and written reasons of {report.parts} of them stand beside each in personal (base64), fitting the commitments: where these are empty in a record, that does not mean that there was none."
        )
    if report.parts_erased:
        lines.append(
            f"其中 {report.parts_erased} 条的个人信息部分已抹除；抹除是否有留痕，由整份日志证明。\n"
            f"The personal part of {report.parts_erased} of them was erased; that it was erased on record, the whole log proves."
        )
    lines += [f"见证方 {name} 已见证此检查点。\n{name} has witnessed the checkpoint." for name in report.cosigned]
    return lines


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with gzip.open(file, "rb") as lines:
            yield from lines
    except (OSError, EOFError, zlib.error) as wrong:
        raise NoExcerpt(f"{file.name}: {type(wrong).__name__}") from None


def _head(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("excerpt") not in _VERSIONS:
        raise NoExcerpt("the file does not begin as an excerpt does")
    return found


def _suite(head: dict[str, Any]) -> Suite:
    try:
        return SUITES[str(head.get("suite"))]
    except KeyError:
        raise NoExcerpt("the hash function is unknown") from None


def _keys(head: dict[str, Any], name: str) -> list[VerifierKey]:
    listed = head.get(name, [])
    if not isinstance(listed, list):
        raise NoExcerpt(f"{name} is no list")
    return [VerifierKey.read(str(each)) for each in listed]


def _examine_checkpoint(
    report: Report, checkpoint: Checkpoint, keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey]
) -> None:
    report.checkpoints = 1
    if not any(key.name == checkpoint.origin and _has_signed(checkpoint, key) for key in keys):
        report.add(
            "checkpoint_unsigned", checkpoint.size,
            "检查点不是由所给的日志公钥签署的。", "The checkpoint is not signed by a key of the log that was given.",
        )  # fmt: skip
    for witness in witnesses:
        if _has_signed(checkpoint, witness):
            report.cosigned[witness.name] = checkpoint.size


def _has_signed(checkpoint: Checkpoint, key: VerifierKey) -> bool:
    try:
        checkpoint.signed_at(key)
    except NoteInvalid:
        return False
    return True


def _examine_record(
    report: Report, suite: Suite, checkpoint: Checkpoint, found: re.Match[bytes], seen: set[int]
) -> None:
    index, salt, body = int(found[1]), bytes.fromhex(found[3].decode()), found[5]
    report.records += 1
    if not _stands(suite, checkpoint, found, suite.leaf(salt + body)):
        report.add(
            "record_unproven", index,
            f"序号 {index} 的留痕不是日志里的那一条：它、它的盐或它的证明被改动过。",
            f"Record {index} is not the one in the log: it, its salt or its proof was changed.",
        )  # fmt: skip
    _examine_part(report, suite, index, body, found[4] or b"")
    if index in seen:
        report.add("record_twice", index, f"序号 {index} 的留痕出现两次。", f"Record {index} is in it twice.")
    seen.add(index)


def _stands(suite: Suite, checkpoint: Checkpoint, found: re.Match[bytes], leaf: bytes) -> bool:
    """Raises NoteInvalid for a path that cannot be read."""
    path = [notes.decoded_hash(each.strip('"')) for each in found[2].decode().split(",") if each]
    try:
        tree.require_inclusion(suite, leaf, int(found[1]), checkpoint.size, path, checkpoint.root)
    except tree.ProofInvalid:
        return False
    return True


def _examine_part(report: Report, suite: Suite, index: int, body: bytes, encoded: bytes) -> None:
    """That what was erased is on record, only the whole log can tell."""
    try:
        told = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise NoExcerpt(f"the personal part of record {index}") from None
    if not commitments.holds(suite, body, told):
        report.add(
            "part_altered", index,
            f"序号 {index} 的留痕的个人信息部分与正文中的承诺值不符：它或它的盐被改动过。",
            f"The personal part of record {index} does not fit the commitment in its body: it or its salt was changed.",
        )  # fmt: skip
    report.parts += bool(told)
    report.parts_erased += not told and bool(commitments.committed(body))


def _examine_end(report: Report, last: bytes, rest: bytes) -> None:
    if last != last_line(report.records) or rest:
        where = report.records
        report.add(
            "cut_off", where,
            f"摘录在所含的第 {where} 条之后被截断或改动，末行不符。",
            f"The excerpt was cut off or changed behind its record {where}: the last line does not fit.",
        )  # fmt: skip
