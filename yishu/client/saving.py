"""Files as they arrive: written beside their place, held against their digest, and put there whole or not at all."""

import hashlib
import os
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final

from msgspec import Struct, structs

from yishu.client import requests
from yishu.client.errors import BrokenOff, DigestDiffers, Refused
from yishu.client.line import Line
from yishu.client.transport import BLOCK, Answer

_SHA256: Final = re.compile(r"(?:^|,)\s*sha-256\s*=\s*:([A-Za-z0-9+/=]+):")
_RANGE: Final = re.compile(r"bytes (\d+)-\d+/(\d+)")


class Copied(Struct, frozen=True):
    """A copy or document that was fetched. `version` 0 where it has none; `receipt`: keep it with the file.

    `masked`: the masks by item; `controls`: how many control records there are and how they are stripped, in the node's words, empty for none.
    """

    version: int
    receipt: str
    media_type: str
    masked: dict[str, str]
    controls: str
    size: int
    sha256: str


def save(answer: Answer, path: Path) -> Copied:
    """Write the answer to a file, readable by its owner alone, which is there only once it is whole. Raises BrokenOff, DigestDiffers, OSError."""
    with _placed(path) as file:
        digest = hashlib.sha256()
        for block in answer.blocks():
            digest.update(block)
            file.write(block)
        size = file.tell()
        if _digest_in(answer.headers) not in (None, digest.digest()):
            raise DigestDiffers
    return told_of(answer.headers, size, digest.hexdigest())


def told_of(headers: Mapping[str, str], size: int = 0, sha256: str = "") -> Copied:
    version = headers.get("Yishu-Version", "")
    return Copied(
        version=int(version) if version.isascii() and version.isdigit() else 0,
        receipt=headers.get("Yishu-Receipt", ""),
        media_type=headers.get("Content-Type", ""),
        masked=_pairs(headers.get("Yishu-Masked", "")),
        controls=headers.get("Yishu-Control-Records", ""),
        size=size,
        sha256=sha256,
    )


def place_of(path: str | PathLike[str]) -> Path:
    """Where a file is to be. Raises FileNotFoundError before anything is asked for, where there is no folder for it."""
    place = Path(path)
    place.parent.stat()
    return place


class Fetching:
    """One file that the node keeps, fetched in as many pieces as it takes; what an earlier run of the program brought is not sent again.

    `digest`: its SHA-256 in hexadecimal. Without it, only this run's own pieces are put together.
    """

    def __init__(self, line: Line, source: str, path: Path, digest: str = "") -> None:
        self._line, self._source, self._path = line, source, path
        self._digest, self._etag = digest, f'"{digest}"' if digest else ""
        mark = digest or hashlib.sha256(source.encode()).hexdigest()
        self._part = path.with_name(f"{path.name}.{mark[:16]}.part")
        self._is_known = bool(digest)

    def run(self) -> Copied:
        """Goes on as long as something arrives within the line's patience. Raises Refused, OSError."""
        while True:
            begin = self._reached
            try:
                told = self._line.read(requests.piece(self._source, begin, self._etag), self._append)
            except Refused as failure:
                if failure.status == 416 and begin:
                    self._part.unlink()  # nothing follows it: whole already, or of something else
                elif failure.code != BrokenOff.code or self._reached <= begin:
                    self._leave()
                    raise
            else:
                return self._finish(told)

    @property
    def _reached(self) -> int:
        return self._part.stat().st_size if self._etag and self._part.exists() else 0

    def _append(self, answer: Answer) -> Copied:
        found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        begin = int(found[1]) if found and answer.status == 206 else 0
        self._etag = answer.headers.get("ETag", "")
        if not self._digest:
            self._digest = (_digest_in(answer.headers) or b"").hex()
        if not begin:
            self._part.unlink(missing_ok=True)
            self._part.touch(0o600)
        with self._part.open("r+b") as file:
            file.seek(begin)
            file.truncate()
            for block in answer.blocks():
                file.write(block)
        return told_of(answer.headers)

    def _leave(self) -> None:
        """What another run could not go on with is not left behind."""
        if not self._is_known:
            self._part.unlink(missing_ok=True)

    def _finish(self, told: Copied) -> Copied:
        digest, size = hashlib.sha256(), 0
        with self._part.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
                size += len(block)
        if self._digest not in ("", digest.hexdigest()):
            self._part.unlink()
            raise self._line.found(DigestDiffers())
        os.replace(self._part, self._path)
        return structs.replace(told, size=size, sha256=digest.hexdigest())


@contextmanager
def _placed(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place when the block ends well, and is gone when it does not."""
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            yield file  # type: ignore[misc]
            file.flush()
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _digest_in(headers: Mapping[str, str]) -> bytes | None:
    found = _SHA256.search(headers.get("Repr-Digest", ""))
    try:
        return b64decode(found[1], validate=True) if found else None
    except NotBase64:
        return None


def _pairs(header: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in header.split(",") if "=" in each)
    return {name.strip(): value.strip() for name, _, value in pairs}
