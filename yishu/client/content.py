"""What a request carries: bytes, or a part of a file that is read anew at each attempt."""

import hashlib
import io
from pathlib import Path
from typing import BinaryIO, Final, Protocol

_BLOCK: Final = 1024 * 1024


class Content(Protocol):
    """`size` in bytes; `open` gives the whole of it from its beginning; `part` some of it, as content of its own."""

    @property
    def size(self) -> int: ...

    def open(self) -> BinaryIO: ...

    def part(self, offset: int, size: int) -> "Content": ...


class Bytes:
    __slots__ = ("whole",)

    def __init__(self, whole: bytes) -> None:
        self.whole = whole

    @property
    def size(self) -> int:
        return len(self.whole)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.whole)

    def part(self, offset: int, size: int) -> "Bytes":
        return Bytes(self.whole[offset : offset + size])


class File:
    """A file as it is now: one that changes while it is sent is refused by its digest or length."""

    __slots__ = ("_path", "size")

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._path, self.size = path, path.stat().st_size

    def open(self) -> BinaryIO:
        return self._path.open("rb")

    def part(self, offset: int, size: int) -> Bytes:
        with self.open() as file:
            file.seek(offset)
            return Bytes(file.read(size))


NOTHING: Final = Bytes(b"")


def sha256_of(content: Content) -> bytes:
    digest = hashlib.sha256()
    with content.open() as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.digest()
