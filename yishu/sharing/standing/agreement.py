"""An agreement as somebody tells it, and everything that may be wrong with it, by field (26.1, 26.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from yishu.catalogue.models import Entry
from yishu.core.calendar import months_after
from yishu.core.errors import FieldError
from yishu.core.rows import RowRule
from yishu.node import clocks
from yishu.sharing.asked import LONGEST_DUTY, outside
from yishu.sharing.bounds import check_limits, check_masks, check_networks
from yishu.sharing.rows import check_rows, row_items
from yishu.sharing.rules import Limits
from yishu.sharing.wording import check_line, check_texts

LONGEST_LINE = 120
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Agreement:
    """`consumer`: an agency by its code or its name; `resource` by its code. `until`: the last day, None where the agreement names none; `review_by`: None for as late as the rule allows."""

    consumer: str
    resource: str
    items: tuple[str, ...]
    modes: tuple[str, ...]
    duty: str
    since: date | None
    basis_number: str
    basis_issuer: str
    basis_date: date | None
    purpose: str = ""
    obligations: str = ""
    rows: RowRule | None = None
    limits: Limits | None = None
    networks: tuple[str, ...] = ()
    masks: Mapping[str, str] = field(default_factory=dict)
    until: date | None = None
    review_by: date | None = None


def check(given: Agreement, entry: Entry, today: date) -> list[FieldError]:
    """Against the entry, and the days of today."""
    wrong = outside("items", given.items, {item.code for item in entry.shared_items})
    wrong += outside("modes", given.modes, set(entry.modes))
    wrong += check_rows("rows", given.rows, row_items(entry)) if given.rows else []
    wrong += [*check_limits(given.limits), *check_networks(given.networks)]
    wrong += check_masks(given.masks, given.items, entry)
    return [*wrong, *_texts(given), *_days(given, today)]


def latest_review(today: date) -> date:
    """The last day that the rule allows for the review of what is confirmed today."""
    return months_after(today, clocks.months(clocks.STANDING_REVIEW))


def _texts(given: Agreement) -> list[FieldError]:
    needed = {"duty": given.duty, "basis_number": given.basis_number, "basis_issuer": given.basis_issuer}
    wrong = check_texts(needed, {"purpose": given.purpose, "obligations": given.obligations})
    wrong += check_line("duty", given.duty, LONGEST_DUTY)
    wrong += check_line("basis_number", given.basis_number, LONGEST_LINE)
    return [*wrong, *check_line("basis_issuer", given.basis_issuer, LONGEST_LINE)]


def _days(given: Agreement, today: date) -> list[FieldError]:
    wrong = [*_past("since", given.since, today), *_past("basis_date", given.basis_date, today)]
    if given.until is not None and given.until < today:
        zh = "该授权已到期，不再登记；如需继续使用，请使用单位申请。"
        en = "It has ended and is not brought in; the consumer applies if it still needs it."
        wrong.append(FieldError("until", "date_ahead", zh, en))
    latest = latest_review(today)
    if given.review_by is not None and not today <= given.review_by <= latest:
        zh, en = "须为今天至 {latest} 之间的日期。", "A day from today to {latest}."
        wrong.append(FieldError("review_by", "date_ahead", zh, en, latest=latest))
    return wrong


def _past(field: str, day: date | None, today: date) -> list[FieldError]:
    if day is None:
        return [FieldError(field, "required", "请填写此项。", "Fill this in.")]
    if EARLIEST <= day <= today:
        return []
    zh, en = "须为 {first} 至今天的日期。", "A day from {first} to today."
    return [FieldError(field, "date_past", zh, en, first=EARLIEST)]
