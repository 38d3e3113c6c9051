"""Does the log hold? The same examination for an export on an outsider's machine and for the database of a node. Pure: no Django, no database.

Every record is hashed again and the tree grown again from nothing; at each checkpoint its root must be the one that was signed. Whatever was edited, deleted, inserted, reordered
or dated back since shows as a place in the log.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from yishu.audit.log import notes
from yishu.audit.log.notes import Checkpoint, NoteInvalid, VerifierKey
from yishu.audit.log.parts import Parts
from yishu.audit.log.tiles import WIDTH, Edge, ReadTile, parted, path_of
from yishu.core.suites import Suite

if TYPE_CHECKING:  # needs asn1crypto, which a log without stamps does without
    from yishu.audit.log.stamping.examining import Stamps

LATE: Final = timedelta(hours=1)
"""How much earlier than what was in the log before it a record may say it was made: transactions that took long, clocks of several hosts."""
MOST_TOLD: Final = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it is now: what its leaf is made of, and (`told`) what of it is personal, `salt ‖ part`. Without a body only the hash is known: it was erased by rule, or (`missing`) is gone."""

    index: int
    number: str = ""
    salt: bytes = b""
    body: bytes = b""
    leaf: bytes = b""
    missing: bool = False
    told: bytes = b""


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that does not hold: a code, where, and the sentence in both languages."""

    code: str
    where: str
    zh: str
    en: str

    def words(self) -> str:
        return f"{self.zh}\n{self.en}"


@dataclass(frozen=True, slots=True)
class Stamped:
    """That the log was so by then: the first `size` records existed `not_later` (ISO 8601), as that authority says."""

    size: int
    authority: str
    not_later: str


@dataclass(slots=True)
class Report:
    """What was examined, and what does not hold, in the order of the log."""

    origin: str = ""
    size: int = 0
    checkpoints: int = 0
    records: int = 0
    erased: int = 0
    parts: int = 0
    """Records whose personal part is there, and fits."""
    parts_erased: int = 0
    """Records whose personal part was erased, each on record."""
    parts_brought: bool = True
    """Whether what was examined has personal parts at all."""
    known: int = 0
    cosigned: dict[str, int] = field(default_factory=dict)
    """Witness → the largest size that it has cosigned."""
    stamped: list[Stamped] = field(default_factory=list)
    """What stamps prove, in the order of the log."""
    unproven: int = 0
    """Stamps by authorities whose certificates were not given."""
    unstamped_seconds: int = 0
    """How long records waited for their stamp at most: an hour where a log is stamped hourly, much more where it was made anew."""
    broken: list[Broken] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.broken

    def add(self, code: str, where: object, zh: str, en: str) -> None:
        found = Broken(code, str(where), zh, en)
        if len(self.broken) < MOST_TOLD and found not in self.broken:
            self.broken.append(found)

    def add_stamp(self, size: int, authority: str, not_later: datetime) -> None:
        self.stamped.append(Stamped(size, authority, not_later.astimezone(UTC).isoformat(timespec="seconds")))

    def count_unproven(self) -> None:
        self.unproven += 1


@dataclass(frozen=True, slots=True)
class Trusted:
    """By whose keys the checkpoints must be signed, and whose cosignatures count."""

    log: Sequence[VerifierKey]
    witnesses: Sequence[VerifierKey] = ()


def examine(
    suite: Suite,
    trusted: Trusted,
    signed: Iterable[str],
    entries: Iterable[Entry],
    *,
    tile: ReadTile | None = None,
    known: Iterable[str] = (),
    stamps: "Stamps | None" = None,
    with_parts: bool = True,
    waiting: Collection[str] = (),
) -> Report:
    """Go through the log once, in bounded memory. `signed`: its checkpoints, by size; `known`: some that others kept, which must be of the same log; `stamps`: those to hold against them; `with_parts`: the entries have their personal parts; `waiting`: the records whose erasure is said to wait for its place."""
    report = Report()
    parts = Parts(suite, report, brought=with_parts, waiting=waiting)
    walk = _Walk(suite, report, iter(entries), tile, parts)
    kept = [found for note in known if (found := _read(report, trusted, note))]
    report.known = len(kept)
    whole = all(
        walk.up_to(mark) and _look_at_stamps(report, stamps, mark, walk, own=all(mark is not each for each in kept))
        for mark in _marks(report, trusted, signed, kept)
    )
    report.size = walk.edge.size
    if whole:
        parts.end()
    if whole and stamps is not None:
        stamps.end(report)
    for each in kept:
        if whole and each.size > report.size:
            report.add(
                "rolled_back", each.size,
                f"日志被回退：它曾签署过 {each.size} 条，现在只有 {report.size} 条。",
                f"The log was rolled back: it has signed {each.size} records, and has {report.size} now.",
            )  # fmt: skip
    if whole and (rest := next(walk.entries, None)):
        report.add(
            "unsigned", rest.index,
            f"序号 {rest.index} 及以后的留痕没有签名的检查点。",
            f"Records from place {rest.index} on stand under no signed checkpoint.",
        )  # fmt: skip
    return report


def _look_at_stamps(report: Report, stamps: "Stamps | None", mark: Checkpoint, walk: "_Walk", *, own: bool) -> bool:
    """Always true: a stamp that does not fit is told, and the walk goes on. `own`: the mark stands in the log, and is none that others kept."""
    if stamps is not None:
        before = len(report.stamped)
        stamps.at(report, mark, walk.newest, own=own)
        for each in report.stamped[before:]:
            report.unstamped_seconds = max(report.unstamped_seconds, walk.waited(each.not_later))
        if report.stamped[before:]:
            walk.oldest = ""
    return True


def _marks(report: Report, trusted: Trusted, signed: Iterable[str], kept: list[Checkpoint]) -> Iterator[Checkpoint]:
    """All sizes at which a root was signed, by size, up to the log's own last. What cannot be read or is not signed is told and left out."""
    waiting = sorted(kept, key=lambda each: each.size, reverse=True)
    before = 0
    for own in (found for note in signed if (found := _read(report, trusted, note))):
        report.checkpoints, report.origin = report.checkpoints + 1, own.origin
        if own.size <= before:
            report.add(
                "checkpoint_order", own.size,
                f"检查点的次序不对：{before} 之后是 {own.size}。",
                f"Checkpoints are out of order: {own.size} follows {before}.",
            )  # fmt: skip
            continue
        _count_witnesses(report, trusted, own)
        while waiting and waiting[-1].size <= own.size:
            yield waiting.pop()
        yield own
        before = own.size


def _read(report: Report, trusted: Trusted, note: str) -> Checkpoint | None:
    try:
        found = notes.read(note)
    except NoteInvalid as wrong:
        report.add(
            "checkpoint_unreadable", "", f"有一个检查点无法读取：{wrong}。", f"A checkpoint cannot be read: {wrong}."
        )
        return None
    for key in trusted.log:
        try:
            found.signed_at(key)
        except NoteInvalid:
            continue
        if found.origin == key.name:
            return found
    report.add(
        "checkpoint_unsigned", found.size,
        f"{found.size} 条处的检查点不是由所给的日志公钥签署的。",
        f"The checkpoint of size {found.size} is not signed by a key of the log that was given.",
    )  # fmt: skip
    return None


def _count_witnesses(report: Report, trusted: Trusted, checkpoint: Checkpoint) -> None:
    for witness in trusted.witnesses:
        named = any((line.name, line.key_id) == (witness.name, witness.id) for line in checkpoint.lines)
        if not named:
            continue
        try:
            checkpoint.signed_at(witness)
            report.cosigned[witness.name] = checkpoint.size
        except NoteInvalid:
            report.add(
                "cosignature_invalid", checkpoint.size,
                f"{checkpoint.size} 条处见证方 {witness.name} 的签名不成立。",
                f"The cosignature of {witness.name} at size {checkpoint.size} does not hold.",
            )  # fmt: skip


class _Walk:
    """Grows the tree again, from mark to mark: by what the records are hashed to now, and, from where the tiles know another hash, by those as well."""

    def __init__(
        self, suite: Suite, report: Report, entries: Iterator[Entry], tile: ReadTile | None, parts: Parts
    ) -> None:
        self.parts = parts
        self.suite, self.report, self.entries, self.tile = suite, report, entries, tile
        self.edge = Edge(suite)
        self._by_tiles: Edge | None = None
        self._differing: list[Entry] = []
        self.newest, self._before = "", ""
        """The newest time in the log, and the earliest that a record may say from now on."""
        self.oldest = ""
        """The time of the first record that is under no stamp yet."""

    def up_to(self, mark: Checkpoint) -> bool:
        """Take the records up to this checkpoint, and compare the roots. False where going on would tell nothing."""
        self._before = _earlier(self.newest)
        while self.edge.size < mark.size:
            # Bounded: what was signed at once may be millions of records.
            if not self._take(min(mark.size - self.edge.size, WIDTH * 64), mark):
                return False
        return self._is_signed(mark)

    def waited(self, until: str) -> int:
        """Seconds from the first record that was not stamped until then; 0 where it says no time."""
        if not self.oldest:
            return 0
        return max(
            0, int((datetime.fromisoformat(until) - datetime.fromisoformat(self.oldest + "+00:00")).total_seconds())
        )

    def _is_signed(self, mark: Checkpoint) -> bool:
        """Whose hashes were signed, those of the records or those of the tiles, says which of them were changed."""
        by_tiles, differing, self._by_tiles, self._differing = self._by_tiles, self._differing, None, []
        if self.edge.root() == mark.root:
            for place in sorted({entry.index // WIDTH for entry in differing}):
                self._tell_tile(0, place)
            return True
        if by_tiles is not None and by_tiles.root() == mark.root:
            for entry in differing:
                self._tell_record(entry)
            self.edge = by_tiles
            return True
        self.report.add(
            "tree", mark.size,
            f"前 {mark.size} 条留痕不是检查点所签署的那些：签署之后有改动，或者签署过另一份日志。",
            f"The first {mark.size} records are not those that the checkpoint was signed over: something was changed since, or another log was signed.",
        )  # fmt: skip
        return False

    def _take(self, count: int, mark: Checkpoint) -> bool:
        first = self.edge.size
        taken = list(islice(self.entries, count))
        for place, entry in enumerate(taken, first):
            if entry.index != place:
                self.report.add(
                    "gap", place,
                    f"序号 {place} 的留痕不在它的位置上（那里是序号 {entry.index} 的）。",
                    f"Record {place} is not at its place: record {entry.index} stands there.",
                )  # fmt: skip
                return False
        if len(taken) < count:
            self.report.add(
                "missing_end", first + len(taken),
                f"序号 {first + len(taken)} 及以后的留痕不在了，而检查点签署到 {mark.size} 条。",
                f"Records from place {first + len(taken)} on are missing; the checkpoint was signed over {mark.size}.",
            )  # fmt: skip
            return False
        leaves = [self._leaf(entry) for entry in taken]
        self._grow(taken, leaves)
        return True

    def _leaf(self, entry: Entry) -> bytes:
        """What the record is hashed to now; where only its hash is left, that."""
        if entry.missing:
            self.report.add(
                "record_missing", entry.index,
                f"序号 {entry.index} 的留痕（{entry.number}）被删除。",
                f"Record {entry.index} ({entry.number}) was deleted.",
            )  # fmt: skip
        if not entry.body:
            self.report.erased += not entry.missing
            return entry.leaf
        self.report.records += 1
        self._look_at_time(entry)
        self.parts.look(entry)
        return self.suite.leaf(entry.salt + entry.body)

    def _look_at_time(self, entry: Entry) -> None:
        found = _AT.search(entry.body)
        said = found[1].decode() if found and _is_time(found[1].decode()) else ""
        if not said or said < self._before:
            self.report.add(
                "back_dated", entry.index,
                f"序号 {entry.index} 的留痕称作于 {said or '（没有时间）'}，而在它之前进入日志的留痕已到 {self.newest}：它是倒填的，或来自时钟错误的机器。",
                f"Record {entry.index} says {said or 'no time'}, but what came into the log before it is of {self.newest}: it was dated back, or comes from a machine whose clock is wrong.",
            )  # fmt: skip
        self.newest, self.oldest = max(self.newest, said), self.oldest or said

    def _grow(self, taken: list[Entry], leaves: list[bytes]) -> None:
        if self.tile is None:
            self.edge.append(leaves)
            return
        kept = _kept_leaves(self.tile, self.edge.size, len(leaves))
        if leaves != kept:
            self._differing += [entry for entry, own, other in zip(taken, leaves, kept, strict=True) if own != other]
            if self._by_tiles is None:
                self._by_tiles = self.edge.copy()
        grown = self.edge.append(leaves)
        if self._by_tiles is not None:
            grown = self._by_tiles.append(kept)
        for (level, number), hashes in grown.items():
            if level and _stored(self.tile, level, number)[: len(hashes)] != hashes:
                self._tell_tile(level, number)

    def _tell_record(self, entry: Entry) -> None:
        if not entry.missing:  # which has been told
            self.report.add(
                "record_altered", entry.index,
                f"序号 {entry.index} 的留痕（{entry.number}）与签署过的哈希不符：它或它的盐在写入后被改动过。",
                f"Record {entry.index} ({entry.number}) does not fit the hash that was signed: it or its salt was changed since.",
            )  # fmt: skip

    def _tell_tile(self, level: int, number: int) -> None:
        self.report.add(
            "tile", path_of(level, number),
            f"哈希块 {path_of(level, number)} 与其下的内容不符：它被改动或损坏过。",
            f"The tile {path_of(level, number)} does not follow from what is below it: it was changed or damaged.",
        )  # fmt: skip


_AT: Final = re.compile(rb'"at":"([0-9T:-]{19})[^"]*"\}$')


def _is_time(said: str) -> bool:
    try:
        datetime.fromisoformat(said)
    except ValueError:
        return False
    return True


def _earlier(newest: str) -> str:
    return (datetime.fromisoformat(newest) - LATE).isoformat() if newest else ""


def _kept_leaves(tile: ReadTile, first: int, count: int) -> list[bytes]:
    """The leaves of these places as the tiles of level 0 hold them; empty where they do not."""
    found: list[bytes] = []
    for number in range(first // WIDTH, (first + count - 1) // WIDTH + 1):
        hashes = parted(_stored(tile, 0, number))
        found += (hashes + [b""] * WIDTH)[:WIDTH]
    start = first % WIDTH
    return found[start : start + count]


def _stored(tile: ReadTile, level: int, number: int) -> bytes:
    try:
        return tile(level, number)
    except KeyError:
        return b""
