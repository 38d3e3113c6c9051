"""Do the stamps fit the log? Checked at each checkpoint while the log is gone through (`verifier`). Pure.

A stamp that an outsider kept, or that stands beside the log, must be over a checkpoint that the log has: whoever rewrites the log can have the new one stamped, but not earlier than today, and not by the old stamps.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Final, Protocol

from yishu.audit.log.notes import Checkpoint
from yishu.audit.log.stamping import tokens
from yishu.audit.log.stamping.trust import Fault, StampInvalid, Trust

EARLY: Final = timedelta(hours=1)
"""How much later than a stamp above it a record may say it was made: clocks differ."""


class Tell(Protocol):
    """What the report takes in; see `verifier.Report`."""

    def add(self, code: str, where: object, zh: str, en: str) -> None: ...

    def add_stamp(self, size: int, authority: str, not_later: datetime) -> None: ...

    def count_unproven(self) -> None: ...


class Stamps:
    """`given`: (size, answer) of the stamps that stand beside the log, by size; `kept`: answers that others kept, which must fit some checkpoint."""

    def __init__(self, trust: Trust, given: Iterable[tuple[int, bytes]], kept: Sequence[bytes] = ()) -> None:
        """Raises StampInvalid where one that was kept is none."""
        self._trust, self._given = trust, iter(given)
        self._waiting = next(self._given, None)
        self._kept: dict[tuple[str, bytes], list[bytes]] = {}
        for each in kept:
            self._kept.setdefault(tokens.imprint_in(each), []).append(each)

    def at(self, report: Tell, checkpoint: Checkpoint, newest: str, *, own: bool) -> None:
        """Look at what was stamped at this size. `own`: the checkpoint stands in the log, beside its stamps; others are some that were kept. `newest`: the latest time that a record of the log says up to here, ISO 8601 without a zone (UTC)."""
        message = tokens.stamped_part(checkpoint)
        while self._waiting and self._waiting[0] < checkpoint.size:
            self._tell_without_checkpoint(report, self._waiting[0])
        for answer in chain(self._beside(checkpoint.size) if own else (), self._fitting(message)):
            self._look(report, checkpoint.size, answer, message, newest)

    def end(self, report: Tell) -> None:
        """What no checkpoint took."""
        while self._waiting:
            self._tell_without_checkpoint(report, self._waiting[0])
        for algorithm, digest in self._kept:
            report.add(
                "stamp_of_another_log", f"{algorithm}:{digest.hex()}",
                "所给的时间戳不是为这份日志的任何检查点出具的：当时的日志是另一份，或者那个检查点已不保留（请一并用 --known 给出）。",
                "A stamp that was given is over no checkpoint of this log: it was another log then, or that checkpoint is not kept any more (give it by --known as well).",
            )  # fmt: skip

    def _beside(self, size: int) -> Iterator[bytes]:
        while self._waiting and self._waiting[0] == size:
            yield self._waiting[1]
            self._waiting = next(self._given, None)

    def _fitting(self, message: bytes) -> Iterator[bytes]:
        for algorithm in tokens.HASHES if self._kept else ():
            yield from self._kept.pop((algorithm, hashlib.new(algorithm, message).digest()), ())

    def _look(self, report: Tell, size: int, answer: bytes, message: bytes, newest: str) -> None:
        try:
            stamp = tokens.read(answer, message, self._trust)
        except StampInvalid as wrong:
            if wrong.fault == Fault.UNTRUSTED:
                report.count_unproven()
                return
            report.add(
                f"stamp_{wrong.fault}", size,
                f"{size} 条处的时间戳不成立：{wrong.zh}。",
                f"A stamp at size {size} does not hold: {wrong.en}.",
            )  # fmt: skip
            return
        report.add_stamp(size, stamp.authority, stamp.not_later)
        if newest and newest > (stamp.not_later + EARLY).strftime("%Y-%m-%dT%H:%M:%S"):
            report.add(
                "stamp_early", size,
                f"{size} 条处的时间戳是 {stamp.at:%Y-%m-%d %H:%M:%S}（UTC）的，其中却有留痕自称作于 {newest}：两者必有一个时钟不对。",
                f"The stamp at size {size} is of {stamp.at:%Y-%m-%d %H:%M:%S} UTC, but a record under it says {newest}: one of the clocks was wrong.",
            )  # fmt: skip

    def _tell_without_checkpoint(self, report: Tell, size: int) -> None:
        self._waiting = next(self._given, None)
        report.add(
            "stamp_without_checkpoint", size,
            f"{size} 条处有时间戳，却没有它所证明的检查点：检查点被删除了。",
            f"There is a stamp at size {size}, but not the checkpoint that it is over: that was deleted.",
        )  # fmt: skip
