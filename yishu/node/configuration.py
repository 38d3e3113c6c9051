"""Where settings come from: the environment (`YISHU_…`), else the TOML file that `YISHU_CONFIG` names, else the default. No Django here."""

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


def setting(name: str, default: str = "") -> str:
    """`YISHU_NAME` from the environment, else `name` from the TOML file, else the default."""
    given = os.environ.get(f"YISHU_{name.upper()}")
    return given if given is not None else str(_file(os.environ.get("YISHU_CONFIG", "")).get(name.lower(), default))


@cache
def _file(path: str) -> dict[str, Any]:
    return tomllib.loads(Path(path).read_text("utf-8")) if path else {}
