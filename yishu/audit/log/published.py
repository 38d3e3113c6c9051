"""A node's log as it shows it to everybody, examined over the network: nothing is asked of whoever runs the node (32.1). The standard library alone.

The tree is grown again from its leaves, of which only the hashes are public; at every checkpoint that was kept before, and at the newest, its root must be the signed one. What the records say
is checked by their receipts and proofs, or in an export.
"""

import http.client
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from yishu.audit.log import notes
from yishu.audit.log.notes import VerifierKey
from yishu.audit.log.tiles import FULL, WIDTH, ReadTile, parted, path_of, width_of
from yishu.audit.log.verifier import Entry, Report, Trusted, examine

_SECONDS: Final = 30
_KEPT: Final = 256
"""Tiles in memory: more than are gone through at once."""


class Unreachable(Exception):
    """Nothing can be said of the log: `zh` and the text say why."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh = zh
        super().__init__(en)


class Files:
    """What stands below `/log/` at a node's address (C2SP tlog-tiles), over one connection."""

    def __init__(self, address: str) -> None:
        """Raises Unreachable for what is no address."""
        parts = urlsplit(address)
        kinds = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}
        if parts.scheme not in kinds or not parts.hostname or parts.query:
            raise Unreachable(f"{address} 不是平台的网址", f"{address} is no address of a node")
        self._path = parts.path.rstrip("/").removesuffix("/log") + "/log/"
        self._connection = kinds[parts.scheme](parts.hostname, parts.port, timeout=_SECONDS)
        self._address = address

    def read(self, path: str, most: int) -> bytes | None:
        """A file of the log; None where there is none. Raises Unreachable."""
        try:
            return self._read(path, most)
        except (http.client.HTTPException, OSError):
            self._connection.close()  # kept open for too long, mostly: once more
        try:
            return self._read(path, most)
        except (http.client.HTTPException, OSError) as wrong:
            raise Unreachable(f"{self._address} 没有答复", f"{self._address} does not answer: {wrong}") from None

    def _read(self, path: str, most: int) -> bytes | None:
        self._connection.request("GET", self._path + path)
        answer = self._connection.getresponse()
        content = answer.read(most + 1)
        if answer.status == 404:
            return None
        if answer.status != 200 or len(content) > most:
            self._connection.close()
            raise Unreachable(
                f"{self._address} 答复的不是日志（{answer.status}）",
                f"{self._address} answers with no log ({answer.status})",
            )
        return content


def examine_published(
    files: Files, keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey], known: Sequence[str]
) -> Report:
    """The newest checkpoint, and those that were `known` before. Raises Unreachable; NoteInvalid where the node's checkpoint is none."""
    note = files.read("checkpoint", notes.MOST)
    if note is None:
        raise Unreachable("日志还没有检查点", "the log has no checkpoint yet")
    text = note.decode("utf-8", "replace")
    size = notes.read(text).size
    tile = _tiles(files, size)
    entries = _entries(size, tile)
    trusted = Trusted(keys, witnesses)
    report = examine(keys[0].kind.suite, trusted, [text], entries, tile=tile, known=known, with_parts=False)
    report.erased = 0  # hashes alone, none of them by rule
    return report


def words(report: Report) -> list[str]:
    """What was examined and what came of it, for whoever reads."""
    lines = [each.words() for each in report.broken]
    if report.holds:
        lines.append(
            f"公开的日志成立：{report.origin}，由 {report.size} 条留痕的哈希重新算出的根与签名的检查点相符。\n"
            f"The published log holds: {report.origin}; the root grown again from the hashes of {report.size} records is the one that was signed."
        )
        if report.known:
            lines.append(
                f"先前保存的 {report.known} 个检查点都在其中：那以前的留痕一条未改、未删、未插。\n"
                f"The {report.known} checkpoints kept before are in it: of the records until then none was changed, deleted or inserted."
            )
    else:
        lines.append(f"日志不成立：{len(report.broken)} 处。\nThe log does not hold: {len(report.broken)} findings.")
    lines += [
        f"见证方 {name} 见证到 {size} 条。\n{name} has witnessed {size} records."
        for name, size in report.cosigned.items()
    ]
    lines.append(
        "留痕的内容不公开，不在其中：凭回执和证明逐条核对，或者核对导出。\n"
        "What the records say is not public, and not part of this: check them by receipt and proof, or in an export."
    )
    return lines


def _tiles(files: Files, size: int) -> ReadTile:
    @lru_cache(maxsize=_KEPT)
    def tile(level: int, number: int) -> bytes:
        width = width_of(size, level, number)
        found = files.read(path_of(level, number, width), FULL) if width > 0 else None
        if found is None:
            raise KeyError((level, number))
        return found

    return tile


def _entries(size: int, tile: ReadTile) -> Iterator[Entry]:
    """Hashes alone; they end where a tile is missing."""
    for number in range(-(-size // WIDTH)):
        try:
            leaves = parted(tile(0, number))
        except KeyError:
            return
        for place, leaf in enumerate(leaves, number * WIDTH):
            yield Entry(place, leaf=leaf)
