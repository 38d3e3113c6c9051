"""The provider's inbox at 100 000 applications, over HTTP as its reviewer sees it; beside it the statement alone."""

import os
import random
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
from django.utils import timezone

from yishu.bench.pages import Asking, Times, figure, served, timed
from yishu.bench.processes import own_cluster
from yishu.bench.report import machine
from yishu.core.actor import Actor

if TYPE_CHECKING:
    from yishu.sharing.models import Line

APPLICATIONS = 100_000
GOAL_P99 = 150.0  # ms
_RESOURCES, _CONSUMERS, _A_PAGE = 50, 20, 50
_ROUNDS = 200
# Half of them wait, the rest was refused: copies of one that was sent by the platform's own command.
_APPLICATIONS = """
insert into sharing_application (number, consumer_id, duty, basis, case_kind, purpose, extra, submitted_by, submitted_by_name, submitted_at)
select 'SQ-' || n, (%(consumers)s::bigint[])[1 + n %% cardinality(%(consumers)s::bigint[])], duty, basis, case_kind, purpose, extra,
    submitted_by, submitted_by_name, submitted_at - make_interval(mins => n)
from sharing_application, generate_series(1, %(count)s) n where id = %(model)s
"""
_LINES = """
insert into sharing_line (application_id, resource_id, provider_id, entry_id, items, modes, until, reason, condition, state, due, due_provisional,
    decided_by, decided_by_name, decided_at, decision_reason, reached_at)
select application.id, resource.id, resource.provider_id, resource.current_id, line.items, line.modes, line.until, line.reason, line.condition,
    case when turn.n %% 2 = 0 then 'in_review' else 'refused' end, line.due + (turn.n %% 30)::int, false,
    '', '', case when turn.n %% 2 = 1 then application.submitted_at + interval '1 day' end,
    case when turn.n %% 2 = 1 then '与履职事项无关' else '' end, application.submitted_at
from sharing_application application
    cross join lateral (select substring(application.number from 4)::bigint as n) turn
    join catalogue_resource resource on resource.id = (%(resources)s::bigint[])[1 + turn.n %% cardinality(%(resources)s::bigint[])]
    join sharing_line line on line.id = %(model)s
where application.number like 'SQ-%%' and application.number ~ '^SQ-[0-9]+$'
"""
_BARE = """
select application.number, consumer.name, application.duty, entry.name, cardinality(line.items), line.due
from sharing_line line join sharing_application application on application.id = line.application_id
    join agencies_agency consumer on consumer.id = application.consumer_id
    join catalogue_resource resource on resource.id = line.resource_id join catalogue_entry entry on entry.id = line.entry_id
where resource.provider_id = %s and line.state = 'in_review' order by line.due, line.id limit 50 offset %s
"""


def run(*, applications: int = APPLICATIONS, rounds: int = _ROUNDS) -> dict[str, Any]:
    """`{"machine", "figures"}`: a cluster of its own is filled, served, asked for pages of the inbox in an order of chance."""
    load = os.getloadavg()[0]
    with own_cluster() as (folder, cluster):
        began = time.perf_counter()
        provider, cookie = _filled(cluster.dsn(), applications)
        took = time.perf_counter() - began
        with served(folder) as (port, _pid):
            figures = _measured(cluster.dsn(), Asking(port, cookie), provider, applications, rounds)
        version = f"PostgreSQL {cluster.account.major}"
    about = machine(load, version) | {"applications": applications, "filled_in_s": round(took)}
    return {"machine": about, "figures": figures}


def _filled(address: str, applications: int) -> tuple[int, str]:
    """The provider's id, and a session of its reviewer."""
    from yishu import serving

    serving.ready_django()
    serving.migrate()
    from django.test import Client

    from yishu.agencies.models import Person
    from yishu.bench.stage import set_agency, set_resource

    provider, passer = set_agency(1)
    consumers = [set_agency(n)[0] for n in range(2, _CONSUMERS + 2)]
    resources = [set_resource(provider, passer, n, category="restricted") for n in range(_RESOURCES)]
    model = _applied(consumers[0], resources[0].code)
    with psycopg.connect(address) as connection:
        given = {"count": applications, "consumers": [one.agency_id for one in consumers]}
        connection.execute(_APPLICATIONS, given | {"model": model.application_id})
        connection.execute(_LINES, {"resources": [one.pk for one in resources], "model": model.pk})
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("vacuum (analyze) sharing_application, sharing_line")
    client = Client()
    client.force_login(Person.objects.select_related("agency").get(pk=passer.id))
    return provider.agency_id, "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


def _applied(consumer: Actor, code: str) -> "Line":
    """One application by the platform's own command: what the others are copies of."""
    from yishu.bench.stage import DUTY
    from yishu.sharing import commands

    now = timezone.now()
    line = commands.LineRequest(
        resource=code,
        items=("number", "name"),
        modes=("verify",),
        users=("bench-2-0",),
        until=timezone.localdate() + timedelta(days=300),
    )
    made = commands.apply(consumer, duty=DUTY, basis="基准测试", requests=(line,), now=now)
    return made.lines.get()


def _measured(address: str, asking: Asking, provider: int, applications: int, rounds: int) -> list[dict[str, Any]]:
    last = applications // 2 // _A_PAGE
    draw = random.Random(SEED)  # noqa: S311
    # Half of the looks are at the first page, as people look; the rest anywhere.
    pages = [1 if n % 2 else draw.randint(1, last) for n in range(rounds)]
    for page in pages[:10]:
        asking.get(f"/sharing/inbox/?page={page}")
    first = Times(sorted(asking.get("/sharing/inbox/")[0] for _ in range(rounds // 2)))
    whole = Times(sorted(asking.get(f"/sharing/inbox/?page={page}")[0] for page in pages))
    with psycopg.connect(address) as connection:
        bare = Times(
            sorted(
                timed(lambda page=page: connection.execute(_BARE, [provider, (page - 1) * _A_PAGE]).fetchall())
                for page in pages
            )
        )
    return [
        figure("inbox-first-p50", first.middle, "ms", bare.middle, "the statement alone", None),
        figure("inbox-p50", whole.middle, "ms", bare.middle, "the statement alone", None),
        figure("inbox-p99", whole.worst, "ms", bare.worst, "the statement alone", GOAL_P99),
    ]


SEED = 26
