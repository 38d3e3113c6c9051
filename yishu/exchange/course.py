"""An application to another node as its page shows it: what is asked, and how far it is."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.core.decoding import converted
from yishu.core.rows import RowRule
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


@dataclass(frozen=True, slots=True)
class Granted:
    """What the provider's node opened, which may be less."""

    items: list[str]  # by name
    modes: list[str]
    rows: str


def asked_of(application: ForeignApplication) -> Asked:
    chosen = [item for item in application.entry.items if item["code"] in application.items]
    return Asked(application, chosen, _rows_in_words(application, application.rows))


def asked_in(signed: Round) -> Asked:
    """Of a round what its signers read, whatever was changed since."""
    one = ForeignApplication.objects.select_related("entry__link", "consumer", "system").get(pk=signed.ref)
    content = json.loads(signed.content)
    one.system.name, one.until = content["system"], date.fromisoformat(content["until"])
    for name in ("duty", "basis", "items", "modes", "rows", "reason"):
        setattr(one, name, content[name])
    return asked_of(one)


def granted_of(application: ForeignApplication) -> Granted | None:
    if not application.terms:
        return None
    terms = json.loads(application.terms)
    names = [item["name"] for item in application.entry.items if item["code"] in terms["items"]]
    return Granted(names, terms["modes"], _rows_in_words(application, terms.get("rows")))


def rows_of(application: ForeignApplication) -> str:
    """In words, where not all records are open, or before that asked for."""
    return granted.rows if (granted := granted_of(application)) else asked_of(application).rows


def _rows_in_words(application: ForeignApplication, rule: dict[str, Any] | None) -> str:
    return "" if rule is None else in_words(converted(rule, RowRule), row_items(application.entry))


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
