"""The language in which the agent speaks: Chinese, unless `YISHU_LANG` or the locale says English."""

import os

from yishu.core.errors import Language


def spoken() -> Language:
    """By the first of the variables that is set; a locale that is neither (`C`) is Chinese."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "zh"
    chosen = os.environ.get("YISHU_LANG") or locale
    return "en" if chosen.lower().startswith("en") else "zh"


def say(zh: str, en: str, /, **params: object) -> str:
    return (zh if spoken() == "zh" else en).format(**params)
