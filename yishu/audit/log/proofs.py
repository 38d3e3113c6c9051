"""The proof that a record stands in the log, as a text that needs nothing else to be checked: C2SP tlog-proof. Pure.

Behind `extra` stands what makes the leaf out of the record: its salt (16 bytes) and its body.

What is personal in the record (`audit.personal`) may be brought along: a line `yishu.personal@v1 ` and `salt ‖ part` in base64 before all that; without it the file is a proof as any other.
"""

import base64
import re
from dataclasses import dataclass
from typing import Final

from yishu.audit.log import commitments, notes, tree
from yishu.audit.log.notes import Checkpoint, NoteInvalid
from yishu.core.suites import Suite

FIRST: Final = "c2sp.org/tlog-proof@v1"
SALT_BYTES: Final = 16
_PERSONAL: Final = "yishu.personal@v1 "
_INDEX: Final = re.compile(r"index (0|[1-9]\d{0,18})")


@dataclass(frozen=True, slots=True)
class Proof:
    """`entry` is what was hashed, salt ‖ body; empty where only the leaf's hash is proved. `told`: what of it is personal, `salt ‖ part`; empty where it is not brought along."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint
    entry: bytes = b""
    told: bytes = b""

    def __str__(self) -> str:
        personal = [_PERSONAL + base64.b64encode(self.told).decode()] if self.told else []
        extra = [f"extra {base64.b64encode(self.entry).decode()}"] if self.entry else []
        hashes = map(notes.encoded_hash, self.path)
        return "\n".join([*personal, FIRST, *extra, f"index {self.index}", *hashes, "", str(self.checkpoint)])

    @property
    def body(self) -> bytes:
        """The record, as canonical JSON."""
        return self.entry[SALT_BYTES:]

    def require(self, suite: Suite, leaf: bytes) -> None:
        """Raises ProofInvalid unless the leaf stands in the tree of the checkpoint, and is that of the entry if there is one, and the personal part beside it is the one that was recorded."""
        if self.entry and suite.leaf(self.entry) != leaf:
            raise tree.ProofInvalid("the record beside the proof has another hash")
        if self.told and not commitments.holds(suite, self.body, self.told):
            raise tree.ProofInvalid("the personal part beside the proof is not the one that was recorded")
        tree.require_inclusion(suite, leaf, self.index, self.checkpoint.size, self.path, self.checkpoint.root)


def read(text: str) -> Proof:
    """Raises NoteInvalid."""
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    told = _decoded(lines.pop(0), _PERSONAL) if lines[0].startswith(_PERSONAL) else b""
    if lines.pop(0) != FIRST or not blank:
        raise NoteInvalid(f"a proof begins with {FIRST}")
    entry = _decoded(lines.pop(0), "extra ") if lines and lines[0].startswith("extra ") else b""
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None:
        raise NoteInvalid("a proof says the index of its leaf")
    return Proof(int(index[1]), tuple(map(notes.decoded_hash, lines)), notes.read(note), entry, told)


def _decoded(line: str, name: str) -> bytes:
    try:
        return base64.b64decode(line.removeprefix(name), validate=True)
    except ValueError:
        raise NoteInvalid(f"base64 is expected behind {name.strip()}") from None
