"""What differs between two versions of a directory: told from their lists of entries, which are in the order of codes."""

import csv
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from yishu.catalogue.directories.members import Member
from yishu.catalogue.directories.writing import Add, told
from yishu.core.canonical import canonical

LIST: Final = "entries.csv"
_HEADS: Final = ("code", "digest", "version", "state", "name", "provider")
_FLOWING: Final = ("records", "last_updated", "address")
"""What changes without anybody changing the entry."""

What = Literal["added", "changed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list: an entry as a version has it; `digest` is over all that the version says of it."""

    code: str
    digest: str
    version: str
    state: str
    name: str
    provider: str


@dataclass(frozen=True, slots=True)
class Difference:
    """`before` and `after`: None where the entry was, or is, not in the directory."""

    what: What
    before: Listed | None
    after: Listed | None

    @property
    def entry(self) -> Listed:
        """As it is, or as it was last."""
        found = self.after or self.before
        assert found is not None
        return found


@contextmanager
def writing_list(folder: Path) -> Iterator[Add]:
    """Write the list of a directory, entry by entry."""
    with (folder / LIST).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADS)
        yield lambda member: writer.writerow(_line(member))


def differences(before: Path | None, after: Path) -> Iterator[Difference]:
    """What became of the entries from one folder's list to another's, by code; of none before, all are added."""
    old, new = _lines(before), _lines(after)
    was, is_ = next(old, None), next(new, None)
    while was or is_:
        if was is None or (is_ is not None and is_.code < was.code):
            yield Difference("added", None, is_)
            is_ = next(new, None)
        elif is_ is None or was.code < is_.code:
            yield Difference("withdrawn", was, None)
            was = next(old, None)
        else:
            if was.digest != is_.digest:
                yield Difference("changed", was, is_)
            was, is_ = next(old, None), next(new, None)


def _line(member: Member) -> tuple[str, ...]:
    said = {name: value for name, value in told(member).items() if name not in _FLOWING}
    resource, entry = member.resource, member.entry
    digest = hashlib.sha256(canonical(said)).hexdigest()
    return resource.code, digest, str(entry.version), resource.state, entry.name, resource.provider_name


def _lines(folder: Path | None) -> Iterator[Listed]:
    if folder is None or not (folder / LIST).exists():
        return
    with (folder / LIST).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader, None)
        for line in reader:
            yield Listed(*line)
