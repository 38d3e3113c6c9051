"""Weeks of ordinary use as evidence, and the worker's look at it."""

import random
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.gateway.stage import DUTY, Stage
from yishu.agencies.models import Person
from yishu.audit import subject_lists
from yishu.audit.queries import first_id
from yishu.core.identifiers import KeyKind
from yishu.operations.misuse import closing, learning, measuring, watching, worker
from yishu.operations.misuse.drawing import draw
from yishu.operations.misuse.models import Finding, Hour, Progress

_dice = random.Random(7)


def ordinary(
    stage: Stage, system: Cast.System, until: datetime, *, days: int = 30, an_hour: int = 4, hours: str = "0-23"
) -> int:
    """Evidence of so many subjects an hour, each asked about once, for days before a moment. No command can put evidence into the past. Returns how many."""
    first, last = map(int, hours.split("-"))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into audit_record (id, at, action, outcome, actor, agency, resource, target, grant_id, case_number, subjects, body, salt, leaf)
            select (lpad(to_hex((extract(epoch from t) * 1000)::bigint), 12, '0') || '7' || substr(md5(t::text || n || %(actor)s), 1, 3) || '8' || substr(md5(n || t::text || %(actor)s), 1, 15))::uuid,
                t, 'data:verified', 'allowed', %(actor)s, %(agency)s, %(resource)s, '', %(grant)s, 'SQ-' || n,
                decode(md5(t::text || n || %(actor)s), 'hex'), json_build_object('duty', %(duty)s::text, 'found', 1)::text, '\\x00', '\\x00'
            from generate_series(%(since)s::timestamptz, %(until)s::timestamptz - interval '1 second', interval '1 hour') h
                cross join generate_series(1, %(n)s) n cross join lateral (select h + n * interval '1 hour' / (%(n)s + 1) as t) at
            where extract(hour from h at time zone 'Asia/Shanghai') between %(first)s and %(last)s
            """,
            {
                "actor": system.actor.ref,
                "agency": stage.civil.agency.code,
                "resource": stage.resource.code,
                "grant": str(stage.grant.pk),
                "duty": DUTY,
                "since": until - timedelta(days=days),
                "until": until,
                "n": an_hour,
                "first": first,
                "last": last,
            },
        )
        return cursor.rowcount


def look() -> int:
    """The worker's look at all that is on record now."""
    return worker.look(timezone.now() + timedelta(milliseconds=2), margin=timedelta())


def learnt(since: datetime) -> None:
    """Everything since a moment is measured, every hour closed, and what is usual learnt anew."""
    hour = since.replace(minute=0, second=0, microsecond=0)
    start = {"measured": first_id(hour), "closed": hour, "learnt": None}
    Hour.objects.all().delete()
    Progress.objects.update_or_create(pk=1, defaults=start)
    now = timezone.now()
    measuring.measure(now)
    while subject_lists.expand(now):
        pass
    closing.close(now, most=10_000)
    assert learning.learn(now)


def midnight() -> datetime:
    """The last one in Asia/Shanghai."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def newcomer(stage: Stage) -> tuple[Cast.System, Any]:
    """A system of CIVIL with a grant of its own."""
    system = stage.civil.system()
    items = ("id_number", "name", "birth_date")
    return system, stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,), items=items)


def ask(url: str, stage: Stage, system: Cast.System, subjects: list[str], *, duty: str = DUTY) -> httpx.Response:
    """A query about these; each call under a case of its own, so that only what a test is about stands out."""
    one = {"subject": subjects[0]} if len(subjects) == 1 else {"subjects": subjects}
    body = {"purpose": {"duty": duty, "case": f"SQ-{_dice.random()}"}, "items": ["name"], **one}
    return httpx.post(url + stage.path("query"), json=body, headers=system.headers, timeout=30)


def canary(stage: Stage) -> str:
    """One of POLICE's population, declared by its data officer."""
    body = {"resource": stage.resource.code}
    client = signed_in(stage.police.person_a)
    made = client.post("/api/v1/misuse/canaries", body, content_type="application/json")
    assert made.status_code == 201, made.content
    return made.json()["subject"]


def nobody(n: int) -> list[str]:
    """So many different numbers without a record."""
    found: set[str] = set()
    while len(found) < n:
        number = draw(KeyKind.RESIDENT_ID, _dice)
        assert number is not None
        found.add(number)
    return sorted(found, key=lambda _: _dice.random())


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def act(person: Person, number: str, name: str, /, **fields: Any) -> Any:
    """An act on a finding's page."""
    return signed_in(person).post(f"/operations/misuse/{number}/", {"act": name, **fields})


def watch() -> int:
    return watching.watch(timezone.now() + timedelta(seconds=1))


def of(system: Cast.System) -> list[Finding]:
    return list(Finding.objects.filter(caller=system.actor.ref).order_by("pk"))
