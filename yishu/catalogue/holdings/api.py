"""Unlisted holdings over HTTP (4.1)."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies.api import PlainText, known
from yishu.catalogue.holdings import commands, queries
from yishu.catalogue.holdings.queries import DutyRow

router = Router(tags=["catalogue"], auth=known)


class ExemptionOut(Schema):
    law: str
    article: str
    reason: str


class DutyOut(Schema):
    """A duty; `unlisted` while neither a published resource holds its data nor a law is cited."""

    id: int
    duty: str
    unlisted: bool
    resources: list[str]
    exemption: ExemptionOut | None


class AgencyOut(Schema):
    code: str
    name: str
    duties: int
    listed: int
    exempted: int
    unlisted: int


class LinkIn(Schema):
    resource: PlainText


class ExemptionIn(Schema):
    law: PlainText
    article: PlainText
    reason: PlainText


@router.get("/holdings", response=list[DutyOut])
def list_holdings(request: HttpRequest) -> list[DutyOut]:
    """The duties of one's own agency, what is unlisted first."""
    return [_out(row) for row in queries.list_duties(request.actor.agency_id)]  # type: ignore[attr-defined]


@router.get("/holdings/agencies", response=list[AgencyOut])
def count_holdings(request: HttpRequest) -> list[AgencyOut]:
    """All agencies, the most unlisted first; for the coordinator, empty for others."""
    counted = queries.count_by_agency(request.actor)  # type: ignore[attr-defined]
    return [AgencyOut(**{name: getattr(one, name) for name in AgencyOut.model_fields}) for one in counted]


@router.post("/holdings/{int:duty}/resources", response=list[DutyOut])
def link_holding(request: HttpRequest, duty: int, body: LinkIn) -> list[DutyOut]:
    """Name a resource of one's own agency that holds the duty's data."""
    commands.link_holding(request.actor, duty, body.resource, now=timezone.now())  # type: ignore[attr-defined]
    return list_holdings(request)


@router.post("/holdings/{int:duty}/exemption", response=list[DutyOut])
def cite_exemption(request: HttpRequest, duty: int, body: ExemptionIn) -> list[DutyOut]:
    """Cite the law by which the duty's data stays out of the catalogue."""
    actor = request.actor  # type: ignore[attr-defined]
    commands.cite_exemption(actor, duty, **body.dict(), now=timezone.now())
    return list_holdings(request)


def _out(row: DutyRow) -> DutyOut:
    cited = row.exemption
    return DutyOut(
        id=row.duty.pk,
        duty=row.duty.name,
        unlisted=row.is_unlisted,
        resources=[one.resource.code for one in row.holdings],
        exemption=ExemptionOut(law=cited.law, article=cited.article, reason=cited.reason) if cited else None,
    )
