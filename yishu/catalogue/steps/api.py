"""Steps of review of single agencies over HTTP (38.1)."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies import queries as agencies
from yishu.agencies.api import PlainText, YesNo, known
from yishu.catalogue.steps import commands, queries
from yishu.catalogue.steps.queries import Rule

router = Router(tags=["catalogue"], auth=known)


class AgencyStepOut(Schema):
    """Whether the agency's reviewer passes its submissions first. `set_by`: node, coordinator, agency, or empty where it is not in force."""

    agency: str
    name: str
    agency_review: bool
    set_by: str
    basis: str
    changed_by: str
    changed_at: datetime | None


class AgencyStepIn(Schema):
    """With its `basis` to add the step; `agency_review` false drops it."""

    agency_review: YesNo
    basis: PlainText = ""


@router.get("/review-steps", response=list[AgencyStepOut])
def list_review_steps(request: HttpRequest) -> list[AgencyStepOut]:
    """One's own agency's; all agencies' for the coordinator."""
    return [_out(one) for one in queries.list_rules(request.actor)]  # type: ignore[attr-defined]


@router.put("/review-steps/{agency}", response=AgencyStepOut)
def put_review_step(request: HttpRequest, agency: str, body: AgencyStepIn) -> AgencyStepOut:
    """Add or drop the agency's review; its administrator, or the coordinator."""
    actor, found = request.actor, agencies.get_agency(agency)  # type: ignore[attr-defined]
    if body.agency_review:
        commands.add_step(actor, found, queries.AGENCY_REVIEW, basis=body.basis, now=timezone.now())
    else:
        commands.drop_step(actor, found, queries.AGENCY_REVIEW)
    return _out(queries.get_rule(found))


def _out(one: Rule) -> AgencyStepOut:
    held = one.of_node or one.own
    own = "coordinator" if one.own and one.own.by_coordinator else "agency" if one.own else ""
    return AgencyStepOut(
        agency=one.agency.code,
        name=one.agency.name,
        agency_review=one.in_force,
        set_by="node" if one.of_node else own,
        basis=held.basis if held else "",
        changed_by=held.changed_by_name if held else "",
        changed_at=held.changed_at if held else None,
    )
