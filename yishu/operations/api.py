"""The management API of operations: the rules of this node (38.1)."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema

from yishu.agencies.api import known
from yishu.core.errors import preferred_language
from yishu.node.models import Clock, LocalField, LocalStep

router = Router(tags=["operations"], auth=known)


class ClockOut(Schema):
    """`in_force` is what holds now and `common` what every node starts with, both in `unit`: days (working days), hours or months. `local`: this node's own rules say so, by `basis`."""

    code: str
    name: str
    unit: str
    in_force: int
    common: int
    local: bool
    basis: str
    by_law: bool
    changed_by: str
    changed_at: datetime | None


class LocalStepOut(Schema):
    """A step of review that the local rules added."""

    code: str
    name: str
    basis: str


class FieldOut(Schema):
    """A field that the local rules added to a form (`application`)."""

    form: str
    label: str
    help: str
    required: bool
    basis: str


class RulesOut(Schema):
    """`category_words`: 2014 (非受限、受限、非共享) or later (无条件、有条件、不予)."""

    node: str
    category_words: str
    clocks: list[ClockOut]
    steps: list[LocalStepOut]
    fields: list[FieldOut]


@router.get("/rules", response=RulesOut)
def get_rules(request: HttpRequest) -> RulesOut:
    """What is in force at this node, with the basis of each rule."""
    language = preferred_language(request.headers.get("Accept-Language"))
    return RulesOut(
        node=settings.YISHU_NODE_CODE,
        category_words=settings.YISHU_LAW_WORDS,
        clocks=[_clock_out(clock, language) for clock in Clock.objects.all()],
        steps=[
            LocalStepOut(code=step.code, name=str(LocalStep.Code(step.code).label), basis=step.basis)
            for step in LocalStep.objects.all()
        ],
        fields=[
            FieldOut(form=one.form, label=one.label, help=one.help, required=one.required, basis=one.basis)
            for one in LocalField.objects.all()
        ],
    )


def _clock_out(clock: Clock, language: str) -> ClockOut:
    return ClockOut(
        code=clock.code,
        name=clock.name(language),
        unit=clock.unit,
        in_force=clock.in_force,
        common=clock.common,
        local=clock.local is not None,
        basis=clock.basis(language),
        by_law=clock.by_law,
        changed_by=clock.changed_by_name,
        changed_at=clock.changed_at,
    )
