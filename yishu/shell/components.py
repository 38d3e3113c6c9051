"""What template tags are given, and the fixed vocabularies behind badges: word, icon, colour class."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from yishu.shell.markup import html, safe

Text = str | Promise
ICONS = Path(__file__).parent / "icons"


@dataclass(frozen=True)
class Step:
    """One step of a course. `waiting` is still to come; `current` waits for `who`. `exact`: when, to the second, as proceedings are told; `url`: of its record in the evidence."""

    what: Text
    who: Text = ""
    when: datetime | None = None
    state: Literal["done", "current", "waiting", "late", "refused"] = "done"
    note: Text = ""
    exact: bool = False
    url: str = ""


@dataclass(frozen=True)
class Look:
    word: Text
    icon: str
    tone: str


CATEGORIES: dict[str, Look] = {
    "unrestricted": Look(_("非受限共享"), "lock-open", "good"),
    "restricted": Look(_("受限共享"), "lock", "warn"),
    "non_shared": Look(_("非共享"), "ban", "grey"),
}
LATER_WORDS: dict[str, Text] = {
    "unrestricted": _("无条件共享"),
    "restricted": _("有条件共享"),
    "non_shared": _("不予共享"),
}
MODES: dict[str, Look] = {
    "verify": Look(_("比对验证"), "circle-check", "mode"),
    "query": Look(_("查询引用"), "list-search", "mode"),
    "bulk": Look(_("批量复制"), "copy", "mode"),
}
VERDICTS: dict[str, Look] = {
    "match": Look(_("一致"), "circle-check", "good"),
    "mismatch": Look(_("不一致"), "circle-x", "bad"),
    "empty": Look(_("该项为空"), "circle-dashed", "grey"),
    "no_record": Look(_("查无记录"), "circle-minus", "grey"),
}
TONE_ICONS: dict[str, str] = {
    "good": "circle-check",
    "warn": "clock",
    "bad": "circle-x",
    "grey": "circle-dashed",
    "blue": "info-circle",
}


def category_look(category: str) -> Look:
    """The badge of a sharing category, in the words that this node's law uses."""
    look = CATEGORIES[category.replace("-", "_")]
    if getattr(settings, "YISHU_LAW_WORDS", "2014") == "2014":
        return look
    return Look(LATER_WORDS[category.replace("-", "_")], look.icon, look.tone)


def template(name: str, request: HttpRequest | None = None, **given: object) -> SafeString:
    return render_to_string(f"shell/components/{name}.html", given, request)


def badge(look: Look) -> SafeString:
    return html('<span class="ys-badge ys-{}">{}{}</span>', look.tone, icon(look.icon), look.word)


def icon(name: str, css: str = "") -> SafeString:
    """An inline picture beside a word; it says nothing of its own to a screen reader."""
    return html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">{}</svg>',
        f" {css}" if css else "",
        shapes(name),
    )


@cache
def shapes(name: str) -> SafeString:
    """An unknown name raises FileNotFoundError: see icons/ for those that are there."""
    return safe((ICONS / f"{name}.svg").read_text("utf-8").strip())
