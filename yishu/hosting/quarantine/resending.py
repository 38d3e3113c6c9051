"""Records sent in again as they were downloaded: each names, by batch and row, the record that it takes the place of, so that this one ends whatever its key was (21.2).

Its temporary table is this session's, like those of staging, which drops it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.db import connection

from yishu.core.identifiers import KeyKind
from yishu.hosting.models import Batch, QuarantinedRecord
from yishu.hosting.quarantine.returning import heads_in
from yishu.hosting.reading import CSV, XLSX, Source, chunks
from yishu.hosting.reading_headers import header
from yishu.hosting.staging import RESENT
from yishu.hosting.tables import Column, Table

_ROW: Final = re.compile(r"[0-9]{1,18}")


def stage(source: Source) -> None:
    """Read which records the file sends in again, if it is such a file; before the lock, after its records were checked."""
    names = header(source) if source.format in (CSV, XLSX) else []
    heads = heads_in(names)
    if heads is None or heads.batch not in names:
        return
    columns = (Column("yishu_row", heads.row, "string"), Column("yishu_batch", heads.batch, "string"))
    marks = replace(source, table=Table("", KeyKind.PLAIN, columns), keys_only=False, lenient=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "create temp table yishu_resent (_row bigint not null, batch uuid not null, row bigint not null)"
        )
        with cursor.copy(f"copy {RESENT} from stdin") as copy:
            for named in _named(marks):
                copy.write_row(named)


def settle(batch: Batch) -> None:
    """The records that this batch sent in again have ended: mended, or sent back once more as a record of this batch. In its transaction, its own records sent back kept already."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s)", [RESENT])
        if cursor.fetchone() == (None,):
            return
        cursor.execute(
            f"""
            update hosting_quarantinedrecord q
            set state = case when m.wrong then %(resent)s else %(mended)s end, mended_at = %(now)s, batch_mended_id = %(batch)s
            from (
                select r.batch, r.row, bool_and(n.id is not null) as wrong
                from {RESENT} r
                left join hosting_quarantinedrecord n on n.batch_id = %(batch)s and n.row = r._row
                group by r.batch, r.row
            ) m
            join hosting_batch b on b.id = m.batch
            where q.batch_id = m.batch and q.row = m.row and q.state = %(open)s
            and b.holding_id = %(holding)s and b.id <> %(batch)s and (b.how = 'delete') = (%(how)s = 'delete')
            """,
            {
                "resent": QuarantinedRecord.State.RESENT,
                "mended": QuarantinedRecord.State.MENDED,
                "open": QuarantinedRecord.State.OPEN,
                "now": batch.published_at,
                "batch": batch.pk,
                "holding": batch.holding_id,
                "how": batch.how,
            },
        )


def _named(marks: Source) -> Iterator[tuple[int, UUID, int]]:
    """(number in this file, batch, row there) of every record that names one."""
    for chunk in chunks(marks):
        told = (chunk.texts[code].to_pylist() for code in ("yishu_batch", "yishu_row"))
        for number, batch, row in zip(chunk.numbers.to_pylist(), *told, strict=True):
            if (of := _uuid(batch)) and (place := _ROW.fullmatch((row or "").strip())):
                yield number, of, int(place[0])


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID((text or "").strip())
    except ValueError:
        return None
