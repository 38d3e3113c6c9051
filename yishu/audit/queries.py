"""Reading the evidence: records by time, newest first, and one record with the proof that it stands as it was written."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from django.db import connection

from yishu.audit.errors import RecordNotFound
from yishu.audit.record import Record, leaf_hash
from yishu.core.calendar import SHANGHAI

PAGE: Final = 50
Side = Literal["", "used", "provided"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose evidence: what this agency's people and systems did (`used`), and what was done with these resources (`provided`)."""

    agency: str
    resources: tuple[str, ...]
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; what is empty does not narrow. An action may be a subject (`data:`), for all that is done with it. Days are Asia/Shanghai's, both included; lists are alternatives."""

    action: str = ""
    outcome: str = ""
    case: str = ""
    resources: tuple[str, ...] | None = None
    agencies: tuple[str, ...] | None = None
    since: date | None = None
    until: date | None = None
    number: UUID | None = None
    side: Side = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as it was written, and whether the row still is that: the leaf's hash, and the columns that are searched."""

    record: Record
    leaf: str
    body: str
    hash_holds: bool
    columns_hold: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`before` is where the next, older page begins."""

    records: list[Seen]
    before: UUID | None


def list_records(scope: Scope, filters: Filters, *, before: UUID | None = None, size: int = PAGE) -> Page:
    """One page, newest first, in one statement whatever the number of resources."""
    conditions, parameters = _conditions(filters, before)
    statement = _everything(conditions) if scope.everything else _both_sides(conditions, filters.side)
    own = {"agency": scope.agency, "resources": list(scope.resources), "size": size + 1}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters | own)
        seen = [_seen(row) for row in cursor.fetchall()]
    return Page(seen[:size], seen[size - 1].record.id if len(seen) > size else None)


def get_record(scope: Scope, number: UUID) -> Seen:
    """One record. Raises RecordNotFound."""
    found = list_records(scope, Filters(number=number), size=1).records
    if not found:
        raise RecordNotFound
    return found[0]


def count_calls(scope: Scope, side: Literal["used", "provided"], since: datetime, *, most: int = 10_000) -> int:
    """How many data calls there were since a moment, counted up to `most`."""
    mine = "select id from audit_record where agency = %(agency)s and id >= %(since)s and action like 'data:%%' limit %(most)s"
    ours = """
    select r.id from unnest(%(resources)s::text[]) as c(code) cross join lateral (
        select id from audit_record
        where resource = c.code and agency <> %(agency)s and id >= %(since)s and action like 'data:%%' limit %(most)s
    ) r limit %(most)s
    """
    parameters = {"agency": scope.agency, "resources": list(scope.resources), "since": first_id(since), "most": most}
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({mine if side == 'used' else ours}) as calls", parameters)
        return cursor.fetchone()[0]


def first_id(moment: datetime) -> UUID:
    """The least id of that millisecond: ids are ordered by time (RFC 9562, 5.7)."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


_COLUMNS: Final = (
    "id, at, action, outcome, actor, agency, resource, target, grant_id, case_number, subjects, body, salt, leaf"
)


def _everything(conditions: str) -> str:
    return f"select {_COLUMNS} from audit_record where {conditions} order by id desc limit %(size)s"


def _both_sides(conditions: str, side: Side) -> str:
    """Each side by its own index, then the newest of both: an agency with many resources costs one probe a resource."""
    used = f"(select id from audit_record where agency = %(agency)s and {conditions} order by id desc limit %(size)s)"
    provided = f"""
    (select r.id from unnest(%(resources)s::text[]) as c(code) cross join lateral (
        select id from audit_record where resource = c.code and {conditions} order by id desc limit %(size)s
    ) r order by r.id desc limit %(size)s)
    """
    chosen = {"used": used, "provided": provided, "": f"{used} union {provided}"}[side]
    return f"select {_COLUMNS} from audit_record where id in ({chosen}) order by id desc limit %(size)s"


def _conditions(filters: Filters, before: UUID | None) -> tuple[str, dict[str, Any]]:
    given: list[tuple[str, str, object]] = [
        ("action = %(action)s", "action", None if filters.action.endswith(":") else filters.action or None),
        ("starts_with(action, %(about)s)", "about", filters.action if filters.action.endswith(":") else None),
        ("outcome = %(outcome)s", "outcome", filters.outcome or None),
        ("case_number = %(case)s", "case", filters.case or None),
        ("resource = any(%(among)s)", "among", None if filters.resources is None else list(filters.resources)),
        ("agency = any(%(callers)s)", "callers", None if filters.agencies is None else list(filters.agencies)),
        ("id >= %(since)s", "since", filters.since and first_id(_midnight(filters.since))),
        ("id < %(until)s", "until", filters.until and first_id(_midnight(filters.until + timedelta(days=1)))),
        ("id = %(number)s", "number", filters.number),
        ("id < %(before)s", "before", before),
    ]
    used = [(text, name, value) for text, name, value in given if value is not None]
    return " and ".join(["true", *(text for text, _, _ in used)]), {name: value for _, name, value in used}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _seen(row: tuple[Any, ...]) -> Seen:
    body, salt, leaf = row[11], bytes(row[12]), bytes(row[13])
    try:
        record = msgspec.json.decode(body, type=Record)
        columns_hold = _columns_of(record) == (*row[:10], bytes(row[10]))
    except msgspec.MsgspecError:
        record, columns_hold = _by_columns(row), False
    return Seen(record, leaf.hex(), body, leaf_hash(salt, body.encode()) == leaf, columns_hold)


def _columns_of(record: Record) -> tuple[Any, ...]:
    """The values that stand in columns beside the body, to be searched by."""
    return (
        record.id,
        record.at.astimezone(UTC),
        record.action,
        record.outcome,
        record.actor,
        record.agency,
        record.resource,
        record.target,
        record.grant,
        record.case,
        record.subjects,
    )


def _by_columns(row: tuple[Any, ...]) -> Record:
    """What the columns still say of a record whose body cannot be read any more."""
    return Record(
        id=row[0],
        at=row[1],
        action=row[2],
        outcome=row[3],
        actor=row[4],
        agency=row[5],
        resource=row[6],
        target=row[7],
        grant=row[8],
        case=row[9],
        subjects=bytes(row[10]),
    )
