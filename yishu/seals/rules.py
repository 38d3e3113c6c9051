"""What a kind and a record must be, and what a number and its check code look like. Pure."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from unicodedata import category

from yishu.core.calendar import months_after
from yishu.core.errors import FieldError
from yishu.core.text import MaskKind, is_plain, mask

MOST_ITEMS: Final = 40
LONGEST_NAME: Final = 30
LONGEST_VALUE: Final = 500
CODE_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that are mistaken for one another."""
_RESIDENT: Final = re.compile(r"\d{17}[\dXx]")


@dataclass(frozen=True, slots=True)
class KindDraft:
    """What defines a kind. `items` in order, the first is the holder; None for `valid_months`: without end; for `retention_years`: permanent."""

    name: str
    items: tuple[str, ...]
    basis: str
    sharing: str = "restricted"
    valid_months: int | None = None
    retention_years: int | None = None
    paper_only_law: str = ""
    resource: str = ""


def wrong_with_kind(draft: KindDraft) -> list[FieldError]:
    """What is not as it should be, by field."""
    wrong = [
        FieldError(field, "plain", "不能含有控制字符。", "Leave out control characters.")
        for field, text in (("name", draft.name), ("basis", draft.basis), ("paper_only_law", draft.paper_only_law))
        if not _can_be_set(text)
    ]
    if not draft.name.strip() or len(draft.name) > 2 * LONGEST_NAME or "\n" in draft.name:
        wrong.append(
            FieldError(
                "name",
                "required",
                "请写明种类名称，一行，不超过 60 字。",
                "Name the kind in one line of at most 60 characters.",
            )
        )
    if not draft.basis.strip():
        wrong.append(
            FieldError("basis", "required", "请写明签发这一证照的法律依据。", "Name the law by which this is issued.")
        )
    if draft.sharing not in ("restricted", "unrestricted"):
        wrong.append(
            FieldError(
                "sharing",
                "choice",
                "共享方式为 restricted 或 unrestricted。",
                "Sharing is `restricted` or `unrestricted`.",
            )
        )
    if draft.sharing == "restricted" and not draft.resource:
        wrong.append(
            FieldError(
                "resource", "required",
                "受限共享的种类须关联一项信息资源，其他单位凭该资源的授权取用。",
                "A restricted kind is tied to a resource: others fetch under a grant of it.",
            )
        )  # fmt: skip
    for field, number in (("valid_months", draft.valid_months), ("retention_years", draft.retention_years)):
        if number is not None and not 1 <= number <= 1200:
            wrong.append(FieldError(field, "range", "请填 1 到 1200 的整数。", "A whole number from 1 to 1200."))
    return wrong + _wrong_items(draft.items)


def wrong_with_record(items: Sequence[str], record: Mapping[str, str]) -> list[FieldError]:
    """Each item once, none unknown, each one short text that can be set; field names are the items'."""
    wrong = []
    for item in items:
        value = record.get(item, "")
        if not value.strip():
            wrong.append(FieldError(item, "required", "请填写“{item}”。", "Fill in “{item}”.", item=item))
        elif len(value) > LONGEST_VALUE or not _can_be_set(value):
            wrong.append(
                FieldError(
                    item, "text",
                    "“{item}”不能超过 {most} 字，也不能含有控制字符或自造字。",
                    "“{item}” has at most {most} characters, and none that are control or private-use characters.",
                    item=item, most=LONGEST_VALUE,
                )
            )  # fmt: skip
    wrong += [
        FieldError(item, "unknown", "该种类没有登记项“{item}”。", "This kind has no item “{item}”.", item=item)
        for item in record
        if item not in items
    ]
    return wrong


def new_check_code() -> str:
    """60 random bits as 12 letters: cannot be guessed, and is never derived from the number."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(12))


def shown_code(code: str) -> str:
    """As it is printed: in groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def typed_code(text: str) -> str:
    """As it is kept, from what somebody typed."""
    return re.sub(r"[\s\-—－]", "", text).upper()


def last_day(issued: date, months: int | None) -> date | None:
    """The last day of validity: the day before the same day `months` later."""
    return None if months is None else months_after(issued, months) - timedelta(days=1)


def shown_publicly(value: str) -> str:
    """A value on the public page: resident numbers masked wherever they stand."""
    return _RESIDENT.sub(lambda found: mask(MaskKind.IDENTITY, found[0]), value)


def _wrong_items(items: tuple[str, ...]) -> list[FieldError]:
    sound = all(item.strip() and len(item) <= LONGEST_NAME and _can_be_set(item) and "\n" not in item for item in items)
    if items and len(items) <= MOST_ITEMS and sound and len(set(items)) == len(items):
        return []
    zh = "请列出 1 到 {most} 个登记项，每行一个，每项不超过 {longest} 字，不重复；第一项为持证主体。"
    en = "List 1 to {most} items, each once, of at most {longest} characters; the first is the holder."
    return [FieldError("items", "list", zh, en, most=MOST_ITEMS, longest=LONGEST_NAME)]


def _can_be_set(text: str) -> bool:
    """No control characters, and none of the private use area, which no two fonts show alike."""
    return is_plain(text) and not any(category(letter) in ("Co", "Cn") for letter in text)
