"""The three lists over HTTP (4.2)."""

from dataclasses import asdict
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies.api import PlainText, known
from yishu.portal.lists import queries

router = Router(tags=["sharing"], auth=known)


class DemandRowOut(Schema):
    """A row of 需求清单. `due`: by when the provider answers, or publishes what it promised; null once it did. `outcome`: the resource, or the law of a refusal."""

    number: str
    name: str
    kind: str
    items: list[str]
    duty: str
    basis: str
    why: str
    provider: str
    state: str
    due: date | None
    is_late: bool
    outcome: str
    filed: date


class ResponsibilityRowOut(Schema):
    """A row of 责任清单. `what`: resource, demand, duty. `due`: the next update or the day of the answer; since when, where it is late."""

    what: str
    name: str
    code: str
    items: list[str]
    cycle: str
    timeliness: str
    due: date | None
    is_late: bool
    state: str


class NegativeRowOut(Schema):
    """A row of 负面清单. `what`: resource (non-shared), demand (refused), duty (exempted). `law`: by article."""

    what: str
    name: str
    code: str
    items: list[str]
    law: str
    reason: str
    since: date | None


@router.get("/lists/demands", response=list[DemandRowOut])
def demand_list(request: HttpRequest, agency: PlainText = "") -> list[DemandRowOut]:
    """需求清单: what one's own agency needs; with `agency` (a credit code) another one's, for the coordinator and inspectors."""
    whose = queries.agency_of(request.actor, agency)  # type: ignore[attr-defined]
    return [DemandRowOut(**asdict(row)) for row in queries.list_demands(whose, timezone.now())]


@router.get("/lists/responsibilities", response=list[ResponsibilityRowOut])
def responsibility_list(request: HttpRequest, agency: PlainText = "") -> list[ResponsibilityRowOut]:
    """责任清单: what one's own agency must provide, what is late first; with `agency` another one's."""
    whose = queries.agency_of(request.actor, agency)  # type: ignore[attr-defined]
    return [ResponsibilityRowOut(**asdict(row)) for row in queries.list_responsibilities(whose, timezone.now())]


@router.get("/lists/negative", response=list[NegativeRowOut])
def negative_list(request: HttpRequest, agency: PlainText = "") -> list[NegativeRowOut]:
    """负面清单: what one's own agency does not share, and by which law; with `agency` another one's."""
    whose = queries.agency_of(request.actor, agency)  # type: ignore[attr-defined]
    return [NegativeRowOut(**asdict(row)) for row in queries.list_negative(whose, timezone.now())]
