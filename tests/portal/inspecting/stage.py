"""A case that two agencies handled and a third was refused in; the inspector, the audit administrator, and the worker's rounds."""

import contextlib
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast
from tests.operations.people import warden
from yishu.access import calls
from yishu.agencies.models import Person, Role
from yishu.audit import ledger
from yishu.audit.log.running import open_sequencer
from yishu.core.errors import Problem
from yishu.portal.inspecting import counting
from yishu.wire.data import Purpose, QueryRequest

SUBJECT, OTHER = (line.split(",")[0] for line in PEOPLE_CSV.splitlines()[1:3])
DUTY = "社会救助审核"
CASE = "SH/2026-7 甲"


class Story:
    """CIVIL and LABOUR used data of POLICE for the case CASE, FORESTRY was refused; CIVIL also handled another."""

    def __init__(self, folder: Path) -> None:
        self.cast = cast = Cast()
        self.office = cast.agency("主管", coordinator=True)
        self.police, self.civil = cast.agency("公安"), cast.agency("民政")
        self.labour, self.forestry = cast.agency("人社"), cast.agency("林业")
        self.teaching = cast.agency("教育")
        self.inspector, self.exporter = cast.inspector(), warden(Role.AUDIT_ADMINISTRATOR)
        self.resource = cast.resource(self.police, self.office)
        cast.publish(self.police, self.resource, PEOPLE_CSV, folder)
        self.grants = [
            cast.grant(member, self.police, self.resource, users=(member.person_a,), duty=DUTY)
            for member in (self.civil, self.labour)
        ]
        self.receipts = [self.query(member) for member in (self.civil, self.labour, self.forestry)]
        self.query(self.civil, case="SH-8", subject=OTHER)
        work()

    def query(self, member: Cast.Member, case: str = CASE, subject: str = SUBJECT) -> str:
        """The receipt; none where it was refused."""
        request = QueryRequest(Purpose(DUTY, case), items=["name"], subject=subject)
        with contextlib.suppress(Problem):
            return calls.query(member.a, self.resource.code, request, now=timezone.now()).receipt
        return ""


def work() -> None:
    """One round of the worker: the log, the ledger of subjects, the counts."""
    sequencer = open_sequencer()
    while sequencer.append():
        pass
    sequencer.close()
    ledger.follow(timezone.now())
    counting.follow(timezone.now())


def signed_in(person: Person, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


def read(person: Person, path: str, **asked: Any) -> str:
    return signed_in(person).get(path, asked).content.decode()
