"""The proof that a record stands in the log, as a text that needs nothing else to be checked: C2SP tlog-proof. Pure.

Behind `extra` stands what makes the leaf out of the record: its salt (16 bytes) and its body.
"""

import base64
import re
from dataclasses import dataclass
from typing import Final

from yishu.audit.log import notes, tree
from yishu.audit.log.notes import Checkpoint, NoteInvalid
from yishu.core.suites import Suite

FIRST: Final = "c2sp.org/tlog-proof@v1"
SALT_BYTES: Final = 16
_INDEX: Final = re.compile(r"index (0|[1-9]\d{0,18})")


@dataclass(frozen=True, slots=True)
class Proof:
    """`entry` is what was hashed, salt ‖ body; empty where only the leaf's hash is proved."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint
    entry: bytes = b""

    def __str__(self) -> str:
        extra = [f"extra {base64.b64encode(self.entry).decode()}"] if self.entry else []
        hashes = map(notes.encoded_hash, self.path)
        return "\n".join([FIRST, *extra, f"index {self.index}", *hashes, "", str(self.checkpoint)])

    @property
    def body(self) -> bytes:
        """The record, as canonical JSON."""
        return self.entry[SALT_BYTES:]

    def require(self, suite: Suite, leaf: bytes) -> None:
        """Raises ProofInvalid unless the leaf stands in the tree of the checkpoint, and is that of the entry if there is one."""
        if self.entry and suite.leaf(self.entry) != leaf:
            raise tree.ProofInvalid("the record beside the proof has another hash")
        tree.require_inclusion(suite, leaf, self.index, self.checkpoint.size, self.path, self.checkpoint.root)


def read(text: str) -> Proof:
    """Raises NoteInvalid."""
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines.pop(0) != FIRST or not blank:
        raise NoteInvalid(f"a proof begins with {FIRST}")
    entry = b""
    if lines and lines[0].startswith("extra "):
        try:
            entry = base64.b64decode(lines.pop(0).removeprefix("extra "), validate=True)
        except ValueError:
            raise NoteInvalid("base64 is expected behind extra") from None
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None:
        raise NoteInvalid("a proof says the index of its leaf")
    return Proof(int(index[1]), tuple(map(notes.decoded_hash, lines)), notes.read(note), entry)
