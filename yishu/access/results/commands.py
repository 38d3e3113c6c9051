"""Issuing a result sheet: numbered, set, sealed by the node, on record, in one transaction."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from yishu.access.errors import NoGrant
from yishu.access.queries import Desk
from yishu.access.results import contents
from yishu.access.results.contents import Contents
from yishu.access.results.errors import ResultNotAtHand, ResultSheetsMade
from yishu.access.results.models import ResultSheet
from yishu.access.results.rules import MARK, shown_number
from yishu.access.results.setting import page_of
from yishu.audit import queries as audit
from yishu.audit import recording
from yishu.audit.record import Action, Record
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI
from yishu.seals import numbering
from yishu.seals.rules import new_check_code
from yishu.seals.stamping import under_own_seal

MOST: Final = 5
"""Sheets of one answer: a download may fail, and a case file may want a second; no more is made of one call."""


@dataclass(frozen=True, slots=True)
class Issued:
    number: str
    pdf: bytes


@transaction.atomic
def issue(actor: Actor, desk: Desk, text: str, session: SessionBase, *, address: str, now: datetime) -> Issued:
    """A sheet of the answer that `text` carries (`contents`). `address`: where sheets are checked.

    The counter of the year stays locked while the page is set and sealed, so that numbers have no gap: what fails takes none.
    Raises NoGrant where the grant has ended since, ResultNotAtHand, ResultSheetsMade, NoChineseFont, CharacterNotInFont, SealUnusable.
    """
    if desk.standing != "open":
        raise NoGrant
    shown = contents.opened(text, actor, desk, session, now)
    _require_evidence(actor, desk, shown)
    year = now.astimezone(SHANGHAI).year
    number, code = shown_number(year, numbering.next_of_year(MARK, year)), new_check_code()
    if ResultSheet.objects.filter(call=shown.receipt).count() >= MOST:
        raise ResultSheetsMade(most=MOST)
    page = page_of(shown, actor, desk, number=number, code=code, address=address, now=now)
    pdf = under_own_seal(page, number=number, now=now)
    _keep(actor, desk, shown, number, code, hashlib.sha256(pdf).hexdigest(), now)
    return Issued(number, pdf)


def _require_evidence(actor: Actor, desk: Desk, shown: Contents) -> None:
    """The call is on record as it was. Raises ResultNotAtHand, RecordNotFound."""
    number, _, leaf = shown.receipt.partition(".")
    seen = audit.get_record(audit.Scope("", (), everything=True), UUID(number))
    called = seen.record.actor, seen.record.resource, seen.leaf
    if called != (actor.ref, desk.grant.resource.code, leaf) or not (seen.hash_holds and seen.columns_hold):
        raise ResultNotAtHand(minutes=int(contents.LIFE.total_seconds()) // 60)


def _keep(actor: Actor, desk: Desk, shown: Contents, number: str, code: str, sha256: str, now: datetime) -> None:
    ResultSheet.objects.create(
        number=number,
        check_code=code,
        call=shown.receipt,
        receipt=recording.insert(_record(actor, desk, shown, number, sha256)),
        issued_by=actor.ref,
        issued_by_name=actor.name,
        issued_at=now,
        agency=actor.agency_code,
        agency_name=desk.grant.consumer.name,
        resource=desk.grant.resource.code,
        resource_name=desk.entry.name,
        provider_name=desk.grant.provider.name,
        mode=shown.mode,
        version=shown.version,
        subjects=len(shown.abouts),
        whole=shown.whole,
        sha256=sha256,
    )


def _record(actor: Actor, desk: Desk, shown: Contents, number: str, sha256: str) -> Record:
    return Record(
        action=Action.SHEET_ISSUED,
        node=settings.YISHU_NODE_CODE,
        actor=actor.ref,
        actor_name=actor.name,
        agency=actor.agency_code,
        resource=desk.grant.resource.code,
        target=number,
        grant=shown.grant,
        grant_hash=desk.grant.hash,
        duty=shown.duty,
        case=shown.case,
        version=shown.version,
        detail={"receipt": shown.receipt, "digest": sha256},
    )
