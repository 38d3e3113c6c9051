"""The file of records sent back: each as it came, with its reasons and what it is known by when it is sent in again (21.2)."""

import csv
import io
from collections.abc import Iterable, Iterator

from yishu.core.errors import Language
from yishu.hosting.models import QuarantinedRecord
from yishu.hosting.quarantine.returning import HEADS
from yishu.hosting.tables import Table


def lines_of(table: Table, records: Iterable[QuarantinedRecord], language: Language) -> Iterator[bytes]:
    """CSV with a mark of UTF-8, since it is opened in spreadsheets; items by their codes."""
    codes = [column.code for column in table.columns]
    heads = HEADS[language]  # none of them is a code, which have small letters only
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([heads.row, *codes, heads.text, heads.reason, heads.batch])
    yield b"\xef\xbb\xbf"
    for record in records:
        reasons = " ".join(error[language] for error in record.errors)
        values = [record.values.get(code) or "" for code in codes]
        writer.writerow([record.row, *values, record.values.get("", ""), reasons, record.batch_id])
        yield _taken(written)
    yield _taken(written)


def _taken(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()
