"""Delivery down: the copy of a granted bulk resource of another node, kept current by the versions' cursor; and its use here (14.1, 27.3)."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode

import urllib3
from django.conf import settings
from django.db import connection, transaction

from yishu.audit import recording
from yishu.audit.record import Action, Record
from yishu.core.actor import PLATFORM, Actor
from yishu.core.decoding import decoded
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.exchange import client
from yishu.exchange.carrying import judge, refused
from yishu.exchange.entries import get_entry
from yishu.exchange.errors import LinkDown, NotDelivered, ReplicaUnconfirmed
from yishu.exchange.linking import find_active
from yishu.exchange.models import ForeignApplication, Link, Replica, ReplicaRow
from yishu.sharing.rules import Terms

TRUSTED: Final = timedelta(hours=72)
_MARKS: Final = ("_change", "_version")


def pull(replica: Replica, *, now: datetime) -> bool:
    """Bring a replica to the provider's version; False where it is there already. Rows and version move in one transaction.

    A cursor that is no longer kept, a grant without the key items, or other masks than those of the rows held, bring the whole copy anew. Raises LinkDown, client.Refused.
    """
    application = replica.application
    keyed = _key_items(application) <= set(application_items(application)) and bool(_key_items(application))
    since = replica.version if replica.version and keyed else None
    try:
        return _pull(replica, since, now)
    except _MasksMoved:
        return _pull(replica, None, now)
    except client.Refused as refusal:
        if refusal.code not in ("changes_expired", "since_ahead"):
            raise
        return _pull(replica, None, now)


class _MasksMoved(Exception):
    """Changes alone would leave rows that are masked otherwise than what comes now."""


def open_bulk(actor: Actor, code: str, parameters: dict[str, str], *, now: datetime) -> tuple[Replica, str]:
    """The delivered copy for a system of the grant's, with its receipt. Raises the refusals, on record."""
    entry = get_entry(code)
    record = Record(
        action=Action.DATA_COPIED,
        node=settings.YISHU_NODE_CODE,
        actor=actor.ref,
        actor_name=actor.name,
        agency=actor.agency_code,
        resource=entry.full_code,
        detail={"link": entry.link.code, "format": "csv"},
    )
    try:
        _require_plain(parameters)
        grant = parameters.get("grant") or None
        application = judge(actor, entry, "bulk", frozenset(), None, "", grant, now, record)
        if find_active(entry.link.code) is None:  # a closed link brings no withdrawal any more
            raise LinkDown(node=entry.link.code, name=entry.link.name)
        _require_confirmed(entry.link, now)
        replica = Replica.objects.filter(application=application, delivered_at__isnull=False).first()
        if replica is None:
            raise NotDelivered(code=entry.full_code)
    except Problem as problem:
        raise refused(record, problem) from None
    record.items, record.version, record.found = list(replica.columns), replica.version, replica.records
    record.detail |= {"peer_receipt": replica.receipt}
    return replica, recording.insert(record)


def csv_of(replica: Replica) -> Iterator[bytes]:
    """The replica as CSV: header first, empty fields for what is empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(replica.columns)
    rows = ReplicaRow.objects.filter(replica=replica).order_by("pk").values_list("values", flat=True)
    for values in rows.iterator(chunk_size=2000):
        writer.writerow(["" if value is None else value for value in values])
        if buffer.tell() > 65536:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _require_confirmed(link: Link, now: datetime) -> None:
    """A link that is cut brings no withdrawal either: without news of the other node a copy is used for three days and no longer."""
    if link.last_contact is None or now - link.last_contact > TRUSTED:
        raise ReplicaUnconfirmed(node=link.code, name=link.name, hours=TRUSTED // timedelta(hours=1))


def list_replicas(link: Link) -> list[Replica]:
    granted = Replica.objects.filter(application__entry__link=link, application__state=ForeignApplication.State.GRANTED)
    return list(granted.select_related("application__entry__link", "application__system", "application__consumer"))


def has_ended(application: ForeignApplication, now: datetime) -> bool:
    """Whether the grant's time is over."""
    return bool(application.terms) and decoded(application.terms, Terms).valid_until <= now


def application_items(application: ForeignApplication) -> list[str]:
    return list(json.loads(application.terms)["items"]) if application.terms else []


def _pull(replica: Replica, since: int | None, now: datetime) -> bool:
    application = replica.application
    link, entry = application.entry.link, application.entry
    asked = {"agency": application.consumer.code, "system": application.system.name, "grant": application.grant_id}
    asked |= {"since": str(since)} if since is not None else {}
    # Asked first what there would be: a whole copy is not carried again for nothing.
    asked |= {"known": str(replica.version), "masked": replica.masked}
    path = f"/api/v1/exchange/copies/{entry.code.replace('/', '-')}?{urlencode(asked)}"
    response = client.send(link.url, "GET", path, node=link.code, name=link.name)
    if response.status == 204:
        response.drain_conn()
        return False
    if response.status != 200:
        raise client.Refused(response.status, response.read())
    told = _Told(
        int(response.headers["Yishu-Version"]),
        response.headers.get("Yishu-Receipt", ""),
        response.headers.get("Yishu-Masked", ""),
    )
    if since is not None and told.masked != replica.masked:
        response.close()
        raise _MasksMoved
    response.auto_close = False
    lines = io.TextIOWrapper(response, encoding="utf-8", newline="")  # type: ignore[type-var]
    try:
        _apply(replica, csv.reader(lines), since, told, now)
    except (urllib3.exceptions.HTTPError, OSError):
        raise LinkDown(node=link.code, name=link.name) from None
    finally:
        response.close()
    return True


class _Told(NamedTuple):
    """What the provider's node says of a copy: its version, its receipt, which of its items come masked."""

    version: int
    receipt: str
    masked: str


@transaction.atomic
def _apply(replica: Replica, rows: Iterator[list[str]], since: int | None, told: _Told, now: datetime) -> None:
    """All that came, and the version, or nothing. Whoever else pulls meanwhile waits, and finds that the version has moved."""
    locked = Replica.objects.select_for_update().get(pk=replica.pk)
    if locked.version != replica.version:
        return
    columns = next(rows)
    items = [name for name in columns if name not in _MARKS]
    keys = [items.index(code) for code in sorted(_key_items(replica.application)) if code in items]
    keyed = bool(keys) and len(keys) == len(_key_items(replica.application))
    if since is None:
        ReplicaRow.objects.filter(replica=locked).delete()
    count = _fill(locked, rows, len(columns) - len(items), keys if keyed else None)
    locked.columns, locked.version, locked.receipt, locked.masked = items, told.version, told.receipt, told.masked
    locked.delivered_at = now
    locked.records = ReplicaRow.objects.filter(replica=locked).count()
    locked.save()
    recording.record(
        PLATFORM,
        Action.REPLICA_DELIVERED,
        resource=replica.application.entry.full_code,
        target=str(replica.application_id),
        grant=replica.application.grant_id,
        grant_hash=replica.application.grant_hash,
        version=told.version,
        link=replica.application.entry.link.code,
        since=since,
        rows=count,
        peer_receipt=told.receipt,
    )


def _fill(replica: Replica, rows: Iterator[list[str]], marks: int, keys: list[int] | None) -> int:
    """Stage what comes, then apply it as a set; how many rows came."""
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "create temp table exchange_arrived (n bigint, change text, key text, values text[]) on commit drop"
        )
        with cursor.copy("copy exchange_arrived from stdin") as copy:
            for count, row in enumerate(rows, 1):
                values = [value if value != "" else None for value in row[marks:]]
                key = json.dumps([values[at] for at in keys], ensure_ascii=False) if keys else str(count)
                copy.write_row((count, row[0] if marks else "insert", key, values))
        cursor.execute(
            """
            delete from exchange_replicarow r using exchange_arrived a
            where r.replica_id = %(replica)s and r.key = a.key and a.change = 'delete'
            """,
            {"replica": replica.pk},
        )
        cursor.execute(
            """
            insert into exchange_replicarow (replica_id, key, values)
            select %(replica)s, key, values from exchange_arrived where change <> 'delete' order by n
            on conflict (replica_id, key) do update set values = excluded.values
            """,
            {"replica": replica.pk},
        )
    return count


def _key_items(application: ForeignApplication) -> set[str]:
    return {item["code"] for item in application.entry.items if item["is_key"]}


def _require_plain(parameters: dict[str, str]) -> None:
    zh, en = "其他平台资源的副本只提供 CSV 全量。", "A copy of another node's resource is the whole as CSV."
    wrong = [FieldError(name, "unknown", zh, en) for name in sorted(set(parameters) - {"format", "grant"})]
    if parameters.get("format", "csv") != "csv":
        wrong.append(FieldError("format", "one_of", zh, en))
    if wrong:
        raise Invalid(errors=wrong)
