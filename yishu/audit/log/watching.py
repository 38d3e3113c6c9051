"""What a witness does with another log's checkpoint: it must be signed, and continue the last one seen. Pure; tiles are read from wherever that log shows them."""

from collections.abc import Sequence

from yishu.audit.log import notes, tree
from yishu.audit.log.notes import Checkpoint, NoteInvalid, VerifierKey
from yishu.audit.log.tiles import ReadTile, TileNodes
from yishu.core.suites import Suite


class Diverged(Exception):
    """The log does not continue what was seen of it. `checkpoint` is what it shows now, signed by its own key: the proof."""

    code = "diverged"

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint
        super().__init__(self.code)


class RolledBack(Diverged):
    """It is shorter than it was."""

    code = "rolled_back"


class Rewritten(Diverged):
    """What was in it before is no longer, or stands otherwise."""

    code = "rewritten"


def signed(note: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    """A checkpoint that one of the log's keys has signed. Raises NoteInvalid."""
    found = notes.read(note)
    for key in keys:
        if key.name != found.origin:
            continue
        try:
            found.signed_at(key)
        except NoteInvalid:
            continue
        return found
    raise NoteInvalid("the checkpoint is not signed by a key of this log")


def require_continued(suite: Suite, before: Checkpoint | None, now: Checkpoint, tile: ReadTile) -> None:
    """Raises RolledBack, Rewritten, or whatever `tile` raises; KeyError where a tile is too short."""
    if before is None or before.size == 0:
        return
    if now.size < before.size:
        raise RolledBack(now)
    try:
        proof = []
        if now.size > before.size:
            proof = tree.consistency(suite, TileNodes(suite, tile), before.size, now.size)
        tree.require_consistency(suite, before.size, now.size, before.root, now.root, proof)
    except tree.ProofInvalid:
        raise Rewritten(now) from None
