"""Standing authorisations over HTTP: what the pages can (26.3)."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Router, Schema, Status, UploadedFile
from pydantic import ConfigDict

from yishu.agencies import queries as agencies
from yishu.agencies.api import Day, PlainText, known
from yishu.catalogue.spreadsheets.tables import LARGEST_FILE
from yishu.sharing.api import GrantOut, LimitsTold, Rows, grant_out
from yishu.sharing.attachments.commands import LARGEST
from yishu.sharing.standing import answering, commands, pages, queries, sheets
from yishu.sharing.standing.agreement import Agreement
from yishu.sharing.standing.models import Sheet, StandingAuthorisation

router = Router(tags=["sharing"], auth=known)


class AgreementIn(Schema):
    """`consumer`: an agency's code, or its name; `until`: left out where the agreement names no end; `review_by`: as late as the rule allows, if left out."""

    model_config = ConfigDict(extra="forbid")

    consumer: PlainText
    resource: PlainText
    items: list[PlainText]
    modes: list[PlainText]
    duty: PlainText
    since: Day
    basis_number: PlainText
    basis_issuer: PlainText
    basis_date: Day
    purpose: PlainText = ""
    obligations: PlainText = ""
    rows: Rows | None = None
    limits: LimitsTold | None = None
    networks: list[PlainText] = []
    masks: dict[PlainText, PlainText] = {}
    until: Day | None = None
    review_by: Day | None = None

    @property
    def agreement(self) -> Agreement:
        return Agreement(
            consumer=self.consumer,
            resource=self.resource,
            items=tuple(self.items),
            modes=tuple(self.modes),
            duty=self.duty,
            purpose=self.purpose,
            obligations=self.obligations,
            rows=self.rows.rule if self.rows else None,
            limits=self.limits.limits if self.limits else None,
            networks=tuple(self.networks),
            masks=self.masks,
            since=self.since,
            until=self.until,
            review_by=self.review_by,
            basis_number=self.basis_number,
            basis_issuer=self.basis_issuer,
            basis_date=self.basis_date,
        )


class AcknowledgementIn(Schema):
    """`systems` by name and `users` by login, of one's own agency, at least one; `fingerprint`: of the terms as they were read."""

    systems: list[PlainText] = []
    users: list[PlainText] = []
    fingerprint: PlainText


class WhyIn(Schema):
    reason: PlainText


class StandingGrantOut(Schema):
    """`due`: of whoever acts next; `fingerprint`: of all that an acknowledgement accepts."""

    number: str
    state: str
    provider: str
    consumer: str
    resource: str
    items: list[str]
    modes: list[str]
    duty: str
    purpose: str
    obligations: str
    condition: str
    rows: Rows | None = None
    limits: LimitsTold | None = None
    networks: list[str] = []
    masks: dict[str, str] = {}
    since: date
    until: date | None = None
    review_by: date | None = None
    basis_number: str
    basis_issuer: str
    basis_date: date
    file_name: str = ""
    file_sha256: str = ""
    due: date | None = None
    brought_by: str
    brought_at: datetime
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    fingerprint: str
    grant: str | None = None


class SheetRowOut(Schema):
    """`errors`: `field` (the column), `rule`, and the message in `zh` and `en`; `number`: of the standing authorisation that came of it."""

    line: int
    errors: list[dict[str, str]]
    number: str | None = None


class SheetOut(Schema):
    id: int
    provider: str
    file_name: str
    rows: list[SheetRowOut]


@router.get("/standing-authorisations", response=list[StandingGrantOut])
def list_standing(
    request: HttpRequest,
    side: Literal["given", "held"] | None = None,
    state: str = "",
    q: PlainText = "",
) -> list[StandingGrantOut]:
    """Those that one's own agency gave or holds, newest first (200 at most); all for the coordinator."""
    actor = request.actor  # type: ignore[attr-defined]
    found = {"given": queries.given_by, "held": queries.held_by}.get(side or "", queries.visible_to)(actor)
    found = found.filter(state=state) if state else found
    return [_out(one) for one in queries.matching(found, q[:60])[:200]]


@router.post("/standing-authorisations", response={201: StandingGrantOut})
def bring_in(request: HttpRequest, body: AgreementIn) -> Status[StandingGrantOut]:
    """Bring an agreement of before the platform in: a second person of the provider confirms it, then its consumer acknowledges it."""
    actor = request.actor  # type: ignore[attr-defined]
    return Status(201, _out(commands.bring_in(actor, body.agreement, now=timezone.now())))


@router.post("/standing-authorisations/sheets", response={201: SheetOut})
def read_sheet(request: HttpRequest, file: File[UploadedFile], provider: Form[PlainText] = "") -> Status[SheetOut]:
    """Read a spreadsheet (XLSX or CSV, as the template) and say what is wrong by row; nothing is brought in yet. `provider`: by code, for the coordinator."""
    actor = request.actor  # type: ignore[attr-defined]
    agency = agencies.get_agency(provider or actor.agency_code)
    sheet = sheets.take_in(actor, agency, file.name or "", file.read(LARGEST_FILE + 1), now=timezone.now())
    return Status(201, _sheet_out(sheet))


@router.get("/standing-authorisations/sheets/{sheet_id}", response=SheetOut)
def get_sheet(request: HttpRequest, sheet_id: int) -> SheetOut:
    """A spreadsheet, row by row."""
    return _sheet_out(queries.get_sheet(request.actor, sheet_id))  # type: ignore[attr-defined]


@router.post("/standing-authorisations/sheets/{sheet_id}/rows", response=SheetOut)
def bring_in_sheet(request: HttpRequest, sheet_id: int) -> SheetOut:
    """Bring in every row in which nothing is wrong; those that were brought in stay as they are."""
    actor = request.actor  # type: ignore[attr-defined]
    sheets.bring_in_sheet(actor, sheet_id, now=timezone.now())
    return _sheet_out(queries.get_sheet(actor, sheet_id))


@router.get("/standing-authorisations/{number}", response=StandingGrantOut)
def get_standing(request: HttpRequest, number: str) -> StandingGrantOut:
    return _out(queries.get_standing(request.actor, number))  # type: ignore[attr-defined]


@router.put("/standing-authorisations/{number}", response=StandingGrantOut)
def amend(request: HttpRequest, number: str, body: AgreementIn) -> StandingGrantOut:
    """Put right what nothing was granted by yet; it is confirmed anew."""
    return _out(commands.amend(request.actor, number, body.agreement, now=timezone.now()))  # type: ignore[attr-defined]


@router.post("/standing-authorisations/{number}/file", response=StandingGrantOut)
def document(
    request: HttpRequest, number: str, file: File[UploadedFile], for_all: Form[bool] = False
) -> StandingGrantOut:
    """The basis document: PDF, OFD, PNG or JPEG, 10 MB at most; `for_all`: also to all that wait on the same number and have none."""
    actor = request.actor  # type: ignore[attr-defined]
    content = file.read(LARGEST + 1)
    made = commands.document(actor, number, name=file.name or "", content=content, for_all=for_all, now=timezone.now())
    return _out(made)


@router.get("/standing-authorisations/{number}/file")
def download(request: HttpRequest, number: str) -> HttpResponse:
    """The basis document as it was attached."""
    return pages.served(request.actor, number)  # type: ignore[attr-defined]


@router.post("/standing-authorisations/{number}/confirmation", response=StandingGrantOut)
def confirm(request: HttpRequest, number: str) -> StandingGrantOut:
    """A second person of the provider has compared it with its document."""
    return _out(answering.confirm(request.actor, number, now=timezone.now()))  # type: ignore[attr-defined]


@router.post("/standing-authorisations/{number}/return", response=StandingGrantOut)
def send_back(request: HttpRequest, number: str, body: WhyIn) -> StandingGrantOut:
    """The provider's second person finds it wrong."""
    actor = request.actor  # type: ignore[attr-defined]
    return _out(answering.send_back(actor, number, reason=body.reason, now=timezone.now()))


@router.post("/standing-authorisations/{number}/acknowledgement", response=GrantOut)
def acknowledge(request: HttpRequest, number: str, body: AcknowledgementIn) -> GrantOut:
    """The consumer accepts the terms and names who will use the data; the grant in the answer is in force."""
    made = answering.acknowledge(
        request.actor,  # type: ignore[attr-defined]
        number,
        systems=tuple(body.systems),
        users=tuple(body.users),
        fingerprint=body.fingerprint,
        now=timezone.now(),
    )
    return grant_out(made)


@router.post("/standing-authorisations/{number}/objection", response=StandingGrantOut)
def object_to(request: HttpRequest, number: str, body: WhyIn) -> StandingGrantOut:
    """The consumer does not accept the terms; its provider amends or drops them."""
    actor = request.actor  # type: ignore[attr-defined]
    return _out(answering.object_to(actor, number, reason=body.reason, now=timezone.now()))


@router.delete("/standing-authorisations/{number}", response=StandingGrantOut)
def drop(request: HttpRequest, number: str, body: WhyIn) -> StandingGrantOut:
    """It is not to be granted after all."""
    return _out(commands.drop(request.actor, number, reason=body.reason, now=timezone.now()))  # type: ignore[attr-defined]


def _out(one: StandingAuthorisation) -> StandingGrantOut:
    same = (
        "number", "state", "items", "modes", "duty", "purpose", "obligations", "networks", "masks", "since", "until", "review_by", "basis_number",
        "basis_issuer", "basis_date", "file_name", "file_sha256", "due", "brought_at", "confirmed_at", "fingerprint",
    )  # fmt: skip
    return StandingGrantOut(
        **{name: getattr(one, name) for name in same},
        provider=one.provider.code,
        consumer=one.consumer.code,
        resource=one.resource.code,
        condition=one.entry.condition,
        rows=Rows.told(one.row_rule),
        limits=LimitsTold.told(one.limit_rule) if one.limits else None,
        brought_by=one.brought_by_name,
        confirmed_by=one.confirmed_by_name,
        grant=str(one.grant.pk) if one.grant else None,
    )


def _sheet_out(sheet: Sheet) -> SheetOut:
    rows = sheet.rows.select_related("standing")
    return SheetOut(
        id=sheet.pk,
        provider=sheet.provider.code,
        file_name=sheet.file_name,
        rows=[
            SheetRowOut(line=row.line, errors=row.errors, number=row.standing.number if row.standing else None)
            for row in rows
        ],
    )
