"""The directories of open-data portals, as they publish them: text to found entries, dirt named and kept.

Which heads, which words and which codes a portal uses are tables beside the code: `portals.csv`, `heads.csv`, `codes.csv`.
"""

from yishu.catalogue.portals.items import guess_items
from yishu.catalogue.portals.reading import (
    BrokenDirectory,
    Found,
    NotAPortalDirectory,
    is_directory,
    read,
    read_openness,
)
from yishu.catalogue.portals.tables import CYCLES, Portal, portal_named

__all__ = [
    "CYCLES",
    "BrokenDirectory",
    "Found",
    "NotAPortalDirectory",
    "Portal",
    "guess_items",
    "is_directory",
    "portal_named",
    "read",
    "read_openness",
]
