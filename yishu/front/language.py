"""The language in which the agent speaks: Chinese, unless `YISHU_LANG` or the locale says English."""

import os
from typing import Final

from yishu.core.errors import Language

_NAMES: Final = ("YISHU_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def spoken() -> Language:
    """By the first of the variables that is set; a locale that is neither (`C`) is Chinese."""
    chosen = next((value for name in _NAMES if (value := os.environ.get(name))), "zh")
    return "en" if chosen.lower().startswith("en") else "zh"


def say(zh: str, en: str, /, **params: object) -> str:
    return (zh if spoken() == "zh" else en).format(**params)
