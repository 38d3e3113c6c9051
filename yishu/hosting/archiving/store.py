"""Where files of versions stand: the node's folder, or an S3 bucket (20.1, 33.1)."""

from functools import cache
from pathlib import Path

from django.conf import settings

from yishu.hosting.archiving.errors import VersionStoreUnreachable
from yishu.node.stores import Store, bucket_store, folder_store


def folder() -> Path:
    return settings.YISHU_DIR / "versions"


def store() -> Store:
    """By YISHU_VERSION_STORE. Raises ValueError, which names what is wrong with it."""
    said: str = settings.YISHU_VERSION_STORE
    return _bucket(said) if said else folder_store(folder(), VersionStoreUnreachable)


@cache
def _bucket(address: str) -> Store:
    return bucket_store("YISHU_VERSION_STORE", address, VersionStoreUnreachable)
