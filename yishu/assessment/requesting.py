"""Asking for an inspection: the inspector who wants one asks the coordinator, who plans it or says why not (35.2)."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from yishu.agencies import queries as agencies
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.assessment.errors import InspectionReasonRequired, InspectionRequestNotFound, InspectionRequestSettled
from yishu.assessment.models import Inspection, InspectionRequest
from yishu.assessment.told import tell_answered, tell_asked
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor

STATE: Final = InspectionRequest.State


@transaction.atomic
def request_inspection(
    actor: Actor, agency_code: str, *, text: str, about: str = "", path: str = "", now: datetime
) -> InspectionRequest:
    """Why this agency is to be inspected. Raises AgencyNotFound, InspectionReasonRequired."""
    require(actor, Role.INSPECTOR)
    made = InspectionRequest.objects.create(
        agency=agencies.get_agency(agency_code),
        text=_required(text),
        about=about.strip()[:120],
        path=path,
        asked_by=actor.ref,
        asked_by_name=actor.name,
        asked_at=now,
    )
    recording.record(
        actor,
        Action.INSPECTION_REQUESTED,
        target=_target(made),
        agency_code=agency_code,
        about=made.about,
        why=made.text,
    )
    tell_asked(actor, made)
    return made


@transaction.atomic
def decline_request(actor: Actor, number: int, *, reason: str, now: datetime) -> InspectionRequest:
    """There will be no inspection, and why. Raises InspectionRequestNotFound, InspectionRequestSettled, InspectionReasonRequired."""
    require(actor, Role.COORDINATOR)
    asked = _open(number)
    asked.answer = _required(reason)
    _settle(actor, asked, STATE.DECLINED, now)
    recording.record(actor, Action.INSPECTION_DECLINED, target=_target(asked), why=asked.answer)
    return asked


def settle_by_plan(actor: Actor, number: int, inspection: Inspection, *, now: datetime) -> None:
    """In the transaction of the plan. Raises InspectionRequestNotFound, InspectionRequestSettled."""
    asked = _open(number)
    asked.inspection = inspection
    _settle(actor, asked, STATE.PLANNED, now)


def list_requests(actor: Actor) -> QuerySet[InspectionRequest]:
    """All, for who asks and who plans; none for anybody else."""
    found = InspectionRequest.objects.select_related("agency", "inspection")
    return found if actor.roles & {Role.INSPECTOR, Role.COORDINATOR} else found.none()


def get_request(actor: Actor, number: int) -> InspectionRequest:
    """Raises InspectionRequestNotFound."""
    found = list_requests(actor).filter(pk=number).first()
    if found is None:
        raise InspectionRequestNotFound(number=number)
    return found


def _open(number: int) -> InspectionRequest:
    asked = InspectionRequest.objects.select_for_update().filter(pk=number).first()
    if asked is None:
        raise InspectionRequestNotFound(number=number)
    if asked.state != STATE.OPEN:
        raise InspectionRequestSettled(number=number)
    return asked


def _settle(actor: Actor, asked: InspectionRequest, state: InspectionRequest.State, now: datetime) -> None:
    asked.state, asked.answered_by_name, asked.answered_at = state, actor.name, now
    asked.save(update_fields=["state", "inspection", "answer", "answered_by_name", "answered_at"])
    tell_answered(actor, asked)


def _required(text: str) -> str:
    if not text.strip():
        raise InspectionReasonRequired
    return text.strip()


def _target(asked: InspectionRequest) -> str:
    return f"inspection-request:{asked.pk}"
