"""What a file is: told by its bytes and held against its name; nothing that runs when it is opened (19.1)."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import IO, Final

from yishu.hosting.files.errors import DocumentActive, DocumentTypeContradicts, DocumentTypeUnknown

_HEAD: Final = 64 * 1024
_MOST_PARTS: Final = 20_000
_OPENXML: Final = "application/vnd.openxmlformats-officedocument"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_VBA: Final = "_VBA_PROJECT".encode("utf-16-le")
_MARKUP: Final = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<?php", b"#!/")
_MACROS: Final = ("vbaproject.bin", "vbadata.xml")


def media_type_of(path: Path, name: str) -> str:
    """The media type, where bytes and name agree. Raises DocumentTypeUnknown, DocumentTypeContradicts, DocumentActive."""
    suffix = PurePath(name).suffix.lower()
    kind = KINDS.get(suffix)
    if kind is None:
        raise DocumentTypeUnknown(suffix=suffix[:12] or "…", known=" ".join(KINDS))
    media_type, holds = kind
    with path.open("rb") as file:
        if not holds(file):
            raise DocumentTypeContradicts(suffix=suffix)
    return media_type


def _begins(*marks: bytes) -> Callable[[IO[bytes]], bool]:
    return lambda file: file.read(32).startswith(marks)


def _riff(file: IO[bytes]) -> bool:
    head = file.read(12)
    return head[:4] == b"RIFF" and head[8:] == b"WAVE"


def _mp4(file: IO[bytes]) -> bool:
    return file.read(12)[4:8] == b"ftyp"


def _pdf(file: IO[bytes]) -> bool:
    """Whole: what was cut off on the way has no end mark."""
    if file.read(5) != b"%PDF-":
        return False
    file.seek(max(0, file.seek(0, 2) - 2048))
    return b"%%EOF" in file.read()


def _packed(*parts: str) -> Callable[[IO[bytes]], bool]:
    """A ZIP whose table names these parts; only the table is read, nothing is unpacked."""

    def holds(file: IO[bytes]) -> bool:
        try:
            with zipfile.ZipFile(file) as package:
                names = package.namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            return False
        if any(name.lower().endswith(_MACROS) for name in names):
            raise DocumentActive
        return len(names) <= _MOST_PARTS and all(any(name.startswith(part) for name in names) for part in parts)

    return holds


def _text(file: IO[bytes]) -> bool:
    """Text in UTF-8 or GB 18030 that no browser would take for a page, and no shell for a script."""
    head = file.read(_HEAD)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not head or b"\0" in head:
        return False
    if start.startswith(_MARKUP):
        raise DocumentActive
    return any(_decodes(head, charset) for charset in ("utf-8", "gb18030"))


def _decodes(head: bytes, charset: str) -> bool:
    """The last few bytes may be half a character."""
    for end in range(len(head), max(0, len(head) - 4), -1):
        try:
            head[:end].decode(charset)
        except UnicodeDecodeError:
            if len(head) < _HEAD:
                return False
            continue
        return True
    return False


def _xml(file: IO[bytes]) -> bool:
    head = file.read(_HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    if any(mark in head.lower() for mark in (b"<html", b"<svg", b"<script", b"xml-stylesheet")):
        raise DocumentActive
    return head.startswith(b"<")


def _json(file: IO[bytes]) -> bool:
    """A long one is not read to its end."""
    if file.seek(0, 2) > _HEAD * 64:
        file.seek(0)
        return file.read(_HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    file.seek(0)
    try:
        json.load(file)
    except (ValueError, RecursionError):
        return False
    return True


def _ole(file: IO[bytes]) -> bool:
    """The older office formats: one container, so that the name is believed; its directory tells of macros."""
    if file.read(8) != _OLE:
        return False
    last = b""
    while part := file.read(1024 * 1024):
        if _VBA in last + part:
            raise DocumentActive
        last = part[-len(_VBA) :]
    return True


KINDS: Final[dict[str, tuple[str, Callable[[IO[bytes]], bool]]]] = {
    ".pdf": ("application/pdf", _pdf),
    ".ofd": ("application/ofd", _packed("OFD.xml")),
    ".docx": (f"{_OPENXML}.wordprocessingml.document", _packed("[Content_Types].xml", "word/")),
    ".xlsx": (f"{_OPENXML}.spreadsheetml.sheet", _packed("[Content_Types].xml", "xl/")),
    ".pptx": (f"{_OPENXML}.presentationml.presentation", _packed("[Content_Types].xml", "ppt/")),
    ".doc": ("application/msword", _ole),
    ".xls": ("application/vnd.ms-excel", _ole),
    ".ppt": ("application/vnd.ms-powerpoint", _ole),
    ".wps": ("application/vnd.ms-works", _ole),
    ".rtf": ("application/rtf", _begins(b"{\\rtf")),
    ".txt": ("text/plain", _text),
    ".csv": ("text/csv", _text),
    ".xml": ("application/xml", _xml),
    ".json": ("application/json", _json),
    ".png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    ".jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    ".jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    ".tif": ("image/tiff", _begins(b"II*\0", b"MM\0*")),
    ".tiff": ("image/tiff", _begins(b"II*\0", b"MM\0*")),
    ".zip": ("application/zip", _packed()),
    ".mp3": ("audio/mpeg", _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    ".wav": ("audio/wav", _riff),
    ".mp4": ("video/mp4", _mp4),
}
"""By suffix: the media type, and whether bytes are that."""
