"""Reading the evidence: records by time, newest first, and one record with the proof that it stands as it was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection

from yishu.audit import ledger, postings
from yishu.audit.edges import ALL
from yishu.audit.errors import RecordNotFound
from yishu.audit.gathering import gather, walk
from yishu.audit.log import commitments
from yishu.audit.models import SubjectList
from yishu.audit.record import Record, leaf_hash, read
from yishu.audit.wanted import Bounds, Side, bounds_of, conditions, groups_of, scope_condition
from yishu.audit.wanted import Filters as Filters
from yishu.audit.wanted import Scope as Scope
from yishu.audit.wanted import first_id as first_id

PAGE: Final = 50
_LONG: Final = 150
"""Records looked at in one step of a walk, by which it is a long one."""
_FEW: Final = 5000


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as it was written, and whether the row still is that: the leaf's hash with the commitment to what is personal, and the columns that are searched."""

    record: Record
    leaf: str
    body: str
    hash_holds: bool
    columns_hold: bool
    is_erased: bool = False
    """What was personal in it is gone."""


@dataclass(frozen=True, slots=True)
class Page:
    """`before` is where the next, older page begins."""

    records: list[Seen]
    before: UUID | None


def list_records(scope: Scope, filters: Filters, *, before: UUID | None = None, size: int = PAGE) -> Page:
    """One page, newest first, in a few statements whatever is asked and however many records there are."""
    bounds = bounds_of(filters, before)
    if filters.fits_nothing or bounds.is_empty:
        return Page([], None)
    if filters.number or filters.case or filters.subject is not None:
        seen = _along(scope, filters, bounds, size + 1)
    else:
        seen = _by_postings(scope, filters, bounds, size + 1)
    return Page(seen[:size], seen[size - 1].record.id if len(seen) > size else None)


def get_record(scope: Scope, number: UUID) -> Seen:
    """One record, wherever it stands. Raises RecordNotFound, RecordArchiveUnreachable."""
    found = list_records(scope, Filters(number=number), size=1).records
    if found:
        return found[0]
    from yishu.audit.archive.seen import find_archived  # which reads by what stands here

    seen = find_archived(number)
    if seen is None or not _is_theirs(scope, seen):
        raise RecordNotFound
    return seen


def list_numbered(scope: Scope, numbers: list[UUID]) -> list[Seen]:
    """The records of these numbers that one may see; those of archived months are left out."""
    return [seen for seen in _seen(numbers) if _is_theirs(scope, seen)]


def _is_theirs(scope: Scope, seen: Seen) -> bool:
    """By what it says, where that is what was written."""
    return scope.everything or (seen.hash_holds and scope.holds(seen.record.agency, seen.record.resource))


def _by_postings(scope: Scope, filters: Filters, bounds: Bounds, size: int) -> list[Seen]:
    """What is newer than the blocks by the table's own indexes, the rest by the blocks; the same id is never in both."""
    groups = groups_of(scope, filters)
    # Of what has no case there are no postings: it is looked for along the table.
    edge = postings.indexed_below() if groups and not filters.without_case else None
    if edge is None:
        return _plain(scope, filters, bounds, size)
    fresh = Bounds(max(edge, bounds.least or edge), bounds.below)
    found = [] if fresh.is_empty else _plain(scope, filters, fresh, size)
    if len(found) < size:
        older = Bounds(bounds.least, min(edge, bounds.below or edge))
        found += _seen(postings.newest(groups, older, size - len(found)))
    return found


def _plain(scope: Scope, filters: Filters, bounds: Bounds, size: int) -> list[Seen]:
    text, parameters = conditions(filters, bounds)
    statement = _everything(text) if scope.everything else _both_sides(text, filters.side)
    return _read(statement, parameters | _own(scope, size))


def _along(scope: Scope, filters: Filters, bounds: Bounds, size: int) -> list[Seen]:
    """Along what is seldom, the records of one subject or case, or one record; all else is looked at there. Where they prove to be many, and all else seldom, along that."""
    text, parameters = conditions(filters, bounds)
    fitting = f"{text} and {scope_condition(scope, filters.side)}"
    found: list[Seen] = []
    is_short = True
    for numbers in _numbers(filters, bounds, size):
        found += _gathered(numbers, fitting, parameters | _own(scope, size - len(found)))
        if len(found) >= size:
            break
        if is_short and len(numbers) > _LONG:
            is_short = False
            few = _few(scope, filters, Bounds(bounds.least, numbers[-1]))
            if few is not None:
                return found + _gathered(few, fitting, parameters | _own(scope, size - len(found)))
    return found


def _few(scope: Scope, filters: Filters, bounds: Bounds) -> list[UUID] | None:
    """The numbers of this subject or case that meet all else by the blocks; None where these or the ledger do not know all, or where they are many."""
    ledgers = {"subject": ("audit_subject_use", filters.subject), "case_number": ("audit_case_use", filters.case)}
    column = "case_number" if filters.subject is None else "subject"
    edges = [postings.indexed_below(), ledger.cases_below()]
    if any(edge is None or bounds.below is None or bounds.below > edge for edge in edges):
        return None
    few = postings.few(groups_of(scope, filters), bounds, _FEW)
    if not few:
        return few
    table, value = ledgers[column]
    with connection.cursor() as cursor:
        cursor.execute(f"select record from {table} where {column} = %s and record = any(%s)", [value, few])
        return [number for (number,) in cursor.fetchall()]


def _numbers(filters: Filters, bounds: Bounds, size: int) -> Iterator[list[UUID]]:
    if filters.number:
        return iter([[filters.number]])
    if filters.subject is not None:
        return _walk("audit_subject_use", "subject = %(subject)s", {"subject": filters.subject}, bounds, size)
    return _of_case(filters.case, bounds, size)


def _of_case(case: str, bounds: Bounds, size: int) -> Iterator[list[UUID]]:
    """What the ledger has not come to by itself, then by the ledger; the same id is never in both."""
    edge = ledger.cases_below()
    fresh = bounds if edge is None else Bounds(max(edge, bounds.least or edge), bounds.below)
    parameters = {"case": case}
    yield from _walk("audit_record", "case_number = %(case)s", parameters, fresh, size, "id")
    if edge is not None:
        older = Bounds(bounds.least, min(edge, bounds.below or edge))
        yield from _walk("audit_case_use", "case_number = %(case)s", parameters, older, size)


def _walk(
    table: str, narrow: str, parameters: dict[str, Any], bounds: Bounds, size: int, number: str = "record"
) -> Iterator[list[UUID]]:
    narrowed = f"{narrow} and {number} < %(below)s"
    if bounds.least is not None:
        narrowed += f" and {number} >= %(least)s"
    told = parameters | {"least": bounds.least, "below": bounds.below or ALL}
    return walk(f"select {number} as id from {table} where {narrowed}", told, size)


def _gathered(numbers: list[UUID], fitting: str, parameters: dict[str, Any]) -> list[Seen]:
    statement = f"""
    select {SEEN_COLUMNS} from (select {SEEN_COLUMNS} from audit_record where id = any(%(numbers)s) offset 0) found
    where {fitting} order by id desc limit %(size)s
    """
    return [seen_of(row) for row in gather(statement, parameters | {"numbers": numbers})]


def _seen(numbers: list[UUID]) -> list[Seen]:
    return _gathered(numbers, "true", {"size": None}) if numbers else []


def _read(statement: str, parameters: dict[str, Any]) -> list[Seen]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [seen_of(row) for row in cursor.fetchall()]


def _own(scope: Scope, size: int) -> dict[str, Any]:
    return {"agency": scope.agency, "resources": list(scope.resources), "size": size}


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


def moment_of(record: UUID) -> datetime:
    """The millisecond of an id."""
    return datetime.fromtimestamp((record.int >> 80) / 1000, UTC)


def first_unhashed() -> UUID | None:
    """The oldest record whose list of subjects has no hashes yet; see `subject_lists.expand`."""
    return SubjectList.objects.filter(hashes=None).order_by("pk").values_list("pk", flat=True).first()


SEEN_COLUMNS: Final = "id, at, action, outcome, actor, agency, resource, target, grant_id, case_number, subjects, body, salt, leaf, personal"


def _everything(conditions: str) -> str:
    return f"select {SEEN_COLUMNS} from audit_record where {conditions} order by id desc limit %(size)s"


def _both_sides(conditions: str, side: Side) -> str:
    """Each side by its own index, then the newest of both: an agency with many resources costs one probe a resource."""
    used = f"(select id from audit_record where agency = %(agency)s and {conditions} order by id desc limit %(size)s)"
    provided = f"""
    (select r.id from unnest(%(resources)s::text[]) as c(code) cross join lateral (
        select id from audit_record where resource = c.code and {conditions} order by id desc limit %(size)s
    ) r order by r.id desc limit %(size)s)
    """
    chosen = {"used": used, "provided": provided, "": f"{used} union {provided}"}[side]
    return f"select {SEEN_COLUMNS} from audit_record where id in ({chosen}) order by id desc limit %(size)s"


def seen_of(row: tuple[Any, ...]) -> Seen:
    """A row of SEEN_COLUMNS."""
    body, salt, leaf, told = row[11], bytes(row[12]), bytes(row[13]), bytes(row[14] or b"")
    try:
        record = read(body, told)
        columns_hold = _columns_of(record) == (*row[:10], bytes(row[10]))
    except msgspec.MsgspecError:
        record, columns_hold = _by_columns(row), False
    return Seen(
        record, leaf.hex(), body, is_as_written(salt, body.encode(), told, leaf), columns_hold, is_erased(body, told)
    )


def is_as_written(salt: bytes, body: bytes, told: bytes, leaf: bytes) -> bool:
    """Whether the body hashes to the leaf, and holds the commitment to what is personal, where that is still there (`told`)."""
    suite = settings.YISHU_SUITE
    return leaf_hash(suite, salt, body) == leaf and commitments.holds(suite, body, told)


def is_erased(body: str, told: bytes) -> bool:
    return not told and bool(commitments.committed(body.encode()))


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
