"""What is still to be digitised, over HTTP (19.1)."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies import queries as agencies
from yishu.agencies.api import known
from yishu.catalogue.digitising import queries
from yishu.catalogue.errors import NotTheCoordinator
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import is_coordinator

router = Router(tags=["catalogue"], auth=known)
MOST = 1000


class UndigitisedOut(Schema):
    """`digitisation`: electronic, partly or paper. `late`: past the day of its plan."""

    code: str
    name: str
    provider: str
    digitisation: str
    plan: str
    due: date | None
    late: bool


class DigitisationOut(Schema):
    """`entries` are those that are not structured data, at most 1000, the earliest day first."""

    all: int
    structured: int
    electronic: int
    partly: int
    paper: int
    late: int
    entries: list[UndigitisedOut]


@router.get("/digitisation", response=DigitisationOut)
def list_undigitised(request: HttpRequest, agency: str = "", late: bool = False) -> DigitisationOut:
    """Of one's own agency; for the coordinator of any `agency`, or of all (`agency=*`)."""
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    agency_id: int | None = actor.agency_id
    if agency not in ("", actor.agency_code):
        if not is_coordinator(actor):
            raise NotTheCoordinator
        agency_id = None if agency == "*" else agencies.get_agency(agency).pk
    counts = queries.count(today, agency_id=agency_id)
    found = queries.list_undigitised(today, agency_id=agency_id, late=late)[:MOST]
    names = ("all", "structured", "electronic", "partly", "paper", "late")
    return DigitisationOut(
        **{name: getattr(counts, name) for name in names}, entries=[_out(one, today) for one in found]
    )


def _out(one: Resource, today: date) -> UndigitisedOut:
    entry = one.current
    assert entry is not None  # only what has a version in force is listed
    return UndigitisedOut(
        code=one.code,
        name=entry.name,
        provider=one.provider_name,
        digitisation=entry.digitisation,
        plan=entry.digitisation_plan,
        due=entry.digitisation_due,
        late=entry.digitisation_due is not None and entry.digitisation_due < today,
    )
