"""One reception: a full copy first, then only changes. The copy is whole on disk before the target is touched (27.3)."""

import csv
import io
import tempfile
from datetime import UTC, datetime
from typing import BinaryIO

from yishu.front.configuration import Reception
from yishu.front.errors import NodeRefused
from yishu.front.language import say
from yishu.front.node import Node, Stamp
from yishu.front.state import FlowState, Folder
from yishu.front.targets import CHANGE, Held, Shape, target_of
from yishu.front.telling import tell

_FULL_AGAIN = ("changes_expired", "since_ahead")  # 410; and a node that was set back to before what we hold


class ItemsMoved(Exception):
    """The node delivers other items than those that are held, or masks others of them: changes of these alone would not do."""


class Receiver:
    """`round` brings the table up to the node's present version. Raises what node and targets raise."""

    def __init__(self, reception: Reception, node: Node, folder: Folder) -> None:
        self._flow, self._node, self._folder = reception, node, folder
        self._target = target_of(reception)

    def round(self) -> None:
        held = self._target.held()
        if held is None:
            self._full()
            return
        try:
            self._changes(held)
        except ItemsMoved:
            self._full()
        except NodeRefused as refusal:
            if refusal.node_code not in _FULL_AGAIN:
                raise
            tell(
                self._flow.name,
                say("改为全量接收：{reason}", "in full again: {reason}", reason=refusal.params["reason"]),
            )
            self._full()

    def _full(self) -> None:
        with tempfile.TemporaryFile(dir=self._inbox()) as copy:
            stamp, header = self._download(copy, None)
            shape = Shape.of(self._node.entry(self._flow.resource), header)
            rows = self._target.replace(shape, copy, stamp)
        tell(
            self._flow.name,
            say(
                "已全量接收 {rows} 条，版本 {version}，回执 {receipt}",
                "received {rows} records in full, version {version}, receipt {receipt}",
                rows=rows,
                version=stamp.version,
                receipt=stamp.receipt,
            ),
        )
        self._note(stamp, rows)

    def _changes(self, held: Held) -> None:
        shape = Shape.of(self._node.entry(self._flow.resource), held.items)
        if not shape.keyed:
            self._full_if_moved(held)
            return
        with tempfile.TemporaryFile(dir=self._inbox()) as changes:
            stamp, header = self._download(changes, held.version)
            if header != (*CHANGE, *held.items) or stamp.masked != self._masked:
                raise ItemsMoved
            if stamp.version == held.version:
                self._note(stamp, None)
                return
            rows = self._target.change(shape, changes, stamp, held.version)
        tell(
            self._flow.name,
            say(
                "已接收版本 {since} 之后的变更，现有 {rows} 条，版本 {version}，回执 {receipt}",
                "received the changes since version {since}; {rows} records now, version {version}, receipt {receipt}",
                since=held.version,
                rows=rows,
                version=stamp.version,
                receipt=stamp.receipt,
            ),
        )
        self._note(stamp, rows)

    def _full_if_moved(self, held: Held) -> None:
        """Without the key's items nobody could say which record has changed: each new version comes in full."""
        stamp = self._node.latest(self._flow.resource, since=held.version, grant=self._flow.grant)
        if stamp.version == held.version and stamp.masked == self._masked:
            self._note(stamp, None)
        else:
            self._full()

    @property
    def _masked(self) -> str:
        """What was masked when the rows that are held were received."""
        return self._folder.load(self._flow.name).masked

    def _download(self, into: BinaryIO, since: int | None) -> tuple[Stamp, tuple[str, ...]]:
        with self._node.copy(self._flow.resource, since=since, grant=self._flow.grant) as (stamp, parts):
            for part in parts:
                into.write(part)
        return stamp, _header(into)

    def _inbox(self) -> str:
        """A file there has no name, so that it goes with the process."""
        folder = self._folder.path / "inbox"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return str(folder)

    def _note(self, stamp: Stamp, rows: int | None) -> None:
        before = self._folder.load(self._flow.name)
        state = FlowState(
            version=stamp.version,
            receipt=stamp.receipt,
            masked=stamp.masked,
            rows=before.rows if rows is None else rows,
            batches=before.batches + (rows is not None),
            last_success=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self._folder.save(self._flow.name, state)


def _header(file: BinaryIO) -> tuple[str, ...]:
    file.seek(0)
    text = io.TextIOWrapper(file, "utf-8", newline="")
    try:
        return tuple(next(csv.reader(text), ()))
    finally:
        text.detach()
