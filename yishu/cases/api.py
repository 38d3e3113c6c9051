"""The management API of cases: their state, for the systems and people of the agencies that handle them (29.1)."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from yishu.agencies.api import known
from yishu.cases import queries
from yishu.cases.models import Case

router = Router(tags=["cases"], auth=known)


class CaseStepOut(Schema):
    name: str
    agency: str
    duty: str
    state: str


class CaseOut(Schema):
    """A case's state; nothing of whom it is about."""

    number: str
    matter: str
    state: str
    opened: datetime
    steps: list[CaseStepOut]


@router.get("/cases", response=list[CaseOut])
def list_cases(request: HttpRequest) -> list[CaseOut]:
    """The joint cases that one's own agency handles, those that wait for it first (200 at most)."""
    return [_case_out(case) for case in queries.list_cases(request.actor)[:200]]  # type: ignore[attr-defined]


@router.get("/cases/{number}", response=CaseOut)
def get_case(request: HttpRequest, number: str) -> CaseOut:
    """One joint case."""
    return _case_out(queries.get_case(request.actor, number))  # type: ignore[attr-defined]


def _case_out(case: Case) -> CaseOut:
    steps = [
        CaseStepOut(name=each.step.name, agency=each.step.agency.code, duty=each.step.duty, state=each.state)
        for each in case.steps.all()
    ]
    return CaseOut(number=case.number, matter=case.matter.name, state=case.state, opened=case.opened_at, steps=steps)
