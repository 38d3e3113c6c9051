"""What the tests of standing authorisations share: two sides, an agreement as it is told, and its way through both."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast
from yishu.audit.record import Action
from yishu.core.errors import Problem
from yishu.sharing.standing import answering, commands
from yishu.sharing.standing.agreement import Agreement
from yishu.sharing.standing.models import StandingAuthorisation

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DUTY = "社会救助审核"


def set_scene(folder: Path) -> Any:
    """POLICE has given, CIVIL uses, FORESTRY is a stranger; one resource with data."""
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    civil, forestry = cast.agency("民政"), cast.agency("林业")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, folder)
    return SimpleNamespace(
        cast=cast,
        office=office,
        police=police,
        civil=civil,
        forestry=forestry,
        resource=resource,
        system=civil.system(),
        count=iter(range(1000)),
    )


def agreed(scene: Any, **changes: Any) -> Agreement:
    """As the provider tells it; each with a number of its own."""
    return replace(
        Agreement(
            consumer=scene.civil.agency.code,
            resource=scene.resource.code,
            items=("id_number", "name"),
            modes=("verify", "query"),
            duty=DUTY,
            obligations="用后不留存",
            since=date(2019, 3, 1),
            basis_number=f"浙公办〔2019〕{next(scene.count)}号",
            basis_issuer="浙江省公安厅",
            basis_date=date(2019, 2, 20),
        ),
        **changes,
    )


def brought_in(scene: Any, *, documented: bool = True, **changes: Any) -> StandingAuthorisation:
    one = commands.bring_in(scene.police.a, agreed(scene, **changes), now=timezone.now())
    if documented:
        commands.document(scene.police.a, one.number, name="协议.pdf", content=PDF, now=timezone.now())
    return one


def confirmed(scene: Any, **changes: Any) -> StandingAuthorisation:
    return answering.confirm(scene.police.b, brought_in(scene, **changes).number, now=timezone.now())


def acknowledged(scene: Any, one: StandingAuthorisation, **changes: Any) -> Any:
    given = {"systems": (scene.system.system.name,), "users": (), "fingerprint": one.fingerprint, **changes}
    return answering.acknowledge(scene.civil.a, one.number, **given, now=timezone.now())


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def recorded(action: Action, target: str) -> list[str]:
    """By whom, in order."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select actor from audit_record where action = %s and target = %s order by id", (action, target))
        return [actor for (actor,) in cursor.fetchall()]


def called(scene: Any, items: tuple[str, ...] = ("name",)) -> Any:
    from yishu.access.calls import query
    from yishu.wire.data import Purpose, QueryRequest

    request = QueryRequest(purpose=Purpose(duty=DUTY), items=list(items), subject="330102199003076015")
    return query(scene.system.actor, scene.resource.code, request, now=timezone.now())


def refusal(act: Callable[[], Any]) -> str:
    with pytest.raises(Problem) as caught:
        act()
    return caught.value.code
