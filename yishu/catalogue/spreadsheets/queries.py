"""Reading uploads and what became of their rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.spreadsheets.errors import UploadNotFound
from yishu.catalogue.spreadsheets.models import Row, Upload
from yishu.catalogue.spreadsheets.remarks import Remark
from yishu.core.actor import Actor
from yishu.core.errors import Language


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows are in each state so far."""

    total: int
    done: int
    drafted: int
    changed: int
    versioned: int
    known: int
    refused: int


def list_uploads(actor: Actor) -> QuerySet[Upload]:
    """One's own agency's; for the coordinator the directories as well."""
    own = Q(kind=Upload.Kind.ENTRIES, agency_id=actor.agency_id)
    if is_coordinator(actor):
        own |= Q(kind=Upload.Kind.DIRECTORY)
    return (
        Upload.objects.filter(own)
        .defer("content")
        .annotate(refused_rows=Count("entries", filter=Q(entries__state=Row.State.REFUSED)))
        .order_by("-pk")
    )


def get_upload(actor: Actor, upload_id: int) -> Upload:
    found = list_uploads(actor).filter(pk=upload_id).first()
    if found is None:
        raise UploadNotFound
    return found


def count(upload: Upload) -> Progress:
    by_state = dict(upload.entries.order_by().values_list("state").annotate(n=Count("pk")))
    done = sum(n for state, n in by_state.items() if state != Row.State.WAITING)
    states = (Row.State.DRAFTED, Row.State.CHANGED, Row.State.VERSIONED, Row.State.KNOWN, Row.State.REFUSED)
    return Progress(upload.rows, done, *(by_state.get(state, 0) for state in states))


def count_refusals(upload: Upload) -> int:
    return upload.entries.aggregate(n=Sum("refused"))["n"] or 0


def list_remarked(upload: Upload, *, only_refused: bool = False, rule: str = "") -> QuerySet[Row]:
    rows = upload.entries.exclude(remarks=[]).select_related("resource")
    if rule:
        rows = rows.filter(remarks__contains=[{"rule": rule}])
    return rows.filter(state=Row.State.REFUSED) if only_refused else rows


def list_rules(upload: Upload, language: Language) -> list[tuple[str, str, str, int]]:
    """Field, rule, one of its messages, and how often it was said: the most often first."""
    with connection.cursor() as cursor:
        cursor.execute(_RULES, [language, upload.pk])
        return cursor.fetchall()


_RULES = """
select said ->> 'head', said ->> 'rule', min(said ->> %s), count(*) from spreadsheets_row r, jsonb_array_elements(r.remarks) as said
where r.upload_id = %s group by 1, 2 order by 4 desc, 1, 2
"""


def report_rows(upload: Upload, language: Language) -> Iterator[list[str]]:
    """Sheet, line, field, entry, outcome, rule, message: each remark of the file."""
    for row in list_remarked(upload).iterator(500):
        for remark in map(Remark.of_json, row.remarks):
            place = [remark.sheet, str(remark.line), remark.head, row.name]
            yield [*place, str(row.get_state_display()), remark.rule, remark.message(language)]
