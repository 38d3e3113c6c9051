"""Searches and entry pages over HTTP, as somebody who has logged in sees them; beside them a literal scan, trigrams, and the entry alone."""

import json
import os
import random
import secrets
import time
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

import psycopg

from yishu.bench import pages
from yishu.bench.pages import Asking, Times, figure, served, timed
from yishu.bench.processes import own_cluster
from yishu.bench.report import machine
from yishu.core.actor import PLATFORM

ENTRIES = 1_000_000
QUERIES = tuple(files("yishu.bench.catalogue").joinpath("queries.txt").read_text("utf-8").splitlines())
SEARCH_P50, SEARCH_P99, ENTRY_P99, GROWTH = 80.0, 300.0, 60.0, 10.0  # ms, ms, ms, %
_ENTRIES_READ = 600
_PAGES_OF_ITEMS = """
select r.code, r.state, r.provider_name, e.name, e.summary,
    (select json_agg(json_build_array(i.code, i.name, i.type)) from catalogue_item i where i.entry_id = e.id)
from catalogue_resource r join catalogue_entry e on e.id = r.current_id where r.code = %s
"""


def table(report: dict[str, Any]) -> str:
    """The report for reading."""
    slowest = ", ".join(f"{q} {ms}" for q, ms in report["slowest"])
    return f"{pages.table(report)}\n\nslowest queries (median ms): {slowest}"


def run(*, entries: int = ENTRIES, rounds: int = 5, trigrams: bool = True) -> dict[str, Any]:
    """`{"machine", "figures", "slowest"}`: a cluster of its own is filled, served, asked."""
    load = os.getloadavg()[0]
    with own_cluster() as (folder, cluster):
        cookie, took = _filled(cluster.dsn(), entries)
        with served(folder) as (port, pid):
            report = _measured(cluster.dsn(), Asking(port, cookie), pid, rounds, trigrams=trigrams)
        version = f"PostgreSQL {cluster.account.major}"
    report["machine"] = machine(load, version) | {"entries": entries, "filled_in_s": round(took)}
    return report


def _filled(address: str, entries: int) -> tuple[str, float]:
    """A session of somebody from an agency, and how many seconds the filling took."""
    from yishu import serving

    serving.ready_django()
    serving.migrate()
    from django.test import Client
    from django.utils import timezone

    from yishu.agencies import commands
    from yishu.agencies.models import Agency, Role
    from yishu.bench.catalogue.grow import grow
    from yishu.bench.stage import credit_code
    from yishu.node.models import Division

    agency = commands.register_agency(
        PLATFORM,
        code=credit_code(1),
        name="基准单位",
        short_name="基准",
        division=Division.objects.get(pk="330000"),
        is_coordinator=True,
        code_origin=Agency.CodeOrigin.EXAMPLE,
        now=timezone.now(),
    )
    person = commands.register_person(
        PLATFORM,
        agency,
        login="bench",
        name="测试",
        password=secrets.token_urlsafe(16),
        roles=frozenset({Role.HANDLER}),
    )
    began = time.perf_counter()
    grow(address, entries)
    client = Client()
    client.force_login(person)
    return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items()), time.perf_counter() - began


def _measured(address: str, asking: Asking, pid: int, rounds: int, *, trigrams: bool) -> dict[str, Any]:
    searches = [f"/catalogue/?q={quote(q)}" for q in QUERIES]
    programs = [f"/api/v1/catalogue/resources?q={quote(q)}" for q in QUERIES]
    for path in searches + programs:  # caches as they are on a node that has run for a while
        asking.get(path)
    before = _memory(pid)
    by_query = _asked(asking, searches, rounds)
    searched = _times(by_query)
    of_programs = _times(_asked(asking, programs, rounds))
    grown = (_memory(pid) - before) / before * 100
    with psycopg.connect(address) as connection:
        recall, scanned = _recall(connection, asking)
        codes = _some_codes(connection)
        bare = Times(sorted(timed(lambda code=code: _read_bare(connection, code)) for code in codes))
    read = Times(sorted(asking.get(f"/catalogue/{code.replace('/', '-')}/")[0] for code in codes))
    figures = [
        figure("catalogue-search-p50", searched.middle, "ms", scanned.middle, "literal scan", SEARCH_P50),
        figure("catalogue-search-p99", searched.worst, "ms", scanned.worst, "literal scan", SEARCH_P99),
        figure("catalogue-search-api-p50", of_programs.middle, "ms", scanned.middle, "literal scan", SEARCH_P50),
        figure("catalogue-search-api-p99", of_programs.worst, "ms", scanned.worst, "literal scan", SEARCH_P99),
        figure("catalogue-search-recall", recall, "", 1.0, "literal scan", 1.0, least=True),
        figure("catalogue-search-memory-growth", grown, "%", None, "", GROWTH),
        figure("catalogue-entry-p50", read.middle, "ms", bare.middle, "the statement alone", None),
        figure("catalogue-entry-p99", read.worst, "ms", bare.worst, "the statement alone", ENTRY_P99),
    ]
    if trigrams:
        by_trigrams = _by_trigrams(address)
        figures.append(
            figure("catalogue-search-p50-trigrams", searched.middle, "ms", by_trigrams.middle, "pg_trgm", None)
        )
        figures.append(
            figure("catalogue-search-p99-trigrams", searched.worst, "ms", by_trigrams.worst, "pg_trgm", None)
        )
    return {"figures": figures, "slowest": _slowest(by_query)}


def _asked(asking: Asking, paths: list[str], rounds: int) -> list[list[float]]:
    """Each path's times; the paths in an order of chance, anew in each round."""
    found: list[list[float]] = [[] for _path in paths]
    order = list(range(len(paths)))
    draw = random.Random(SEED)  # noqa: S311
    for _ in range(rounds):
        draw.shuffle(order)
        for n in order:
            found[n].append(asking.get(paths[n])[0])
    return found


SEED = 60


def _times(by_query: list[list[float]]) -> Times:
    return Times(sorted(took for each in by_query for took in each))


def _slowest(by_query: list[list[float]]) -> list[tuple[str, float]]:
    middles = [(q, round(median(took), 1)) for q, took in zip(QUERIES, by_query, strict=True)]
    return sorted(middles, key=lambda pair: -pair[1])[:8]


def _recall(connection: psycopg.Connection, asking: Asking) -> tuple[float, Times]:
    """The share of what a literal scan finds that the search finds: its every hit up to the cap, beyond it that there are more. And how long the scans took."""
    from yishu.catalogue.hits import CAP
    from yishu.catalogue.search import find_ids, words_sought

    shares: list[float] = []
    took: list[float] = []
    for q in QUERIES:
        patterns = [[f"%{word}%" for word in words] for words in words_sought(q)]
        literal: set[int] = set()
        took.append(timed(lambda patterns=patterns, literal=literal: literal.update(_scan(connection, patterns))))
        page = json.loads(asking.get(f"/api/v1/catalogue/resources?q={quote(q)}")[1])
        if (page["total"], page["more"]) != (min(len(literal), CAP), len(literal) > CAP):
            shares.append(0.0)
        elif page["more"]:
            shares.append(1.0)
        else:
            found = set(find_ids(PLATFORM, q, most=CAP))
            shares.append(len(found & literal) / len(found | literal) if literal else 1.0)
    return sum(shares) / len(shares), Times(sorted(took))


def _scan(connection: psycopg.Connection, patterns: list[list[str]]) -> list[int]:
    where = " and ".join("search_text like any(%s)" for _pattern in patterns)
    listed = "state in ('imported', 'published', 'suspended')"
    return [
        one for (one,) in connection.execute(f"select id from catalogue_resource where {listed} and {where}", patterns)
    ]  # type: ignore[arg-type]


def _by_trigrams(address: str) -> Times:
    """The same hits and the same counts by pg_trgm, the statement alone."""
    from yishu.catalogue.search import words_sought

    counted = """
        with hits as materialized (select state, facets, provider_name from catalogue_resource
            where state in ('imported', 'published', 'suspended') and {where} limit 10001)
        select facet, count(*) from hits, unnest(facets || ('state=' || state) || ('provider=' || provider_name)) as facet
        group by facet"""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create extension if not exists pg_trgm")
        connection.execute("set maintenance_work_mem = '1GB'")
        connection.execute("create index bench_trigrams on catalogue_resource using gin (search_text gin_trgm_ops)")
        took = []
        for q in QUERIES:
            patterns = [[f"%{word}%" for word in words] for words in words_sought(q)]
            statement = counted.format(where=" and ".join("search_text like any(%s)" for _pattern in patterns))
            took.append(timed(lambda s=statement, p=patterns: connection.execute(s, p).fetchall()))  # type: ignore[arg-type]
        connection.execute("drop index bench_trigrams")
    return Times(sorted(took))


def _some_codes(connection: psycopg.Connection) -> list[str]:
    found = connection.execute(
        "select code from catalogue_resource where state <> 'withdrawn' order by md5(code) limit %s", [_ENTRIES_READ]
    )
    return [code for (code,) in found]


def _read_bare(connection: psycopg.Connection, code: str) -> bytes:
    return json.dumps(connection.execute(_PAGES_OF_ITEMS, [code]).fetchone()).encode()


def _memory(pid: int) -> int:
    """Bytes of the process that are in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
