"""Signing off what an agency here sends to another node: nothing is carried before its last signer agreed, and then what was signed (26.2, 34.1, 37.1)."""

import json
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, Scope
from yishu.audit import recording
from yishu.audit.record import Action, Outcome, Record
from yishu.core.actor import PLATFORM, Actor
from yishu.core.calendar import shanghai_day
from yishu.core.canonical import canonical
from yishu.core.decoding import converted
from yishu.core.errors import FieldError, Invalid
from yishu.exchange.entries import require_offered
from yishu.exchange.messages import AgencyTold, ApplicationSent
from yishu.exchange.models import ForeignApplication, ForeignEntry
from yishu.sharing.signing import rounds
from yishu.sharing.signing.errors import ChangedSincePrepared, EntryChanged
from yishu.sharing.signing.models import Round, Stage
from yishu.sharing.signing.subjects import Kind

FOREIGN: Final = "foreign_application"
State = ForeignApplication.State


def start(actor: Actor, application: ForeignApplication, *, now: datetime) -> None:
    """Through the agency's own sign-off, else straight into the outbox. For a new or a locked application."""
    begun = rounds.begin(actor, _about(application), content=content_of(application), now=now)
    if begun is None:
        send(actor, application, now=now)
        return
    _move(application, State.SIGNING)
    recording.record(
        actor,
        Action.APPLICATION_PREPARED,
        resource=application.entry.full_code,
        target=str(application.pk),
        duty=application.duty,
        link=application.entry.link.code,
        sign_off=begun.pk,
        hash=begun.hash,
    )


def send(actor: Actor, application: ForeignApplication, *, now: datetime) -> None:
    """Into the outbox: carried to the provider's node as soon as that can be reached."""
    application.state, application.submitted_at = State.WAITING, now
    application.save(update_fields=["state", "submitted_at"])
    recording.record(
        actor,
        Action.APPLICATION_SUBMITTED,
        resource=application.entry.full_code,
        target=str(application.pk),
        duty=application.duty,
        link=application.entry.link.code,
    )


def content_of(application: ForeignApplication) -> str:
    """What is signed: all that is carried but the register's words for the agency, and the version of the entry that it was read from."""
    read = {"node": application.entry.link.code, "entry_version": application.entry.version}
    return canonical(_asked(application) | read).decode()


def message_of(application: ForeignApplication) -> ApplicationSent:
    """What is carried: where it was signed, what was signed, whatever stands in the row."""
    signed = list_rounds(application).filter(state=Round.State.SIGNED).last()
    asked = json.loads(signed.content) if signed else _asked(application)
    return converted(asked | {"agency": _told(application.consumer)}, ApplicationSent)


def list_rounds(application: ForeignApplication) -> QuerySet[Round]:
    """All of one application, the oldest first."""
    found = Round.objects.filter(subject=FOREIGN, ref=str(application.pk))
    return found.select_related("agency").prefetch_related("signatures")


def open_rounds(applications: list[ForeignApplication]) -> dict[str, int]:
    """Of these those that are being signed off: id → round."""
    refs = [str(one.pk) for one in applications if one.state == State.SIGNING]
    found = Round.objects.filter(subject=FOREIGN, ref__in=refs, state=Round.State.OPEN)
    return dict(found.values_list("ref", "pk")) if refs else {}


def give_back_outdated(entry: ForeignEntry, *, now: datetime) -> None:
    """Its node has told of the entry anew, in the caller's transaction: what was prepared by another version, or of what is shared no more, is not signed."""
    is_shared = entry.state in ("published", "suspended") and entry.category != "non_shared"
    for application in _locked().filter(entry=entry, state=State.SIGNING):
        held = rounds.find_open_of(FOREIGN, str(application.pk))
        if held and not (is_shared and _version_of(held) == entry.version):
            _give_back(PLATFORM, application, "entry", now)


def system_changed(actor: Actor, made: Record) -> None:
    """Heard from the record: what was prepared for a system that uses no data any more is not signed."""
    for application in _locked().filter(system=made.target.removeprefix("system:"), state=State.SIGNING):
        if not application.system.is_active or Scope.DATA not in application.system.scopes:
            _give_back(actor, application, "system", made.at)


class _ForeignApplication:
    """The subject of a round."""

    def __init__(self, actor: Actor, one: Round) -> None:
        self.actor, self.round = actor, one
        self.application = _applications().get(pk=one.ref)

    @property
    def resource(self) -> str:
        return self.application.entry.full_code

    @property
    def page(self) -> str:
        return reverse("exchange:application", args=[self.application.pk])

    @property
    def desk(self) -> str:
        return self.page

    def lock(self) -> None:
        self.application = _locked().get(pk=self.application.pk)

    def content(self) -> str:
        if self.application.state != State.SIGNING:
            raise ChangedSincePrepared  # no command leaves it so: it was moved behind them
        if self.application.entry.version != _version_of(self.round):
            raise EntryChanged(resource=self.resource)
        return content_of(self.application)

    def carry_out(self, *, now: datetime) -> None:
        require_offered(self.application.entry)
        _require_current(self.application, now)
        send(self.actor, self.application, now=now)

    def give_back(self) -> None:
        _move(self.application, State.RETURNED)


KIND: Final = Kind(FOREIGN, _("跨平台申请"), _("审批跨平台申请"), _ForeignApplication)


def _about(application: ForeignApplication) -> rounds.About:
    return rounds.About(
        FOREIGN,
        Stage.APPLICATION,
        application.consumer.pk,
        name=application.duty,
        number=application.called,
        submitted_by=application.submitted_by,
        ref=str(application.pk),
    )


def _asked(application: ForeignApplication) -> dict[str, Any]:
    """By the names of `ApplicationSent`; of the agency its code."""
    return {
        "id": str(application.pk),
        "agency": application.consumer.code,
        "system": application.system.name,
        "resource": application.entry.code,
        "duty": application.duty,
        "basis": application.basis,
        "items": application.items,
        "modes": application.modes,
        "until": application.until.isoformat(),
        "reason": application.reason,
        "submitted_by_name": application.submitted_by_name,
        "rows": application.rows,
    }


def _told(agency: Agency) -> AgencyTold:
    return AgencyTold(agency.code, agency.name, agency.short_name, agency.kind, agency.division_id, agency.code_origin)


def _give_back(actor: Actor, application: ForeignApplication, why: str, now: datetime) -> None:
    """`why`: entry, or system."""
    held = rounds.void_of(FOREIGN, str(application.pk), now)
    _move(application, State.RETURNED)
    recording.record(
        actor,
        Action.APPLICATION_OUTDATED,
        resource=application.entry.full_code,
        target=str(application.pk),
        outcome=Outcome.DENIED,
        sign_off=held.pk if held else None,
        why=why,
    )


def _move(application: ForeignApplication, state: State) -> None:
    application.state = state
    application.save(update_fields=["state"])


def _require_current(application: ForeignApplication, now: datetime) -> None:
    """Days may have passed since it was prepared."""
    wrong = []
    if application.until < shanghai_day(now):
        zh, en = "申请的使用期限已过，请退回补正。", "The day until which it was asked has passed; send it back."
        wrong.append(FieldError("until", "date_ahead", zh, en))
    if not application.system.is_active:
        zh, en = "应用系统“{system}”已停用，请退回补正。", "The system {system} is not active any more; send it back."
        wrong.append(FieldError("system", "active", zh, en, system=application.system.name))
    if wrong:
        raise Invalid(errors=wrong)


def _version_of(one: Round) -> int:
    return json.loads(one.content)["entry_version"]


def _applications() -> QuerySet[ForeignApplication]:
    return ForeignApplication.objects.select_related("entry__link", "consumer", "system")


def _locked() -> QuerySet[ForeignApplication]:
    return _applications().select_for_update(of=("self",)).order_by("pk")
