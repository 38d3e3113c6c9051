"""The directories of seven portals as they were published: where they came from is said beside them."""

import lzma
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "yishu" / "bench" / "data" / "portals"
PORTALS = {
    "zhejiang": 1309,
    "hangzhou": 6590,
    "wenzhou": 989,
    "jiaxing": 378,
    "jinhua": 755,
    "quzhou": 999,
    "lishui": 845,
}
"""Portal → rows."""


def published(portal: str) -> bytes:
    return lzma.decompress((FOLDER / f"zhejiang_{portal}.csv.xz").read_bytes())
