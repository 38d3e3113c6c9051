"""An application to another node as its page shows it: what is asked, and how far it is."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.exchange.entries import row_items
from yishu.exchange.models import ForeignApplication
from yishu.sharing.rows import in_words
from yishu.sharing.signing.course import steps_of
from yishu.sharing.signing.models import Round, Stage
from yishu.shell.components import Step

State = ForeignApplication.State
TONES: dict[str, str] = {
    State.SIGNING: "blue",
    State.RETURNED: "warn",
    State.CANCELLED: "grey",
    State.WAITING: "blue",
    State.IN_REVIEW: "warn",
    State.GRANTED: "good",
    State.REFUSED: "bad",
    State.WITHDRAWN: "grey",
    State.REJECTED: "bad",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; `items` are those of the entry as it was told."""

    application: ForeignApplication
    items: list[dict[str, Any]]
    rows: str  # in words; nothing where all are meant


def asked_of(application: ForeignApplication) -> Asked:
    chosen = [item for item in application.entry.items if item["code"] in application.items]
    return Asked(application, chosen, rows_of(application))


def rows_of(application: ForeignApplication) -> str:
    """In words, where not all records are asked for or open."""
    rule = application.row_rule
    return "" if rule is None else in_words(rule, row_items(application.entry))


def course_of(application: ForeignApplication, rounds: list[Round]) -> list[Step]:
    """For the applicant's own people: signed here, sent, decided there."""
    done, ahead = steps_of(rounds, Stage.APPLICATION, application.consumer.pk)
    own, state = application.consumer.name, application.state
    if state == State.SIGNING:
        return [*done, *ahead, Step(pgettext("done", "提交申请"), own, state="waiting"), *_ahead(application)]
    if state == State.RETURNED:
        return [*done, Step(_("补正后重新提交"), own, state="current")]
    if state == State.CANCELLED:
        who = f"{own} {application.cancelled_by_name}"
        return [
            *done,
            Step(pgettext("done", "撤回申请"), who, application.decided_at, "refused", application.decision_reason),
        ]
    sent = Step(pgettext("done", "提交申请"), f"{own} {application.submitted_by_name}", application.submitted_at)
    return [*done, sent, *_there(application)]


def _there(application: ForeignApplication) -> list[Step]:
    """From the outbox on."""
    state, entry = application.state, application.entry
    who, when, why = entry.provider_name, application.decided_at, application.decision_reason
    if state == State.WAITING:
        arriving, *later = _ahead(application)
        return [Step(arriving.what, arriving.who, state="late" if entry.link.is_down else "current"), *later]
    if state == State.IN_REVIEW:
        return [Step(_("提供单位审核"), who, state="current"), Step(_("开通授权"), state="waiting")]
    if state == State.REJECTED:
        return [Step(_("对方平台未受理"), entry.link.name, when, "refused", why)]
    if state == State.REFUSED:
        return [Step(pgettext("done", "不予授权"), who, when, "refused", why)]
    opened = Step(_("开通授权"), who, when, note="" if state == State.WITHDRAWN else why)
    return [opened, Step(_("授权终止"), "", None, "refused", why)] if state == State.WITHDRAWN else [opened]


def _ahead(application: ForeignApplication) -> list[Step]:
    entry = application.entry
    arriving, opened = Step(_("送达对方平台"), entry.link.name, state="waiting"), Step(_("开通授权"), state="waiting")
    if entry.category == "unrestricted":  # opens as it arrives
        return [arriving, opened]
    return [arriving, Step(_("提供单位审核"), entry.provider_name, state="waiting"), opened]
