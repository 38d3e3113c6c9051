"""The course of a request for onward use."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.sharing.models import OnwardUse
from yishu.sharing.onward.queries import OPEN
from yishu.shell.components import Step

State = OnwardUse.State
TONES: dict[str, str] = {
    State.WAITING: "warn",
    State.CONSENTED: "good",
    State.REFUSED: "bad",
    State.TOLD: "warn",
    State.ACKNOWLEDGED: "good",
}


@dataclass(frozen=True, slots=True)
class OnwardShown:
    """A request with what a page needs beside it."""

    use: OnwardUse
    tone: str
    remaining: Remaining | None


def shown_uses(uses: Iterable[OnwardUse]) -> list[OnwardShown]:
    """All of them, with the deadlines counted once by the calendar of now."""
    found, today = list(uses), shanghai_day(timezone.now())
    days = clocks.calendar() if any(one.state in OPEN for one in found) else None
    return [
        OnwardShown(
            one,
            TONES[one.state],
            clocks.remaining(one.due, one.due_provisional, today, days) if days and one.state in OPEN else None,
        )
        for one in found
    ]


def course_of(use: OnwardUse) -> list[Step]:
    """What was done, then what is waited for."""
    asked = pgettext("done", "请求同意对外使用")
    told = pgettext("done", "告知依法公开")
    is_disclosure = use.route == OnwardUse.Route.DISCLOSURE
    holder = f"{use.grant.consumer.name} {use.requested_by_name}"
    steps = [Step(told if is_disclosure else asked, holder, use.requested_at, note=use.basis)]
    provider = use.grant.provider.name
    if use.state in OPEN:
        is_late = shanghai_day(timezone.now()) > use.due
        what = _("确认知悉") if is_disclosure else _("答复是否同意")
        return [*steps, Step(what, provider, state="late" if is_late else "current")]
    words = {
        State.CONSENTED: pgettext("done", "同意对外使用"),
        State.REFUSED: pgettext("done", "不同意对外使用"),
        State.ACKNOWLEDGED: pgettext("done", "确认知悉公开"),
    }
    state = "refused" if use.state == State.REFUSED else "done"
    who = f"{provider} {use.answered_by_name}"
    return [*steps, Step(words[State(use.state)], who, use.answered_at, state, use.conditions or use.reason)]
