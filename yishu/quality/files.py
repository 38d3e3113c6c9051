"""Where the rows of comparisons are kept: a folder each in the node's folder, readable by its account only."""

import shutil
from pathlib import Path
from uuid import UUID

from django.conf import settings


def folder_of(comparison: UUID) -> Path:
    return settings.YISHU_DIR / "comparisons" / str(comparison)


def table_of(comparison: UUID) -> Path:
    """The agency's table as it was uploaded; gone once it is compared."""
    return folder_of(comparison) / "table"


def result_of(comparison: UUID) -> Path:
    """What differs."""
    return folder_of(comparison) / "differences.parquet"


def make_folder(comparison: UUID) -> Path:
    folder = folder_of(comparison)
    folder.mkdir(parents=True, mode=0o700)
    return folder


def remove(comparison: UUID) -> None:
    shutil.rmtree(folder_of(comparison), ignore_errors=True)
