"""Where archived months stand, and for how long records stay in the database (32.1)."""

from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from yishu.audit.errors import RecordArchiveUnreachable
from yishu.node.configuration import setting
from yishu.node.stores import Store, bucket_store, folder_store

LEAST_MONTHS: Final = 24
"""The least that records stay at hand. The Cybersecurity Law (网络安全法) wants logs kept for six months at least; what is computed from the evidence looks back further: an
assessment over a year, with its objections in the year after (35.1)."""


def months_kept() -> int:
    """By YISHU_RECORD_MONTHS: whole months after which records go into the archive; 0: never. Less than LEAST_MONTHS is that."""
    said: int = settings.YISHU_RECORD_MONTHS
    return max(said, LEAST_MONTHS) if said > 0 else 0


def folder() -> Path:
    """What the node's folder has for it: the archive, or only files on their way to a bucket."""
    return Path(setting("dir", ".yishu")).resolve() / "record-archive"


def store() -> Store:
    """By YISHU_ARCHIVE: a folder or s3://…; none: the node's folder. By the environment alone, for commands that know no Django. Raises ValueError, which names what is wrong with it."""
    said = setting("archive")
    if said.startswith("s3:"):
        return _bucket(said)
    return folder_store(Path(said).resolve() if said else folder(), RecordArchiveUnreachable)


@cache
def _bucket(address: str) -> Store:
    return bucket_store("YISHU_ARCHIVE", address, RecordArchiveUnreachable)
