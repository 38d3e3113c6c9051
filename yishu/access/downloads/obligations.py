"""What whoever takes a copy acknowledges, each by its own tick; which ones were is evidence (4.4, 20.2, 26.5)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yishu.core.errors import FieldError, Invalid
from yishu.sharing.rules import Terms


@dataclass(frozen=True, slots=True)
class Obligation:
    """`code` is what a program sends; `text` is in the reader's language, but for words that the grant itself has."""

    code: str
    text: str


def obligations_of(terms: Terms) -> list[Obligation]:
    """In the order in which they are read."""
    duties = _("、").join(terms.duties)
    found = [
        Obligation("purpose", _("只用于“{duties}”，不作他用。").format(duties=duties)),
        Obligation("onward", _("未经提供单位同意，不向其他单位或个人提供，不对外发布。")),
        Obligation("safekeeping", _("妥善保管，用完删除；文件含有能认出领取人的标记，泄露可以追溯。")),
    ]
    if terms.standing and terms.standing.obligations:
        said = terms.standing.obligations
        found.append(Obligation("agreement", _("遵守授权文件约定的义务：{said}").format(said=said)))
    return found


def require_acknowledged(terms: Terms, acknowledged: Collection[str]) -> tuple[str, ...]:
    """The codes in their order. Raises Invalid for one that is missing, or that the grant does not have."""
    asked = obligations_of(terms)
    known = [each.code for each in asked]
    zh, en = "请逐条确认：{text}", "Acknowledge it: {text}"
    wrong = [
        FieldError("acknowledge", "required", zh, en, text=each.text) for each in asked if each.code not in acknowledged
    ]
    zh, en = "本授权没有这一条：{code}", "This grant has no such obligation: {code}"
    wrong += [
        FieldError("acknowledge", "unknown", zh, en, code=code[:20]) for code in sorted(set(acknowledged) - set(known))
    ]
    if wrong:
        raise Invalid(errors=wrong)
    return tuple(known)
