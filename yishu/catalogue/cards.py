"""Result cards: may I use it, how fresh is it, how do I get it; with what was searched for marked."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yishu.catalogue import queries
from yishu.catalogue.freshness import Freshness, freshness
from yishu.catalogue.marking import hits, marked
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.search import Found, words_sought
from yishu.catalogue.vocabulary import Category, Mode, Openness, Provision, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.shell.components import Text

SUMMARY = 140  # characters of a summary on a card
ITEMS_SHOWN = 6
CONDITION = 60  # characters of a condition on a card


@dataclass(frozen=True, slots=True)
class Answer:
    """A short answer with its tone (good, warn, bad, grey, blue)."""

    word: Text
    tone: str
    more: Text = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A result: the entry with the hits marked, the items that were hit, and the three answers."""

    resource: Resource
    entry: Entry
    name: SafeString
    summary: SafeString
    provider: SafeString
    items: list[SafeString]
    use: Answer
    fresh: Answer
    ways: Answer


def cards_of(found: Found, q: str, viewer: Actor | None, *, now: datetime) -> list[Card]:
    words = ["".join(word.split()) for alternatives in words_sought(q) for word in alternatives]
    items = _items_hit(found, words, viewer) if words else {}
    return [
        Card(
            resource,
            entry,
            marked(entry.name, words),
            marked(entry.summary, words, limit=SUMMARY),
            marked(resource.provider_name, words),
            items.get(entry.pk, []),
            _use(resource, entry, viewer),
            _fresh(resource, entry, now),
            _ways(resource, entry),
        )
        for resource in found.resources
        if (entry := resource.current) is not None
    ]


def _use(resource: Resource, entry: Entry, viewer: Actor | None) -> Answer:
    """May I use it? What the regulation and the entry say; who decides is the provider (26.3)."""
    if resource.state == ResourceState.IMPORTED:
        return Answer(_("暂不能申请"), "grey", _("来自开放目录，待提供单位编目"))
    if resource.state == ResourceState.SUSPENDED:
        return Answer(_("暂停共享"), "warn", _("恢复前所有调用均被拒绝"))
    if viewer is None:
        return Answer(_("登录后可申请"), "blue", _("也已向社会开放"))
    if viewer.agency_id == resource.provider_id:
        return Answer(_("本单位资源"), "blue")
    if entry.category == Category.NON_SHARED:
        return Answer(_("不予共享"), "bad", entry.legal_basis[:CONDITION])
    if entry.category == Category.UNRESTRICTED:
        more = _("也已向社会开放") if entry.openness == Openness.OPEN else ""
        return Answer(_("申请即得"), "good", more)
    return Answer(_("须经提供单位审核"), "warn", entry.condition[:CONDITION])


def _fresh(resource: Resource, entry: Entry, now: datetime) -> Answer:
    cycle = entry.get_cycle_display()
    if resource.state == ResourceState.IMPORTED and resource.last_updated is None:
        return Answer(cycle, "grey", _("来源未说明更新日期"))
    match freshness(resource.update_due, resource.last_updated, today=shanghai_day(now)):
        case Freshness.LATE:
            return Answer(cycle, "bad", gettext("逾期，应更新于 {day}").format(day=resource.update_due))
        case Freshness.ON_TIME:
            return Answer(cycle, "good", _("按时"))
        case Freshness.NO_DATA:
            return Answer(cycle, "warn", _("尚无数据"))
        case Freshness.NOTHING_OWED:
            return Answer(cycle, "grey")


def _ways(resource: Resource, entry: Entry) -> Answer:
    """How do I get it? Of the modes, the ways they are used."""
    if resource.state == ResourceState.IMPORTED:
        return Answer(_("在来源页面查看"), "grey")
    if entry.category == Category.NON_SHARED:
        return Answer(_("无"), "grey", _("确需使用的，与提供单位协商"))
    ways = [str(_WAYS[mode]) for mode in Mode.values if mode in entry.modes]
    more = _("由平台转接提供单位的接口") if entry.provision == Provision.PROXIED else _("由平台直接提供")
    return Answer(gettext("、").join(ways), "blue", more)


_WAYS: dict[str, Text] = {
    Mode.VERIFY: _("接口比对"),
    Mode.QUERY: _("接口或页面查询"),
    Mode.BULK: _("批量下载"),
}


def _items_hit(found: Found, words: list[str], viewer: Actor | None) -> dict[int, list[SafeString]]:
    """For each entry the names of its items in which a word stands."""
    shown: dict[int, list[SafeString]] = {}
    for entry_id, name in queries.list_item_names([resource.current_id for resource in found.resources], viewer):
        held = shown.setdefault(entry_id, [])
        if len(held) < ITEMS_SHOWN and hits(name, words):
            held.append(marked(name, words))
    return shown
