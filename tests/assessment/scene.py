"""What the tests of assessment share: agencies with facts in a past quarter, and the steps up to a final result, by commands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD, PEOPLE_CSV, Cast
from yishu.agencies import commands as agencies
from yishu.agencies.models import Person, Role
from yishu.agencies.queries import actor_of_person
from yishu.assessment import computing, settling
from yishu.assessment.models import Assessment
from yishu.catalogue.models import Resource
from yishu.core.actor import PLATFORM, Actor
from yishu.core.calendar import SHANGHAI
from yishu.hosting import commands as hosting
from yishu.sharing import commands as sharing


@dataclass
class Scene:
    """OFFICE coordinates (its `b`), AUDIT inspects, POLICE provides, CIVIL applies; `now` is when everything happened."""

    cast: Cast
    office: Cast.Member
    police: Cast.Member
    civil: Cast.Member
    audit: Cast.Member
    inspector_person: Person
    now: datetime

    @property
    def coordinator(self) -> Actor:
        return self.office.b

    @property
    def inspector(self) -> Actor:
        return actor_of_person(self.inspector_person)


def scene(now: datetime) -> Scene:
    cast = Cast(now=now)
    office, audit = cast.agency("办公厅", coordinator=True), cast.agency("监察")
    inspector = agencies.register_person(
        PLATFORM,
        audit.agency,
        login=f"i{audit.person_a.login}",
        name="监督检查员",
        password=PASSWORD,
        roles=frozenset({Role.INSPECTOR}),
    )
    return Scene(cast, office, cast.agency("公安"), cast.agency("民政"), audit, inspector, now)


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, tzinfo=SHANGHAI)


def publish(provider: Cast.Member, resource: Resource, folder: Path, now: datetime) -> None:
    """Three records, published when the scene plays."""
    spool = folder / f"{resource.path_code}.csv"
    spool.write_text(PEOPLE_CSV, "utf-8")
    hosting.publish(provider.a, resource.code, spool, media_type="text/csv", how="upsert", now=now)


def ask(here: Scene, resource: Resource, now: datetime) -> str:
    """CIVIL applies for a restricted resource of POLICE; the number of the application."""
    wanted = sharing.LineRequest(
        resource=resource.code,
        items=("id_number", "name"),
        modes=("verify",),
        users=(here.civil.person_a.login,),
        until=(now + timedelta(days=300)).date(),
    )
    return sharing.apply(here.civil.a, duty="社会救助审核", basis="", requests=(wanted,), now=now).number


def allow(here: Scene, number: str, resource: Resource, now: datetime) -> None:
    decision = sharing.Decision(approves=True, items=("id_number", "name"), modes=("verify",))
    sharing.decide(here.police.b, number, resource.code, decision, now=now)


def shown(here: Scene, period: str, now: datetime | None = None) -> Assessment:
    """Computed and shown to the agencies."""
    moment = now or timezone.now()
    computing.compute(here.coordinator, period, now=moment)
    return settling.show_provisional(here.coordinator, period, now=moment)


def final(here: Scene, period: str) -> Assessment:
    """Signed by the coordinator after the time to object, and co-signed."""
    shown(here, period)
    settling.sign(here.coordinator, period, now=timezone.now() + timedelta(days=30))
    return settling.cosign(here.inspector, period, now=timezone.now() + timedelta(days=30))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())
