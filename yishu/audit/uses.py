"""Who has used the information of one subject: its records by the ledger, newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from uuid import UUID

import msgspec

from yishu.audit.archive.reading import Archive
from yishu.audit.archive.seen import find_archived, open_archive
from yishu.audit.edges import ALL
from yishu.audit.gathering import gather, walk
from yishu.audit.queries import SEEN_COLUMNS, Seen, seen_of
from yishu.audit.record import Record

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class SetApart:
    """Uses that are set apart under a number: those of an agency, of one of its grants, or for one duty. What is empty does not narrow."""

    number: int
    agency: str
    grant: str = ""
    duty: str = ""

    def holds(self, record: Record) -> bool:
        """As STATEMENT has it."""
        return record.agency == self.agency and self.grant in ("", record.grant) and self.duty in ("", record.duty)


@dataclass(frozen=True, slots=True)
class Use:
    """A record that names the subject; `apart`: the number under which it is set apart, if it is."""

    seen: Seen
    apart: int | None


@dataclass(frozen=True, slots=True)
class UsePage:
    """`before` is where the next, older page begins."""

    uses: list[Use]
    before: UUID | None


def uses_of(
    subject: bytes,
    apart: Sequence[SetApart] = (),
    *,
    leave_out: bool = False,
    before: UUID | None = None,
    size: int = PAGE,
) -> UsePage:
    """One page of the records of a subject (its keyed hash), by a walk along the ledger's primary key. Those of archived months are read from there.

    `leave_out`: without those set apart. A page is then as full as any, and does not tell that there are others. Raises RecordArchiveUnreachable.
    """
    found = list(islice(_walk(subject, apart, leave_out, before, size), size + 1))
    return UsePage(found[:size], found[size - 1].seen.record.id if len(found) > size else None)


def _walk(subject: bytes, apart: Sequence[SetApart], leave_out: bool, before: UUID | None, size: int) -> Iterator[Use]:
    """Newest first."""
    archive: Archive | None = None
    for numbers in walk(_NUMBERS, {"subject": subject, "below": before or ALL}, size + 1):
        for *columns, number, record in gather(STATEMENT, parameters(numbers, apart, leave_out=leave_out)):
            if columns[0] is None:
                archive = archive or open_archive()
                use = _archived(record, apart, archive)
            else:
                use = Use(seen_of(tuple(columns)), number)
            if use is not None and (use.apart is None or not leave_out):
                yield use


def _archived(number: UUID, apart: Sequence[SetApart], archive: Archive) -> Use | None:
    seen = find_archived(number, archive)
    if seen is None:
        return None
    numbers = [each.number for each in apart if each.holds(seen.record)]
    return Use(seen, min(numbers, default=None))


_NUMBERS: Final = "select record as id from audit_subject_use where subject = %(subject)s and record < %(below)s"
STATEMENT: Final = f"""
select {", ".join(f"r.{name}" for name in SEEN_COLUMNS.split(", "))}, apart.number, u.record
from unnest(%(records)s::uuid[]) u (record)
left join (select {SEEN_COLUMNS} from audit_record where id = any(%(records)s) offset 0) r on r.id = u.record
left join lateral (
    select x.number from unnest(%(numbers)s::bigint[], %(agencies)s::text[], %(grants)s::text[], %(duties)s::text[])
        as x(number, agency, granted, duty)
    where x.agency = r.agency and (x.granted = '' or x.granted = r.grant_id)
        and (x.duty = '' or strpos(r.body, x.duty) > 0)
    order by x.number limit 1
) apart on true
where apart.number is null or not %(leave_out)s
order by u.record desc
"""


def parameters(records: list[UUID], apart: Sequence[SetApart], *, leave_out: bool) -> dict[str, Any]:
    """Of STATEMENT."""
    return {
        "records": records,
        "leave_out": leave_out,
        "numbers": [each.number for each in apart],
        "agencies": [each.agency for each in apart],
        "grants": [each.grant for each in apart],
        "duties": [_as_written(each.duty) for each in apart],
    }


def _as_written(duty: str) -> str:
    """A duty as a record's body has it. Quotation marks inside a text are escaped there, so no other text can hold it; a body that was damaged is no error."""
    return f'"duty":{msgspec.json.encode(duty).decode()},"case":' if duty else ""
