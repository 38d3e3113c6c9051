"""Which authorities stamp this log: `YISHU_STAMP_AUTHORITIES`, an address and a file of certificates each, separated by semicolons. No Django."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from yishu.audit.log.stamping.trust import Trust
from yishu.node.configuration import setting


@dataclass(frozen=True, slots=True)
class Authority:
    """An RFC 3161 authority over HTTP, and the file (PEM) by which its stamps are trusted."""

    url: str
    file: Path

    @property
    def address(self) -> str:
        """What it is known by on record: without what only the owner of an account knows."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

    def trust(self) -> Trust:
        """Read anew each time: the file may be replaced while the worker runs. Raises OSError, ValueError."""
        return Trust.read(self.file.read_bytes())


def configured() -> list[Authority]:
    """Raises ValueError, which says what is written wrongly."""
    return [_read(each) for each in setting("stamp_authorities").split(";") if each.strip()]


def trusted() -> Trust:
    """Everything by which stamps of this log are trusted. Raises OSError, ValueError."""
    return Trust(tuple(anchor for each in configured() for anchor in each.trust().anchors))


def _read(text: str) -> Authority:
    url, _, file = text.strip().partition(" ")
    if urlsplit(url).scheme not in ("http", "https") or not file.strip():
        raise ValueError(
            f"YISHU_STAMP_AUTHORITIES: an address (http, https) and a file are expected, not “{text.strip()}”"
        )
    return Authority(url, Path(file.strip()))
