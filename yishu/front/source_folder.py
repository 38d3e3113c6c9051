"""A folder of CSV files as a source: each file once, in the order of names; a file that has changed is sent again."""

import hashlib
import time
from pathlib import Path
from typing import Any, BinaryIO

from yishu.front.configuration import FolderSource
from yishu.front.errors import SourceWrong
from yishu.front.language import say
from yishu.front.sources import FILES, Drawn, Survey

Position = dict[str, dict[str, Any]]


class Folder:
    """The position holds, by file name, the digest of what was sent, and by what (size, time) an unchanged file is known unread."""

    def __init__(self, source: FolderSource) -> None:
        self._source = source

    def draw(self, position: Any, into: BinaryIO) -> Drawn | None:
        sent: Position = dict(position or {})
        for path in self._changed(sent):
            look, digest = _look(path), _copy(path, into)
            before = sent.get(path.name, {}).get("digest")
            sent[path.name] = {"digest": digest, **look}
            if digest != before:
                kind = f"text/csv; charset={self._source.encoding}"
                span = [path.name, digest]
                return Drawn(0, sent, span, more=True, mode=self._source.mode, media_type=kind, name=path.name)
        return None

    def survey(self, position: Any) -> Survey:
        return Survey((), len(self._changed(dict(position or {}))), FILES)

    def _changed(self, sent: Position) -> list[Path]:
        try:
            files = sorted(path for path in self._source.folder.iterdir() if _is_ready(path, self._source))
        except OSError as error:
            raise SourceWrong(what=self._source.folder, reason=error.strerror or type(error).__name__) from None
        return [path for path in files if _look(path).items() - sent.get(path.name, {}).items()]


def _is_ready(path: Path, source: FolderSource) -> bool:
    """A CSV file that is not hidden and not being written just now."""
    if path.suffix.lower() != ".csv" or path.name.startswith(".") or not path.is_file():
        return False
    return time.time() - path.stat().st_mtime >= source.settle_seconds


def _look(path: Path) -> dict[str, Any]:
    found = path.stat()
    return {"size": found.st_size, "changed": found.st_mtime_ns}


def _copy(path: Path, into: BinaryIO) -> str:
    """The digest of exactly the bytes that were taken."""
    into.seek(0)
    into.truncate()
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                digest.update(part)
                into.write(part)
    except OSError as error:
        raise SourceWrong(what=path.name, reason=error.strerror or say("读取失败", "reading failed")) from None
    return digest.hexdigest()
