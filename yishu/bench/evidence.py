"""The inspectors' pages over ten million records, over HTTP as they see them: searches by every combination of conditions, a case, statistics."""

import hashlib
import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from yishu.bench import evidence_filling as filling
from yishu.bench.pages import Asking, Times, figure, served, timed
from yishu.bench.processes import own_cluster
from yishu.bench.report import machine, size_of

RECORDS: Final = 10_000_000
GOAL: Final = 300.0  # milliseconds, 99th of a hundred
SEED: Final = 20_261_130
_SEARCHES: Final = 600
_OTHERS: Final = 120
_SLOWEST: Final = 5

Search = dict[str, str]


def run(*, records: int = RECORDS, searches: int = _SEARCHES, others: int = _OTHERS) -> dict[str, Any]:
    """`{"machine", "figures", "slowest"}`."""
    load = os.getloadavg()[0]
    with own_cluster() as (folder, cluster):
        from yishu import serving

        serving.ready_django()
        serving.migrate()
        about = machine(load, f"PostgreSQL {cluster.account.major}") | {"records": records}
        with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
            began = time.perf_counter()
            cookie = _people_and_things()
            filling.fill(connection, records)
            about["filled_in_s"] = round(time.perf_counter() - began)
            figures = list(_prepared(connection, records))
            connection.execute("vacuum (analyze)")
            connection.execute("checkpoint")
            with served(folder) as (port, _pid):
                found, slowest = _asked(Asking(port, cookie), connection, searches, others)
            figures += found
    return {"machine": about, "figures": figures, "slowest": slowest}


def _people_and_things() -> str:
    """Agencies and resources by the codes that the records name, and an inspector's session."""
    from django.test import Client

    from yishu.agencies.models import Agency, Role
    from yishu.catalogue.models import Resource
    from yishu.node.models import Division

    division = Division.objects.get(pk="330000")
    agencies = Agency.objects.bulk_create(
        Agency(
            code=filling.agency_code(n),
            name=f"单位{n:03d}",
            short_name=f"单位{n:03d}",
            tier=division.level,
            division=division,
        )
        for n in range(filling.AGENCIES)
    )
    Resource.objects.bulk_create(
        Resource(code=filling.resource_code(n), provider=agencies[n % len(agencies)], provider_name="单位")
        for n in range(1, filling.RESOURCES + 1)
    )
    from yishu.agencies.commands import register_person
    from yishu.core.actor import PLATFORM

    inspector = register_person(
        PLATFORM, agencies[-1], login="bench-inspector", name="监督检查员", password=None, roles=frozenset({Role.INSPECTOR})
    )  # fmt: skip
    client = Client()
    client.force_login(inspector)
    return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


def _prepared(connection: psycopg.Connection[Any], records: int) -> Iterator[dict[str, Any]]:
    """The worker's part: how fast, and how large."""
    from yishu.audit import postings
    from yishu.portal.inspecting import counting

    now = datetime.now(UTC)
    connection.execute("analyze audit_record, audit_leaf")
    for name, follow in (("index", postings.follow), ("count", counting.follow)):
        milliseconds = timed(lambda follow=follow: follow(now))
        yield figure(f"evidence-{name}", records / milliseconds * 1000, "records/s", None, "", None, least=True)
    sizes = ("audit_posting", "inspecting_count", "audit_case_use")
    for name, relation in zip(("index", "count", "case"), sizes, strict=True):
        size = size_of(connection, relation)
        yield figure(f"evidence-{name}-bytes", size / records, "bytes a record", None, "", None)


def _asked(
    asking: Asking, connection: psycopg.Connection[Any], searches: int, others: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    draw = random.Random(SEED)  # noqa: S311 - an order of chance, the same each time
    drawn = [_search(draw, connection) for _ in range(searches)]
    slowest: list[tuple[float, str]] = []
    figures = []
    groups = {
        "search": [f"/evidence/?{urlencode(each)}" for each in drawn],
        "case": [f"/evidence/case/?{urlencode({'number': filling.case_of(_rank(draw, filling.CASES))})}" for _ in range(others)],
        "statistics": [f"/evidence/statistics/?{urlencode(_statistics(draw))}" for _ in range(others)],
    }  # fmt: skip
    for name, paths in groups.items():
        for path in paths[:10]:
            _get(asking, path)
        times = [(_get(asking, path), path) for path in paths]
        all_times = Times(sorted(milliseconds for milliseconds, _ in times))
        figures += [
            figure(f"evidence-{name}-p50", all_times.middle, "ms", None, "", None),
            figure(f"evidence-{name}-p99", all_times.worst, "ms", None, "", GOAL),
        ]
        slowest += times
    subjects = Times(sorted(_of_subject(draw) for _ in range(others)))
    figures.append(figure("evidence-subject-p99", subjects.worst, "ms", None, "", GOAL))
    told = [{"ms": round(milliseconds), "path": path} for milliseconds, path in sorted(slowest)[: -_SLOWEST - 1 : -1]]
    return figures, told


def _get(asking: Asking, path: str) -> float:
    """A case without records is answered 404, in full."""
    began = time.perf_counter()
    try:
        return asking.get(path)[0]
    except RuntimeError as refused:
        if not str(refused).endswith(": 404"):
            raise
        return (time.perf_counter() - began) * 1000


def _search(draw: random.Random, connection: psycopg.Connection[Any]) -> Search:
    """Up to five conditions, of values from the commonest to such as nobody has; often days, hours, and a later page."""
    possible: dict[str, str] = {
        "actor": filling.caller_of(_rank(draw, filling.CALLERS)),
        "agency": filling.agency_code(_rank(draw, filling.CALLERS)),
        "resource": filling.resource_code(min(_rank(draw, filling.RESOURCES), filling.RESOURCES)),
        "action": draw.choice(["data:", "data:verified", "data:queried", "session:opened", *filling.RARE, "seal:broken"]),
        "outcome": draw.choice(["allowed", "denied"]),
        "reason": draw.choice(filling.REASONS),
        "case": filling.case_of(_rank(draw, filling.CASES)),
    }  # fmt: skip
    possible["action"] = "data:copied" if possible["action"] == "seal:broken" else possible["action"]
    agency, resource = (
        filling.agency_code(_rank(draw, filling.CALLERS)),
        filling.resource_code(_rank(draw, filling.RESOURCES)),
    )
    possible["grant"] = str(UUID(hashlib.md5((agency + resource).encode(), usedforsecurity=False).hexdigest()))
    wanted = draw.sample(sorted(possible), draw.randint(1, 5))
    if "case" in wanted and draw.random() < 0.7:  # a case is seldom combined: it is narrow by itself
        wanted.remove("case")
    asked = {name: possible[name] for name in wanted}
    today = datetime.now(UTC).date()
    if draw.random() < 0.4:
        first = today - timedelta(days=draw.randint(0, filling.DAYS))
        asked |= {"since": str(first), "until": str(first + timedelta(days=draw.choice([0, 0, 6, 30, 90])))}
    if draw.random() < 0.2:
        asked |= {"from_hour": "22", "to_hour": "6"}
    if draw.random() < 0.4:
        [(before,)] = connection.execute(
            "select id from audit_record where id >= %s order by id limit 1", [_id_at(draw.random())]
        ).fetchall() or [(UUID(int=2**127),)]
        asked["before"] = str(before)
    return asked


def _statistics(draw: random.Random) -> Search:
    today = datetime.now(UTC).date()
    by = draw.choice(["day", "month", "agency", "resource", "action"])
    asked = {"by": by, "first": str(today - timedelta(days=draw.choice([6, 30, 90, 364]))), "last": str(today)}
    if draw.random() < 0.3:
        asked["agency"] = filling.agency_code(_rank(draw, filling.CALLERS))
    if draw.random() < 0.3:
        asked["resource"] = filling.resource_code(_rank(draw, filling.RESOURCES))
    if draw.random() < 0.3:
        asked["action"] = draw.choice(["data:", "data:verified", "data:copied"])
    return asked


def _of_subject(draw: random.Random) -> float:
    """The first page of one subject with other conditions; behind a page that needs a look on record."""
    from yishu.audit.queries import Filters, Scope, list_records

    subject = hashlib.md5(f"p{_rank(draw, filling.PERSONS)}".encode(), usedforsecurity=False).digest()
    filters = Filters(subject=subject, outcome=draw.choice(["", "denied"]), action=draw.choice(["", "data:queried"]))
    return timed(lambda: list_records(Scope("", (), everything=True), filters))


def _rank(draw: random.Random, most: int) -> int:
    """From the commonest value to one that hardly occurs, each order of magnitude as often."""
    return int(most ** draw.random())


def _id_at(part: float) -> UUID:
    """The least id of a moment of the year."""
    moment = datetime.now(UTC) - timedelta(days=filling.DAYS * (1 - part))
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def table(report: dict[str, Any]) -> str:
    """The report for reading, the slowest pages below."""
    from yishu.bench import pages

    return "\n".join([pages.table(report), "", *(f"{each['ms']} ms {each['path']}" for each in report["slowest"])])
