"""What is asked for and what is decided of it, and everything that may be wrong with either, by field (26.1, 26.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from yishu.catalogue.models import Entry
from yishu.catalogue.vocabulary import Category
from yishu.core.errors import FieldError, Invalid
from yishu.core.rows import RowRule
from yishu.core.text import is_plain
from yishu.sharing.bounds import check_limits, check_masks, check_networks
from yishu.sharing.models import Line
from yishu.sharing.rows import check_part_of_rows, check_rows, row_items
from yishu.sharing.rules import Basis, Limits
from yishu.sharing.wording import check_line

LONGEST_DAYS = 3 * 366
LONGEST_DUTY = 200
LONGEST_CASE_KIND = 120
MOST_VOLUME = 100_000_000


@dataclass(frozen=True, slots=True)
class LineRequest:
    """What is asked of one resource: `systems` by name and `users` by login, both of one's own agency."""

    resource: str
    items: tuple[str, ...]
    modes: tuple[str, ...]
    systems: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    until: date | None = None
    reason: str = ""
    rows: RowRule | None = None
    volume: int | None = None
    """Subjects a day that will be asked about."""
    confirms: bool = True
    """The provider's condition is accepted; who sends an application accepts it, unless they say otherwise."""
    replaces: str | None = None
    """The grant of one's own that the new one takes the place of: extended, changed or renewed."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the data serves, for all lines alike (26.1)."""

    duty: str
    basis: str = ""
    case_kind: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the provider allows of a line: a part of what was asked, or nothing with a reason. Without `rows`, those that were asked for.

    `start`: the first day on which it holds, today if none is given; `networks` in CIDR form; `masks`: item → kind, beside those of the entry.
    """

    approves: bool
    items: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    until: date | None = None
    reason: str = ""
    rows: RowRule | None = None
    start: date | None = None
    limits: Limits | None = None
    networks: tuple[str, ...] = ()
    masks: Mapping[str, str] = field(default_factory=dict)
    standing: Basis | None = None
    """Of a standing authorisation, whose two sides settled it: nobody decided on an application."""


def require_complete(given: Purpose, requests: tuple[LineRequest, ...]) -> None:
    """Raises Invalid."""
    duty = given.duty
    wrong = plain_texts(**asdict(given), **{f"lines[{n}].reason": each.reason for n, each in enumerate(requests)})
    wrong += check_line("case_kind", given.case_kind, LONGEST_CASE_KIND)
    if not duty.strip():
        wrong.append(
            FieldError(
                "duty", "required", "请写明履职事项（第二十六条）。", "Name the duty that the use serves (Art. 26)."
            )
        )
    elif len(duty) > LONGEST_DUTY or not duty.strip().isprintable():
        wrong.append(
            FieldError(
                "duty",
                "one_line",
                "履职事项须为一行文字，不超过 {most} 字。",
                "A duty is one line of at most {most} characters.",
                most=LONGEST_DUTY,
            )
        )
    if not requests:
        wrong.append(FieldError("lines", "required", "请至少选择一个资源。", "Choose at least one resource."))
    if len({request.resource for request in requests}) < len(requests):
        wrong.append(
            FieldError("lines", "once", "同一资源只能申请一次。", "Each resource stands once in an application.")
        )
    if wrong:
        raise Invalid(errors=wrong)


def require_known(request: LineRequest, entry: Entry, n: int, today: date) -> None:
    """Line n asks for what its entry offers, by somebody, until a day ahead. Raises Invalid."""
    items, place = row_items(entry), f"lines[{n}]"
    wrong = outside(f"{place}.items", request.items, {item.code for item in entry.shared_items})
    wrong += outside(f"{place}.modes", request.modes, set(entry.modes))
    if request.rows:
        wrong += check_rows(f"{place}.rows", request.rows, items)
    if not request.systems and not request.users:
        wrong.append(
            FieldError(
                f"lines[{n}].systems",
                "required",
                "请指定使用数据的应用系统或政务用户。",
                "Name the application systems or the people that will use the data.",
            )
        )
    if request.until is None or not today <= request.until or (request.until - today).days > LONGEST_DAYS:
        wrong.append(
            FieldError(
                f"lines[{n}].until",
                "date_ahead",
                "使用期限须为今天起三年内的日期。",
                "`until` is a date within three years from today.",
            )
        )
    wrong += [*_volume(f"{place}.volume", request.volume), *_condition(f"{place}.confirms", request, entry)]
    if wrong:
        raise Invalid(errors=wrong)


def is_conditional(entry: Entry, items: Iterable[str]) -> bool:
    """Whether what is asked comes under the entry's condition."""
    return bool(entry.condition) and entry.category_of(items) == Category.RESTRICTED


def _volume(field: str, volume: int | None) -> list[FieldError]:
    if volume is None or 0 < volume <= MOST_VOLUME:
        return []
    zh, en = "预计用量须为 1 至 {most} 的整数。", "The expected volume is a whole number from 1 to {most}."
    return [FieldError(field, "range", zh, en, most=MOST_VOLUME)]


def _condition(field: str, request: LineRequest, entry: Entry) -> list[FieldError]:
    if request.confirms or not is_conditional(entry, request.items):
        return []
    zh = "请确认接受提供条件：{condition}；不能接受的，请与提供单位协商，或提出共享需求。"
    en = "Accept the provider's condition: {condition}; if you cannot, talk to the provider or file a demand."
    return [FieldError(field, "confirmed", zh, en, condition=entry.condition)]


def require_part(line: Line, decision: Decision, today: date) -> None:
    """A decision allows no more than was asked (26.3). Raises Invalid."""
    wrong = [*outside("items", decision.items, set(line.items)), *outside("modes", decision.modes, set(line.modes))]
    if (decision.until or line.until) < today:
        wrong.append(FieldError("until", "date_ahead", "期限已过，请另行申请或改期。", "That day has passed."))
    if decision.until and decision.until > line.until:
        wrong.append(
            FieldError("until", "not_beyond_asked", "期限不得超过申请的日期。", "Not later than what was asked.")
        )
    if decision.start and not today <= decision.start <= (decision.until or line.until):
        zh, en = "生效日期须在今天与授权期限之间。", "It begins today or later, and not after it ends."
        wrong.append(FieldError("start", "date_ahead", zh, en))
    if decision.rows:
        wrong += check_part_of_rows(line, decision.rows)
    wrong += [*check_limits(decision.limits), *check_networks(decision.networks)]
    wrong += check_masks(decision.masks, decision.items, line.entry)
    if wrong:
        raise Invalid(errors=wrong)


def plain_texts(**texts: str) -> list[FieldError]:
    """Free texts can be kept and shown."""
    return [
        FieldError(field, "plain_text", "含有无法保存的控制字符，请删去。", "Holds control characters; take them out.")
        for field, text in texts.items()
        if not is_plain(text)
    ]


def outside(field: str, chosen: tuple[str, ...], known: set[str]) -> list[FieldError]:
    """Nothing chosen, or something that is not among the known."""
    if not chosen:
        return [FieldError(field, "required", "请至少选择一项。", "Choose at least one.")]
    unknown = sorted(set(chosen) - known)
    if unknown:
        return [
            FieldError(
                field,
                "one_of",
                "不可选：{unknown}；可选：{known}。",
                "Not available: {unknown}; choose from {known}.",
                unknown=", ".join(unknown),
                known=", ".join(sorted(known)),
            )
        ]
    return []
