"""What is personal in one record goes, with its salt: wherever the record stands, in the database or in a file of the archive (32.1).

The record of the erasure is the caller's, in the same transaction: a part that is gone without one is what `yishu audit verify` finds.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from yishu.audit import personal
from yishu.audit.archive.reading import Archive
from yishu.audit.archive.rewriting import rewritten_without
from yishu.audit.archive.writing import LOCKS, NotWhole
from yishu.audit.errors import EvidenceBusy, NothingPersonal, NotInLogYet
from yishu.audit.ledger import forget_case
from yishu.audit.log import own, reading
from yishu.audit.models import ArchivedMonth
from yishu.node.claims import claimed


def erase(number: UUID, put_on_record: Callable[[], str]) -> str:
    """`put_on_record` writes the record of it, and gives the receipt, which is returned. Raises NothingPersonal, NotInLogYet, EvidenceBusy, RecordArchiveUnreachable."""
    with own.reading() as read:
        place = reading.index_of(read, number)
    if place is None:
        raise NotInLogYet
    with claimed(LOCKS, 0) as is_ours:
        if not is_ours:  # a month is on its way from the database into a file
            raise EvidenceBusy
        with transaction.atomic():
            if _erased_from_table(number):
                return put_on_record()
        return _erase_from_archive(number, place, put_on_record)


def _erased_from_table(number: UUID) -> bool:
    """Also from what is searched by. A file in which the record was to leave is written anew."""
    with connection.cursor() as cursor:
        cursor.execute("select personal from audit_record where id = %s and personal is not null for update", [number])
        found = cursor.fetchone()
        if found is None:
            return False
        cursor.execute("update audit_record set personal = null, case_number = '' where id = %s", [number])
    forget_case(number, personal.read(bytes(found[0])).case)
    written = ArchivedMonth.objects.filter(state=ArchivedMonth.State.WRITTEN, upper__gt=number)
    written.update(state=ArchivedMonth.State.WRITING)
    return True


def _erase_from_archive(number: UUID, place: int, put_on_record: Callable[[], str]) -> str:
    with own.reading() as read:
        entry = Archive(read).entry(place)
    if entry is None or not entry.told:
        raise NothingPersonal
    try:
        with rewritten_without(place) as rewritten:
            if rewritten is None:
                raise NothingPersonal
            with transaction.atomic():
                rewritten.take()
                forget_case(number, personal.read(entry.told).case)
                return put_on_record()
    except NotWhole:
        raise EvidenceBusy from None
