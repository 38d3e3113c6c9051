"""Writing down what a demo has, for whoever uses it."""

import json
import os
from pathlib import Path
from typing import Any

COUNTY_SYSTEM, COUNTY_HANDLER = "公租房资格审核系统", "quzhujian-jingban"
COUNTY_DUTY = "公租房资格审核"
"""Who uses at Xihu's node what the province grants."""


def write_whole(path: Path, content: dict[str, Any]) -> None:
    """Whole or not at all; only the account that runs the demo may read it."""
    temporary = path.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
