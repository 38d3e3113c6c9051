"""Whether subjects have a record in the data as it stands: a canary that has one may be a real person (30.1)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection

from yishu.access.errors import MalformedSubject
from yishu.access.lookup import Key, Layout, lookup_arguments, lookup_sql, marked, reading_of
from yishu.access.subjects import read_subject
from yishu.catalogue.models import Resource
from yishu.core.calendar import shanghai_day
from yishu.hosting.queries import find_holding, table_of
from yishu.hosting.tables import Table


def with_record(resource: Resource, subjects: Iterable[str], now: datetime) -> set[str] | None:
    """Those of the subjects that the hosted data has a record of; None where this node hosts none. One statement for all."""
    holding = find_holding(resource)
    if holding is None:
        return None
    table = table_of(holding)
    keys = {text: key for text in subjects if (key := _key(table, text, now)) is not None}
    found = _found(table, set(keys.values()), holding.pk)
    return {text for text, key in keys.items() if key in found}


def _key(table: Table, text: str, now: datetime) -> Key | None:
    try:
        return read_subject(table, text, "subject", today=shanghai_day(now)).key
    except MalformedSubject:  # the form of the key has changed since it was declared
        return None


def _found(table: Table, keys: Collection[Key], holding_id: int) -> Collection[Key]:
    with connection.cursor() as cursor:
        cursor.execute(lookup_sql(table, [], marked), [*lookup_arguments(table, keys), holding_id])
        reading = reading_of(Layout(table, []), cursor.fetchall())
    return reading.rows if reading else ()
