"""One publication, batch by batch: draw, send, note the receipt. A crash anywhere sends at most the same batch again (20.1)."""

from collections import Counter
from datetime import UTC, datetime

from yishu.front.configuration import Publication
from yishu.front.errors import NodeRefused, Passing
from yishu.front.language import say, spoken
from yishu.front.node import Node
from yishu.front.outbox import Outbox, Pending
from yishu.front.sources import source_of
from yishu.front.state import FlowState, Folder
from yishu.front.telling import tell
from yishu.wire.batches import BatchReceipt

_REASONS_KEPT = 20


class Publisher:
    """`round` publishes all that is new. Raises what sources and node raise, and StateDamaged."""

    def __init__(self, publication: Publication, node: Node, folder: Folder) -> None:
        self._flow, self._node, self._folder = publication, node, folder
        self._origin = publication.origin
        self._outbox = Outbox(folder.path / "outbox", publication.name)

    def round(self) -> None:
        while self._one():
            pass

    def _one(self) -> bool:
        """One batch; whether there may be more."""
        state = self._state()
        pending = self._outbox.pending(self._origin)
        if pending is not None and pending.key == state.last_key:
            self._outbox.clear()  # noted already, when the process ended
            return True
        left_over = pending is not None
        pending = pending or self._outbox.draw(source_of(self._flow), self._origin, state.position)
        if pending is None:
            self._outbox.clear()
            self._note(state)
            return False
        receipt = self._send(pending)
        self._advance(state, pending, receipt)
        # Durable now: a crash after this line finds the batch noted and does not send it again.
        self._outbox.clear()
        return pending.more or left_over  # the source has moved on since it was drawn

    def _state(self) -> FlowState:
        state = self._folder.load(self._flow.name)
        return state if state.origin == self._origin else FlowState(origin=self._origin, last_error=state.last_error)

    def _send(self, pending: Pending) -> BatchReceipt:
        body = self._outbox.body
        try:
            with body.open("rb") as file:
                return self._node.publish(
                    self._flow.resource,
                    file,
                    body.stat().st_size,
                    media_type=pending.media_type,
                    mode=pending.mode,
                    key=pending.key,
                )
        except NodeRefused:
            # Nothing of it is published; it is drawn anew once somebody has mended source, entry or configuration.
            self._outbox.clear()
            raise

    def _advance(self, state: FlowState, pending: Pending, receipt: BatchReceipt) -> None:
        state.position, state.last_key = pending.position, pending.key
        state.version, state.receipt, state.signature = receipt.version, receipt.receipt, receipt.signature
        state.rows += receipt.accepted
        state.batches += 1
        state.quarantined += receipt.quarantined
        self._note(state)
        tell(self._flow.name, _published(pending, receipt))
        if receipt.quarantined:
            self._ask_why(state, receipt)

    def _ask_why(self, state: FlowState, receipt: BatchReceipt) -> None:
        try:
            page = self._node.reasons(self._flow.resource, receipt.batch, _REASONS_KEPT)
        except (Passing, NodeRefused) as problem:
            tell(self._flow.name, problem.detail(spoken()))
            return
        found = Counter(f"{reason.field}: {reason.message}" for row in page.items for reason in row.errors)
        state.reasons = [f"{text} (×{count})" for text, count in found.most_common(_REASONS_KEPT)]
        self._folder.save(self._flow.name, state)
        for row in page.items[:3]:
            for reason in row.errors:
                words = {"row": row.row, "field": reason.field, "message": reason.message}
                tell(
                    self._flow.name, say("第 {row} 条，{field}：{message}", "record {row}, {field}: {message}", **words)
                )

    def _note(self, state: FlowState) -> None:
        state.last_success, state.last_error = datetime.now(UTC).isoformat(timespec="seconds"), None
        self._folder.save(self._flow.name, state)


def _published(pending: Pending, receipt: BatchReceipt) -> str:
    return say(
        "已发布{name}：合格 {accepted} 条（其中 {unchanged} 条无变化），退回 {quarantined} 条，版本 {version}，回执 {receipt}",
        "published{name}: {accepted} accepted ({unchanged} of them unchanged), {quarantined} sent back, version {version}, receipt {receipt}",
        name=f" {pending.name}" if pending.name else "",
        accepted=receipt.accepted,
        unchanged=receipt.unchanged,
        quarantined=receipt.quarantined,
        version=receipt.version,
        receipt=receipt.receipt,
    )
