"""What a provider bounds besides items and rows: how much, from which networks, masked how (26.5). Checked by field, and in words."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.catalogue.models import Entry
from yishu.core.errors import FieldError
from yishu.core.networks import network
from yishu.core.text import MaskKind
from yishu.sharing.rules import Limits, Terms

MOST: Final = 1_000_000_000
MOST_NETWORKS: Final = 50
LIMIT_WORDS: Final = {
    "second": gettext_lazy("每秒人次"),
    "day": gettext_lazy("每天人次"),
    "total": gettext_lazy("总人次"),
    "batch": gettext_lazy("每次调用人次"),
    "rows": gettext_lazy("每份副本记录数"),
    "misses": gettext_lazy("每天查无或不符人次"),
    "at_once": gettext_lazy("同时进行的调用数"),
}
LIMIT_HINTS: Final = {"misses": gettext_lazy("不填为 10000。")}
MASK_WORDS: Final = {
    MaskKind.IDENTITY: gettext_lazy("证件号码：留前六后四"),
    MaskKind.NAME: gettext_lazy("姓名：只留姓"),
    MaskKind.PHONE: gettext_lazy("电话：留前三后四"),
    MaskKind.HIDDEN: gettext_lazy("全部隐去"),
}


def check_limits(limits: Limits | None) -> list[FieldError]:
    """Each a whole number of at least one, and none of them idle beside a narrower one."""
    given: dict[str, int | None] = {} if limits is None else msgspec.structs.asdict(limits)
    zh, en = "须为 1 至 {most} 的整数；不限的不填。", "A whole number from 1 to {most}; leave it out for no limit."
    wrong = [
        FieldError(f"limits.{name}", "range", zh, en, most=MOST)
        for name, value in given.items()
        if value is not None and not 0 < value <= MOST
    ]
    counted = [(name, given[name]) for name in ("second", "day", "total") if given.get(name) is not None]
    for (narrow, least), (wide, most) in pairwise(counted):
        if least is not None and most is not None and least > most:
            zh = "不能大于{wide}（{most}）。"
            en = "Not more than the limit `{other}` ({most})."
            words = str(LIMIT_WORDS[wide])
            wrong.append(FieldError(f"limits.{narrow}", "idle", zh, en, wide=words, other=wide, most=most))
    return wrong


def check_networks(networks: Iterable[str]) -> list[FieldError]:
    """Each in CIDR form."""
    given = list(networks)
    if len(given) > MOST_NETWORKS:
        zh, en = "最多 {most} 个网段。", "At most {most} networks."
        return [FieldError("networks", "too_many", zh, en, most=MOST_NETWORKS)]
    zh = "“{text}”不是网段：请写 IPv4 或 IPv6 的 CIDR，如 10.33.0.0/16，主机位为零；单个地址直接写。"
    en = "{text} is no network: IPv4 or IPv6 in CIDR form with no host bits set, such as 10.33.0.0/16, or one address."
    return [FieldError("networks", "cidr", zh, en, text=text[:60]) for text in given if not _is_network(text)]


def check_masks(masks: Mapping[str, str], items: Iterable[str], entry: Entry) -> list[FieldError]:
    """Items that are allowed, each masked in a way that fits its type."""
    allowed, known = set(items), {item.code: item for item in entry.items.all()}
    wrong = []
    for code, kind in masks.items():
        if code not in allowed or code not in known:
            zh, en = "“{item}”不在授权的信息项中。", "{item} is not among the items that are allowed."
            wrong.append(FieldError(f"masks.{code[:48]}", "one_of", zh, en, item=code[:48]))
        elif known[code].is_key:
            zh, en = "主键不能脱敏，否则无法区分记录。", "A key is not masked: no record could be told from another."
            wrong.append(FieldError(f"masks.{code}", "not_the_key", zh, en))
        elif kind not in set(MaskKind) or (kind != MaskKind.HIDDEN and known[code].type != "string"):
            zh = "脱敏方式可选：{known}；不是文本的信息项只能选 hidden。"
            en = "A mask is one of {known}; an item that is no text can only be hidden."
            wrong.append(FieldError(f"masks.{code}", "one_of", zh, en, known="、".join(MaskKind)))
    return wrong


def settled_networks(networks: Iterable[str]) -> tuple[str, ...]:
    """In one form for one meaning: each once, in order."""
    return tuple(sorted({network(text) for text in networks}))


def settled_limits(limits: Limits | None) -> Limits | None:
    """None where nothing is limited."""
    return None if limits == Limits() else limits


def limit_words(terms: Terms) -> list[tuple[str, int]]:
    """Each limit with its number, for a page."""
    given = {} if terms.limits is None else msgspec.structs.asdict(terms.limits)
    return [(str(LIMIT_WORDS[name]), value) for name, value in given.items() if value is not None]


def bounds_in_words(terms: Terms) -> str:
    """Limits and networks in one line; empty where there are none."""
    parts = [f"{words} ≤ {number}" for words, number in limit_words(terms)]
    if terms.networks:
        parts.append(_("只限网段 {networks}").format(networks=_("、").join(terms.networks)))
    return _("；").join(parts)


def _is_network(text: str) -> bool:
    try:
        return bool(network(text))
    except ValueError:
        return False
