"""Making the evidence of calls, as it is written."""

from typing import Final
from uuid import UUID

from yishu.access.asks import Ask
from yishu.access.governed import Permit, Refusal, record_of
from yishu.access.state import Caller
from yishu.audit.copying import Evidence, Frame, Moment, evidence_of
from yishu.core.suites import Suite

MOST_FRAMES: Final = 16_384


class Recorder:
    """Keeps the frames of one epoch: a caller's name or agency may be another in the next."""

    def __init__(self, node: str, secret: bytes, suite: Suite) -> None:
        self.node, self.suite, self._secret = node, suite, secret
        self._frames: dict[tuple[str, str, str, str, frozenset[str]], Frame] = {}
        self._epoch = -1

    def alone(
        self,
        ask: Ask,
        caller: Caller,
        judged: Permit | Refusal,
        found: int,
        version: int,
        *,
        proof: tuple[str, ...] = (),
        number: UUID | None = None,
    ) -> Evidence:
        """What any verify or query leaves behind; with the caller's signature, where it was signed, and under the number that a provider's interface was told."""
        alone = record_of(ask, caller, judged, node=self.node, secret=self._secret, found=found, version=version)
        if number:
            alone.id = number
        if proof:
            alone.detail = {**alone.detail, "signature": list(proof)}
        return evidence_of(alone, self.suite)

    def among_others(
        self, ask: Ask, caller: Caller, judged: Permit, epoch: int, found: int, version: int, now: Moment
    ) -> Evidence:
        """The same of one that was permitted, most of whose record others have as well."""
        if epoch != self._epoch or len(self._frames) >= MOST_FRAMES:
            self._frames, self._epoch = {}, epoch
        key = (caller.ref, judged.grant_hash, ask.mode, ask.duty, judged.items)
        frame = self._frames.get(key)
        if frame is None:
            made = record_of(ask, caller, judged, node=self.node, secret=self._secret)
            frame = self._frames[key] = Frame(made, self.suite)
        return frame.evidence(ask.case, judged.hashed(self._secret), found=found, version=version, now=now)
