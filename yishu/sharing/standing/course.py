"""A standing authorisation as a page shows it: its state of today, its deadline, its course."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.sharing.standing.models import StandingAuthorisation, State
from yishu.sharing.standing.queries import NEAR
from yishu.shell.components import Step

TONES: Final[dict[str, str]] = {
    State.TO_CONFIRM: "warn",
    State.RETURNED: "bad",
    State.TO_ACKNOWLEDGE: "warn",
    State.OBJECTED: "bad",
    State.ACTIVE: "good",
    State.CONVERTED: "blue",
}
_ACTS: Final[dict[str, str | Promise]] = {
    "brought_in": pgettext_lazy("done", "登记"),
    "amended": pgettext_lazy("done", "修改后重新提交"),
    "documented": pgettext_lazy("done", "上传依据文件"),
    "confirmed": pgettext_lazy("done", "复核通过"),
    "returned": pgettext_lazy("done", "复核退回"),
    "acknowledged": pgettext_lazy("done", "确认条款，授权生效"),
    "objected": pgettext_lazy("done", "提出异议"),
    "dropped": pgettext_lazy("done", "撤销登记"),
    "lapsed": pgettext_lazy("done", "到期未转为普通授权，失效"),
}
_REFUSALS: Final = ("returned", "objected", "dropped", "lapsed")


@dataclass(frozen=True, slots=True)
class StandingShown:
    """`is_over`: active by its row, but its last day is over; the worker settles it within the hour."""

    one: StandingAuthorisation
    tone: str
    remaining: Remaining | None
    is_near: bool
    is_over: bool


def shown(found: Iterable[StandingAuthorisation], now: datetime) -> list[StandingShown]:
    """All of them, with the deadlines counted once by the calendar of now."""
    listed, today = list(found), shanghai_day(now)
    days = clocks.calendar() if any(one.due for one in listed) else None
    return [
        StandingShown(
            one,
            TONES.get(one.state, "grey"),
            clocks.remaining(one.due, one.due_provisional, today, days) if days and one.due else None,
            _is_active(one) and now < one.grant.valid_until <= now + NEAR if one.grant else False,
            _is_active(one) and one.grant.valid_until <= now if one.grant else False,
        )
        for one in listed
    ]


def course_of(one: StandingAuthorisation, now: datetime) -> list[Step]:
    """What was done, then what is waited for."""
    steps = [
        Step(
            _ACTS[each.act],
            f"{each.agency_name} {each.actor_name}".strip(),
            each.at,
            "refused" if each.act in _REFUSALS else "done",
            each.words,
        )
        for each in one.steps.all()
    ]
    late = "late" if one.is_late(now) else "current"
    if one.state == State.TO_CONFIRM:
        return [*steps, Step(_("另一人复核"), one.provider.name, state=late), Step(_("使用单位确认"), state="waiting")]
    if one.state == State.TO_ACKNOWLEDGE:
        return [*steps, Step(_("确认条款或提出异议"), one.consumer.name, state=late)]
    if one.state in (State.RETURNED, State.OBJECTED):
        return [*steps, Step(_("修改后重新提交，或撤销"), one.provider.name, state="current")]
    if one.state == State.ACTIVE:
        return [*steps, Step(_("申请转为普通授权"), one.consumer.name, state="waiting")]
    return steps


def _is_active(one: StandingAuthorisation) -> bool:
    return one.state == State.ACTIVE
