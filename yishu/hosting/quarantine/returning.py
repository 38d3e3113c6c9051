"""The file of records sent back: what it has beside the items, by which it is known again when it is sent in (21.2). No Django here."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from yishu.core.errors import Language


class Heads(NamedTuple):
    """The names of its columns beside the items, in one language."""

    row: str
    text: str
    reason: str
    batch: str


HEADS: Final[dict[Language, Heads]] = {
    "zh": Heads("行号", "原文", "原因", "批次"),
    "en": Heads("Row", "Original text", "Reason", "Batch"),
}


def heads_in(header: Iterable[str]) -> Heads | None:
    """Whose columns these are; None for any other file. The batch may be missing: such a file mends by keys alone."""
    names = {name.strip().removeprefix("\ufeff") for name in header}
    return next((heads for heads in HEADS.values() if names >= {heads.row, heads.text, heads.reason}), None)
