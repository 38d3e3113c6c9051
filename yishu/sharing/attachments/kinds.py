"""Which files may be attached: told by what they begin with, never by their name alone; nothing that a browser would run."""

import zipfile
from io import BytesIO
from typing import Final, NamedTuple


class FileKind(NamedTuple):
    """`suffix` is how its name ends."""

    suffix: str
    media_type: str


PDF: Final = FileKind(".pdf", "application/pdf")
OFD: Final = FileKind(".ofd", "application/ofd")
PNG: Final = FileKind(".png", "image/png")
JPEG: Final = FileKind(".jpg", "image/jpeg")
KINDS: Final = (PDF, OFD, PNG, JPEG)
_MOST_PARTS: Final = 5000


def kind_of(content: bytes) -> FileKind | None:
    """What the content is; None for anything else."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content.rstrip(b"\0").endswith(b"IEND\xaeB`\x82"):
        return PNG
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:]:
        return JPEG
    return OFD if content.startswith(b"PK\x03\x04") and _is_ofd(content) else None


def _is_ofd(content: bytes) -> bool:
    """GB/T 33190: a package whose entry is OFD.xml. Only its table is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return "OFD.xml" in names and len(names) <= _MOST_PARTS
