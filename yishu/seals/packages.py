"""Does an archive package still hold? From the folder alone, no database (24.2)."""

import hashlib
import logging
from pathlib import Path

import bagit

logging.getLogger("bagit").setLevel(logging.CRITICAL)


def problems_of(folder: Path, *, digest: str = "") -> list[str]:
    """What is wrong, one sentence each, as the library says it; empty: every file is the one that was packaged.

    `digest`, where it is known, is the SHA-256 of the tag manifest at the time: it shows even a package whose manifests were written anew.
    """
    try:
        bag = bagit.Bag(str(folder))
        bag.validate(processes=1)
    except bagit.BagValidationError as error:
        return [str(each) for each in error.details] or [str(error)]
    except (bagit.BagError, OSError, UnicodeDecodeError, ValueError) as error:
        return [str(error)]
    manifest = folder / "tagmanifest-sha256.txt"
    if not manifest.exists():
        return ["tagmanifest-sha256.txt is missing"]
    if digest and hashlib.sha256(manifest.read_bytes()).hexdigest() != digest:
        return ["tagmanifest-sha256.txt is not the one of the day of archiving"]
    return []
