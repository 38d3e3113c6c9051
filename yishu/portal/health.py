"""Readiness for the proxy, metrics for Prometheus (33.1)."""

import platform
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yishu import __version__
from yishu.audit.queries import first_id
from yishu.core.ids import moment_of
from yishu.hosting import measures
from yishu.node import standbys
from yishu.shell import gauges

DRIFT: Final = timedelta(seconds=5)
"""How far this machine's clock may be from the database's, and behind the newest record."""
REACHED: Final = 2
"""Seconds in which the database must take a connection."""
METRICS_LAST: Final = 10.0
SETTLED: Final = timedelta(minutes=2)
"""Records older than this are all committed: they are counted once."""
METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
@require_safe
def readyz(_: HttpRequest) -> JsonResponse:
    """200 when this process can do its work, else 503; the body says which check fails."""
    results = _results()
    ready = all(results.values())
    body = {"ready": ready, "checks": {name: "ok" if holds else "failing" for name, holds in results.items()}}
    return JsonResponse(body, status=200 if ready else 503)


def _results() -> dict[str, bool]:
    """Each check by its name. Without a database none that asks it can hold: nobody waits for that."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _database_answers,
        "schema": _schema_is_current,
        "log": _log_is_writable,
        "clock": _clock_is_sane,
    }
    results = (
        {name: _holds(check) for name, check in checks.items()} if _is_reachable() else dict.fromkeys(checks, False)
    )
    if settings.YISHU_DEMO:
        results["demo"] = (settings.YISHU_DIR / "demo.json").exists()
    return results


def _is_reachable() -> bool:
    """By a connection of its own, and soon: the pool lets its callers wait for a server that is gone or stands still."""
    try:
        with psycopg.connect(settings.YISHU_DATABASE_URL, connect_timeout=REACHED) as connection:
            return connection.execute("select 1").fetchone() == (1,)
    except psycopg.Error:
        return False


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except DatabaseError:
        return False


def _database_answers() -> bool:
    return _rows("select 1") == [(1,)]


_known: set[tuple[str, str]] = set()


def _schema_is_current() -> bool:
    """Every migration that this version brings has run; what it brings is read from disk once."""
    if not _known:
        _known.update(MigrationLoader(None).disk_migrations)
    applied = set(_rows("select app, name from django_migrations"))
    return _known <= applied


def _log_is_writable() -> bool:
    """A record could be written here: a primary, not read-only, with the right to insert."""
    statement = """
    select not pg_is_in_recovery()
       and current_setting('default_transaction_read_only') = 'off'
       and has_table_privilege('audit_record', 'insert')
    """
    return bool(_rows(statement)[0][0])


def _clock_is_sane() -> bool:
    """Our clock agrees with the database's, and is not behind the newest record: ids would not grow with time."""
    (there,), *_ = _rows("select clock_timestamp()")
    newest = _rows("select id from audit_record order by id desc limit 1")
    now = timezone.now()
    behind = timedelta(milliseconds=moment_of(newest[0][0]) - now.timestamp() * 1000) if newest else timedelta()
    return abs(now - there) <= DRIFT and behind <= DRIFT


class RecordTally:
    """Today's records by action and outcome. All processes count from midnight in Asia/Shanghai, so all give the same; what is settled is counted once."""

    def __init__(self) -> None:
        self._from: datetime | None = None
        self._settled: dict[tuple[str, str], int] = {}

    def counted(self, now: datetime) -> dict[tuple[str, str], int]:
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        if self._from is None or self._from < midnight:
            self._from, self._settled = midnight, {}
        settled = max(self._from, now - SETTLED)
        self._settled = _sum(self._settled, _count(self._from, settled))
        self._from = settled
        return _sum(self._settled, _count(settled, None))


def _count(since: datetime, until: datetime | None) -> dict[tuple[str, str], int]:
    statement = """
    select action, outcome, count(*) from audit_record
    where id >= %(since)s and (%(until)s::uuid is null or id < %(until)s)
    group by action, outcome
    """
    parameters = {"since": first_id(since), "until": until and first_id(until)}
    return {(action, outcome): n for action, outcome, n in _rows(statement, parameters)}


def _sum(one: dict[tuple[str, str], int], other: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {place: one.get(place, 0) + other.get(place, 0) for place in one | other}


_tally = RecordTally()
_lock = threading.Lock()
_last: tuple[float, str] = (0.0, "")


@never_cache
@require_safe
def metrics(_: HttpRequest) -> HttpResponse:
    """Prometheus text: readiness as it is at this moment, also without a database; the numbers made anew at most every ten seconds."""
    results = _results()
    numbers = _numbers() if results["database"] else ""
    return HttpResponse(_readiness(results) + numbers, content_type=METRICS_TYPE)


def _numbers() -> str:
    """What is counted in the database; nothing where it goes away meanwhile."""
    global _last
    with _lock:
        if not _last[1] or time.monotonic() - _last[0] > METRICS_LAST:
            try:
                _last = (time.monotonic(), _exposition(timezone.now()))
            except (DatabaseError, psycopg.Error):
                return ""
        return _last[1]


def _readiness(results: dict[str, bool]) -> str:
    build = {"version": __version__, "node": settings.YISHU_NODE_CODE, "python": platform.python_version()}
    checks = [({"check": name}, int(holds)) for name, holds in results.items()]
    return "".join(
        (
            _family("yishu_build_info", "gauge", "What runs here.", [(build, 1)]),
            _family("yishu_ready", "gauge", "Whether all checks of /readyz hold.", [({}, int(all(results.values())))]),
            _family("yishu_check", "gauge", "Whether this check of /readyz holds.", checks),
        )
    )


def _exposition(now: datetime) -> str:
    records = [
        ({"action": action, "outcome": outcome}, n) for (action, outcome), n in sorted(_tally.counted(now).items())
    ]
    grants = _rows("select count(*) from sharing_grant where state = 'active' and valid_until > %(now)s", {"now": now})
    states = _rows("select state, count(*) from catalogue_resource group by state order by state")
    waiting = _rows("select count(*) from sharing_line where state = 'in_review'")
    quarantine = _rows("select count(*) from hosting_quarantinedrecord where state = 'open'")
    refused = _rows("select code, sum(count)::bigint from audit_refusal_count group by code order by code")
    epoch = _rows("select epoch from access_epoch where id = 1")
    backends = measures.samples()
    return "".join(
        (
            _family("yishu_backend_calls_total", "counter", "Calls of providers' interfaces.", _outcomes(backends)),
            _histogram("yishu_backend_seconds", "How long providers' interfaces took to answer.", backends),
            _family("yishu_records_today_total", "counter", "Evidence records since midnight, Asia/Shanghai.", records),
            _family("yishu_refusals_total", "counter", "Refusals before anybody was recognised.", _by("code", refused)),
            _family("yishu_grants_active", "gauge", "Grants in force.", [({}, grants[0][0])]),
            _family("yishu_resources", "gauge", "Resources by state.", _by("state", states)),
            _family("yishu_applications_waiting", "gauge", "Lines of applications in review.", [({}, waiting[0][0])]),
            _family("yishu_quarantine_open", "gauge", "Quarantined records not yet mended.", [({}, quarantine[0][0])]),
            _family(
                "yishu_access_epoch", "gauge", "Grows with every change of who may read what.", [({}, epoch[0][0])]
            ),
            *_standbys(),
            *(_family(each.name, "gauge", each.meaning, [({}, each.value)]) for each in gauges.list_gauges(now)),
        )
    )


def _standbys() -> list[str]:
    """Nothing where there are none."""
    if not settings.YISHU_READ_DATABASE_URLS:
        return []
    with psycopg.connect(settings.YISHU_DATABASE_URL, autocommit=True) as primary:
        found = [standbys.measure(primary, address) for address in settings.YISHU_READ_DATABASE_URLS]
    lags = [({"standby": each.name}, each.seconds) for each in found if each.seconds is not None]
    known = [({"standby": each.name}, int(each.seconds is not None)) for each in found]
    return [
        _family("yishu_standby_lag_seconds", "gauge", "How far behind a hot standby is.", lags),
        _family("yishu_standby_answers", "gauge", "Whether it can be said how far behind a hot standby is.", known),
    ]


Samples = Sequence[tuple[dict[str, str], float]]


def _by(label: str, rows: list[tuple[Any, ...]]) -> Samples:
    return [({label: value}, n) for value, n in rows]


def _family(name: str, kind: str, meaning: str, samples: Samples) -> str:
    lines = [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
    lines += [f"{name}{_labels(labels)} {value}" for labels, value in samples]
    return "\n".join(lines) + "\n"


def _outcomes(backends: list[measures.Sample]) -> Samples:
    counts: dict[tuple[str, str], int] = {}
    for sample in backends:
        place = (sample.resource, sample.outcome)
        counts[place] = counts.get(place, 0) + sample.calls
    return [({"resource": resource, "outcome": outcome}, n) for (resource, outcome), n in counts.items()]


def _histogram(name: str, meaning: str, backends: list[measures.Sample]) -> str:
    """Of the calls that were answered, by resource."""
    lines = [f"# HELP {name} {meaning}", f"# TYPE {name} histogram"]
    answered = [sample for sample in backends if sample.outcome == measures.ANSWERED]
    for resource in dict.fromkeys(sample.resource for sample in answered):
        own = [sample for sample in answered if sample.resource == resource]
        total = sum(sample.calls for sample in own)
        bounds = [
            (bound / 1000, sum(sample.calls for sample in own if 0 < sample.at_most_ms <= bound))
            for bound in measures.BUCKETS
        ]
        lines += [f"{name}_bucket{_labels({'resource': resource, 'le': f'{bound:g}'})} {n}" for bound, n in bounds]
        lines.append(f"{name}_bucket{_labels({'resource': resource, 'le': '+Inf'})} {total}")
        seconds = sum(sample.total_ms for sample in own) / 1000
        lines.append(f"{name}_sum{_labels({'resource': resource})} {seconds:g}")
        lines.append(f"{name}_count{_labels({'resource': resource})} {total}")
    return "\n".join(lines) + "\n"


def _labels(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    inner = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return "{" + inner + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _rows(statement: str, parameters: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
