"""What a provider may make of the terms in force: less, in whatever way; more is for an application (26.1, 26.5). Pure but for the words of an item."""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec

from yishu.catalogue.models import Entry
from yishu.core.calendar import Deadline, shanghai_day
from yishu.core.errors import FieldError
from yishu.core.rows import RowRule
from yishu.core.text import MaskKind
from yishu.sharing.asked import outside
from yishu.sharing.bounds import (
    LIMIT_WORDS,
    check_limits,
    check_masks,
    check_networks,
    settled_limits,
    settled_networks,
)
from yishu.sharing.rows import check_rows, row_items, settled
from yishu.sharing.rules import MISSES, Limits, Terms


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The terms as they are to be; what is None stays as it is. `until`: the last day; `networks` in CIDR form; `masks`: item → kind."""

    items: tuple[str, ...] | None = None
    modes: tuple[str, ...] | None = None
    rows: RowRule | None = None
    limits: Limits | None = None
    networks: tuple[str, ...] | None = None
    masks: Mapping[str, str] | None = None
    until: date | None = None


def check(terms: Terms, to: Narrowing, entry: Entry, today: date) -> list[FieldError]:
    """Everything in which it is wrong, or goes beyond the terms in force."""
    items = terms.items if to.items is None else to.items
    wrong = [] if to.items is None else outside("items", to.items, set(terms.items))
    wrong += [] if to.modes is None else outside("modes", to.modes, set(terms.modes))
    wrong += _rows(terms, to.rows, entry)
    wrong += _limits(terms.limits or Limits(), to.limits)
    wrong += _networks(terms.networks, to.networks)
    wrong += _masks(terms, to.masks, items, entry)
    if to.until is not None and not today <= to.until <= _last_day(terms):
        zh, en = "须为今天至 {last} 之间的日期。", "A day from today to {last}."
        wrong.append(FieldError("until", "not_beyond_granted", zh, en, last=_last_day(terms)))
    return wrong


def narrowed(terms: Terms, to: Narrowing, entry: Entry) -> Terms:
    """The terms that were checked; under the same grant, so that what names it goes on."""
    items = terms.items if to.items is None else tuple(dict.fromkeys(to.items))
    masks = terms.masks if to.masks is None else to.masks
    return msgspec.structs.replace(
        terms,
        items=items,
        modes=terms.modes if to.modes is None else tuple(dict.fromkeys(to.modes)),
        rows=terms.rows if to.rows is None else settled(to.rows, row_items(entry)),
        limits=terms.limits if to.limits is None else settled_limits(to.limits),
        networks=terms.networks if to.networks is None else settled_networks(to.networks),
        masks={code: kind for code, kind in sorted(masks.items()) if code in items},
        valid_until=_end(terms, to.until),
    )


def _end(terms: Terms, until: date | None) -> datetime:
    if until is None or until == _last_day(terms):
        return terms.valid_until
    return Deadline(until, provisional=False).ends.astimezone(UTC)


def _last_day(terms: Terms) -> date:
    return shanghai_day(terms.valid_until - datetime.resolution)


def _rows(terms: Terms, to: RowRule | None, entry: Entry) -> list[FieldError]:
    if to is None:
        return []
    items = row_items(entry)
    if wrong := check_rows("rows", to, items):
        return wrong
    if terms.rows is None or terms.rows.covers(settled(to, items)):
        return []
    zh, en = "不得超出现行的记录范围，只能不变或收窄。", "Only the rows that are granted now, or fewer."
    return [FieldError("rows.values", "not_beyond_granted", zh, en)]


def _limits(held: Limits, to: Limits | None) -> list[FieldError]:
    if to is None:
        return []
    if wrong := check_limits(to):
        return wrong
    wrong = []
    for name in LIMIT_WORDS:
        most, given = getattr(held, name), getattr(to, name)
        if name == "misses" and given is not None:
            most = most or MISSES  # which holds where nothing is said
        if most is not None and (given is None or given > most):
            zh, en = "不得超过现行的限额 {most}。", "Not more than the limit that holds, {most}."
            wrong.append(FieldError(f"limits.{name}", "not_beyond_granted", zh, en, most=most))
    return wrong


def _networks(held: Iterable[str], to: tuple[str, ...] | None) -> list[FieldError]:
    if to is None:
        return []
    if wrong := check_networks(to):
        return wrong
    known = [ipaddress.ip_network(text) for text in held]
    if known and not to:
        zh, en = "现行授权限定了网段，不能改为不限。", "The grant is bound to networks; they cannot be taken off."
        return [FieldError("networks", "not_beyond_granted", zh, en)]
    beyond = [text for text in to if known and not any(_is_within(text, one) for one in known)]
    zh, en = "“{text}”不在现行限定的网段之内。", "{text} is not within the networks that are granted."
    return [FieldError("networks", "not_beyond_granted", zh, en, text=text[:60]) for text in beyond]


def _is_within(text: str, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    given = ipaddress.ip_network(text.strip())
    if given.version != network.version:
        return False
    return given.subnet_of(network)  # type: ignore[arg-type]


def _masks(terms: Terms, to: Mapping[str, str] | None, items: Iterable[str], entry: Entry) -> list[FieldError]:
    if to is None:
        return []
    if wrong := check_masks(to, items, entry):
        return wrong
    zh, en = "现行授权已脱敏，只能不变或全部隐去。", "It is masked now: leave it so, or hide the whole of it."
    return [
        FieldError(f"masks.{code}", "not_beyond_granted", zh, en)
        for code, kind in terms.masks.items()
        if code in set(items) and to.get(code) not in (kind, MaskKind.HIDDEN)
    ]
