"""What may be lent, to whom, for how long (5.1, 11.1): pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from yishu.agencies.models import Role
from yishu.core.errors import FieldError

LENDABLE: Final = (
    Role.REVIEWER,
    Role.SECRECY_REVIEWER,
    Role.SIGNER,
    Role.RISK_OFFICER,
    Role.COORDINATOR,
    Role.INSPECTOR,
)
"""Roles that decide what others prepared. Who prepares or uses data is appointed; administrators stand alone and appoint their successors."""
LONGEST: Final = timedelta(days=92)
LONGEST_REASON: Final = 200


def check_days(first: date, last: date, today: date) -> list[FieldError]:
    """Both days are included."""
    if first < today:
        zh, en = "代理须从今天（{today}）或以后开始。", "Begin today ({today}) or later."
        return [FieldError("first_day", "not_past", zh, en, today=today)]
    if last < first:
        zh, en = "最后一天不能早于第一天（{first}）。", "The last day cannot be before the first ({first})."
        return [FieldError("last_day", "after_first", zh, en, first=first)]
    if last - first >= LONGEST:
        zh = "一次代理最长 {days} 天（至 {last}）；更久的请由管理员指定他人担任。"
        en = "At most {days} days (until {last}); for longer let the administrator appoint somebody."
        latest = first + LONGEST - timedelta(days=1)
        return [FieldError("last_day", "at_most", zh, en, days=LONGEST.days, last=latest)]
    return []


def check_roles(asked: Iterable[Role], held: Iterable[str], deputy_holds: Iterable[str]) -> list[FieldError]:
    """Each must be the person's own, one that can be lent, and one that the deputy lacks."""
    asked, held, deputy_holds = set(asked), set(held), set(deputy_holds)
    if not asked:
        return [FieldError("roles", "required", "请至少选择一项职责。", "Choose at least one role.")]
    if fixed := asked - set(LENDABLE):
        zh = "“{role}”不能代理：经办、编目、管理类职责请由管理员直接指定。"
        en = "{role} cannot be lent: let the administrator appoint somebody."
        return [FieldError("roles", "lendable", zh, en, role=_word(fixed))]
    if missing := asked - held:
        zh, en = "被代理人没有“{role}”职责，不能代理。", "The person does not hold {role}."
        return [FieldError("roles", "own", zh, en, role=_word(missing))]
    if common := asked & deputy_holds:
        zh = "代理人本来就有“{role}”职责，不必代理。"
        en = "The deputy holds {role} already: nothing is to be lent."
        return [FieldError("roles", "needed", zh, en, role=_word(common))]
    return []


def check_reason(reason: str) -> list[FieldError]:
    if reason.strip() and len(reason.strip()) <= LONGEST_REASON:
        return []
    zh, en = "请写明原因，不超过 {most} 字。", "Give the reason, in at most {most} characters."
    return [FieldError("reason", "required", zh, en, most=LONGEST_REASON)]


def _word(roles: Iterable[Role]) -> str:
    return str(sorted(roles)[0].label)
