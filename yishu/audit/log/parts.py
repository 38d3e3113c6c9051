"""The personal parts of records, held against the commitments in their bodies: which are there, which were erased, and whether each erasure is itself on record. Pure."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from yishu.audit.log import commitments
from yishu.core.suites import Suite

if TYPE_CHECKING:
    from yishu.audit.log.verifier import Entry, Report

ERASED: Final = "personal-part:erased"
"""The action of the record that must stand for each part that is gone, `target` naming whose it was."""
_BEGINS: Final = b'{"action":"%s","outcome":"allowed",' % ERASED.encode()
_TARGET: Final = re.compile(rb'"target":"record:([0-9a-f-]{36})"')
_NUMBER: Final = re.compile(rb'"id":"([0-9a-f-]{36})","at":"[^"]{19,32}"\}\Z')
_TAIL: Final = 96
"""The number stands so far from the end of a body."""


class Parts:
    """Goes along the log once. Kept in memory is what was erased, and nothing of the rest."""

    def __init__(self, suite: Suite, report: "Report", *, brought: bool, waiting: Collection[str] = ()) -> None:
        """`brought`: what is examined has the parts; else only that bodies are whole is known. `waiting`: the records whose erasure is said to wait for its place in the log."""
        self._suite, self._report, self._brought, self._waiting = suite, report, brought, waiting
        self._gone: dict[str, int] = {}
        self._told: dict[str, int] = {}
        report.parts_brought = brought

    def look(self, entry: "Entry") -> None:
        """At a record whose body is there."""
        commitment = commitments.committed(entry.body)
        if entry.told:
            self._hold(entry, commitment)
        elif commitment:
            self._gone[_number(entry.body)] = entry.index
        if entry.body.startswith(_BEGINS) and (named := _TARGET.search(entry.body)):
            self._told[named[1].decode()] = entry.index

    def end(self) -> None:
        """After the last record: what is gone, and what is said to be."""
        if not self._brought:
            return
        self._report.parts_erased = len(self._gone.keys() & self._told.keys())
        for number in self._gone.keys() - self._told.keys():
            index = self._gone[number]
            if number in self._waiting:
                self._report.add(
                    "part_erasure_waits", index,
                    f"序号 {index} 的留痕（{number}）的个人信息部分已抹除，抹除它的留痕还没有进入日志：请待后台进程（yishu worker）运行之后再核对一次。",
                    f"The personal part of record {index} ({number}) was erased, and the record of that is not in the log yet: let the worker run, and check again.",
                )  # fmt: skip
                continue
            self._report.add(
                "part_erased_unrecorded", index,
                f"序号 {index} 的留痕（{number}）的个人信息部分不在了，日志里却没有抹除它的留痕：它是绕过平台删除的。",
                f"The personal part of record {index} ({number}) is gone, and no record in the log says that it was erased: it was deleted past the platform.",
            )  # fmt: skip
        for number in self._told.keys() - self._gone.keys():
            index = self._told[number]
            self._report.add(
                "part_not_erased", index,
                f"序号 {index} 的留痕称已抹除 {number} 的个人信息部分，而它还在：它被放了回来。",
                f"Record {index} says that the personal part of {number} was erased, and it is there: it was put back.",
            )  # fmt: skip

    def _hold(self, entry: "Entry", commitment: str) -> None:
        self._report.parts += 1
        if commitments.commitment(self._suite, entry.told) != commitment:
            self._report.add(
                "part_altered", entry.index,
                f"序号 {entry.index} 的留痕的个人信息部分与正文中的承诺值不符：它或它的盐在写入后被改动过。",
                f"The personal part of record {entry.index} does not fit the commitment in its body: it or its salt was changed since.",
            )  # fmt: skip


def _number(body: bytes) -> str:
    found = _NUMBER.search(body[-_TAIL:])
    return found[1].decode() if found else ""
