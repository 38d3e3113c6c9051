"""Reading whom a look is about, as evidence names them. Pure."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from yishu.core.errors import FieldError, Invalid
from yishu.core.identity_documents import DOCUMENT_TYPES, RESIDENT_TYPES
from yishu.hosting.files.rules import Named, Subject, read_subject

NATURAL: Final = frozenset(RESIDENT_TYPES) | frozenset(DOCUMENT_TYPES)
"""Identity documents: what a person at a counter shows."""
BODIES: Final = ("org_code", "uscc", "licence_no")
LEAST: Final = 3
"""Letters, figures and characters of a basis or a reason."""
MOST_DAYS: Final = 366 * 3
"""Nothing is withheld longer without being declared anew."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose uses are wanted: the type code of an identity document (or one of BODIES), and its number."""

    type: str
    number: str


def read(asked: Asked, secret: bytes, today: date, *, natural: bool) -> Subject:
    """Their hash, by the same kind of key as calls about them: a resident number is one subject, whatever document or resource it was asked by. Raises Invalid; never with the number."""
    if asked.type not in NATURAL and (natural or asked.type not in BODIES):
        zh, en = "证件类型代码不在代码表内。", "The type code of the document is not in the code list."
        raise Invalid(errors=[FieldError("type", "document_type", zh, en)])
    found = read_subject(Named(asked.type, asked.number), secret, today, "number")
    if isinstance(found, FieldError):
        raise Invalid(errors=[FieldError("number", found.rule, found.zh, found.en, **found.params)])
    return found


def require_without(number: str, texts: Mapping[str, str]) -> None:
    """What goes on record in the clear does not hold the number. Raises Invalid."""
    wanted = _bare(number)
    zh, en = "请勿在此填写证件号码：这里的内容会写入留痕。", "Leave the number out: this goes on record as it is."
    wrong = [FieldError(field, "holds_number", zh, en) for field, text in texts.items() if wanted in _bare(text)]
    if wrong:
        raise Invalid(errors=wrong)


def require_telling(texts: Mapping[str, str]) -> None:
    """A sign or two is no document and no reason. Raises Invalid."""
    zh, en = (
        "请写完整：日后核对这次查询的人要看得懂。至少 {least} 个字。",
        "Please write it in full, for whoever checks this look later: {least} characters at least.",
    )
    wrong = [
        FieldError(field, "too_short", zh, en, least=LEAST) for field, text in texts.items() if len(_bare(text)) < LEAST
    ]
    if wrong:
        raise Invalid(errors=wrong)


def _bare(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text).upper() if each.isalnum())


def require_days(first: date, last: date, today: date) -> None:
    """From today on, for a time that is bounded. Raises Invalid."""
    if first < today:
        zh, en = "不能早于今天。", "Not before today."
        raise Invalid(errors=[FieldError("first_day", "past", zh, en)])
    if last < first:
        raise Invalid(
            errors=[FieldError("last_day", "order", "不能早于起始日期。", "Not before the day it begins with.")]
        )
    if (last - first).days > MOST_DAYS:
        zh, en = (
            "一次最长三年，到期仍需不予告知的另行登记。",
            "Three years at most; declare it anew if it is still needed.",
        )
        raise Invalid(errors=[FieldError("last_day", "too_long", zh, en)])
