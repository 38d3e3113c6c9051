"""The indexes by which records are found by an alternative key (27.2): made where the entry in force declares one, dropped where it does no more.

With data that is published the index comes in the same transaction. For a table that stands, the worker makes it within a minute: under the holding's row, so that only publishers of that
resource wait; readers do not, for a plain CREATE INDEX keeps writers away and nobody else. If we die there, nothing of it was made.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, Q
from psycopg.errors import LockNotAvailable

from yishu.catalogue.models import Item
from yishu.hosting.models import Holding, KeyIndex
from yishu.hosting.shaping import table_of_entry
from yishu.hosting.tables import SCHEMA, Column, Table
from yishu.node import epoch

LOCK_MS: Final = 25
LONGEST: Final = 200
"""Characters of a text that are indexed: no subject is named by more, and a page of an index holds no long ones."""

Items = tuple[str, ...]
"""Codes of the items of one alternative key, in order."""


def indexed_sql(column: Column, alias: str = "") -> str:
    """What of an item is indexed; a text as far as it can name a subject."""
    name = f"{alias}.{column.sql}" if alias else column.sql
    return f"left({name}, {LONGEST})" if column.type == "string" else name


def make(holding: Holding, table: Table) -> bool:
    """Whatever index the entry in force wants of the holding's table and has not got; whether there was any. The holding's row is locked."""
    missing = _declared(holding) - _standing(holding, table.name)
    made = [items for items in sorted(missing) if set(items) <= table.by_code.keys()]
    for items in made:
        _create(holding, table, items)
    return bool(made)


def follow(_now: datetime) -> int:
    """Bring every holding to what its entry in force declares; how many indexes were made or dropped."""
    declares = Item.objects.filter(entry=OuterRef("resource__current")).exclude(alternative="")
    concerned = Holding.objects.filter(Q(Exists(declares)) | Q(key_indexes__isnull=False)).distinct()
    return sum(_follow(number) for number in list(concerned.values_list("pk", flat=True)))


def _follow(number: int) -> int:
    holding = Holding.objects.select_related("entry__resource", "resource").get(pk=number)
    made = 0
    if _declared(holding) - _standing(holding, holding.table):
        made = _make_late(number)
    return made + sum(_drop(each) for each in _superfluous(holding))


@transaction.atomic
def _make_late(number: int) -> int:
    locked = Holding.objects.select_for_update(of=("self",)).select_related("entry__resource", "resource")
    holding = locked.get(pk=number)
    if made := make(holding, table_of_entry(holding.entry, holding.table)):
        epoch.bump()
    return int(made)


def _superfluous(holding: Holding) -> Iterable[KeyIndex]:
    declared = _declared(holding)
    indexes = KeyIndex.objects.filter(holding=holding)
    return [each for each in indexes if each.table != holding.table or tuple(each.items) not in declared]


def _drop(index: KeyIndex) -> int:
    """Calls that read the table come first: the next run tries again."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"set local lock_timeout = '{LOCK_MS}ms'")
            cursor.execute(f'drop index if exists {SCHEMA}."{index.name}"')
            index.delete()
            epoch.bump()
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        return 0
    return 1


def _declared(holding: Holding) -> set[Items]:
    """The alternative keys of the entry in force."""
    parts = Item.objects.filter(entry=holding.resource.current_id).exclude(alternative="").order_by("code")
    keys: dict[str, Items] = {}
    for number, code in parts.values_list("alternative", "code"):
        keys[number] = (*keys.get(number, ()), code)
    return set(keys.values())


def _standing(holding: Holding, table: str) -> set[Items]:
    return {tuple(items) for items in holding.key_indexes.filter(table=table).values_list("items", flat=True)}


def _create(holding: Holding, table: Table, items: Items) -> None:
    name = f"key_{hashlib.sha256(f'{table.name} {items}'.encode()).hexdigest()[:40]}"
    columns = ", ".join(indexed_sql(table.by_code[item]) for item in items)
    with connection.cursor() as cursor:
        cursor.execute("set local maintenance_work_mem = '256MB'")
        cursor.execute(f'create index if not exists "{name}" on {table.sql} ({columns})')
    KeyIndex.objects.create(holding=holding, table=table.name, items=list(items), name=name)
