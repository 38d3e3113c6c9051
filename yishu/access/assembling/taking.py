"""Taking from a source what changed there since it was taken last: by the same governed copy as anybody's, on record each time (22.1, 26.5)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from yishu.access.assembling.errors import CallerGone, SourceItemsGone
from yishu.access.assembling.models import Assembly, Source
from yishu.access.assembling.statements import ARRIVED, came_sql, keep_sql, named, seed_sql
from yishu.access.copies import Given, given_now, hand_over
from yishu.agencies.models import ApplicationSystem, Person
from yishu.agencies.queries import actor_of_person, actor_of_system
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.hosting.changes import CHANGE, VERSION
from yishu.hosting.copying import Copy
from yishu.hosting.errors import ChangesExpired, SinceAhead
from yishu.hosting.models import Holding
from yishu.hosting.queries import find_holding, table_of
from yishu.hosting.tables import Column, Table


def acting(ref: str) -> Actor:
    """Whoever a reference names, as they are now. Raises CallerGone."""
    kind, _colon, number = ref.partition(":")
    if kind == "person":
        person = Person.objects.select_related("agency").get(pk=int(number))
        is_active, actor = person.is_active and person.agency.is_active, actor_of_person(person)
    else:
        system = ApplicationSystem.objects.select_related("agency").get(pk=int(number))
        is_active, actor = system.is_active and system.agency.is_active, actor_of_system(system)
    if not is_active:
        raise CallerGone
    return actor


def is_given(source: Source, *, now: datetime) -> bool:
    """Whether its grant gives at this moment what is used of it."""
    try:
        given = given_now(acting(source.caller), source.resource.path_code, grant=source.grant or None, now=now)
        _require_items(source, given)
    except Problem:
        return False
    return True


def take(source: Source, base: Table, *, now: datetime) -> bool:
    """Whether anything was taken: nothing is where the source stands as it was taken and its grant shows the same. Raises the refusal of the grant, SourceItemsGone."""
    actor, code = acting(source.caller), source.resource.path_code
    given = given_now(actor, code, grant=source.grant or None, now=now)
    _require_items(source, given)
    version = Holding.objects.values_list("version", flat=True).get(pk=given.hosted.holding_id)
    if (version, given.shows) == (source.taken_version, source.shows):
        return False
    since = source.taken_version
    try:
        _taken(source, actor, base, since, now)
    except (ChangesExpired, SinceAhead):
        if since is None:
            raise
        _taken(source, actor, base, None, now)
    return True


def _taken(source: Source, actor: Actor, base: Table, since: int | None, now: datetime) -> None:
    """A copy is on record before anything of it is read; killed after that, the next one is another copy."""
    seen: list[Given] = []

    def opening(given: Given) -> Copy:
        _require_items(source, given)
        # Changes under other terms would not tell what those of before had shown.
        if since is not None and given.shows != source.shows:
            raise ChangesExpired(since=since, kept=source.taken_version, nearest=str(source.taken_version))
        seen.append(given)
        return given.open("csv", since)

    detail = {"by": "assembly", "assembly": str(source.assembly_id), "since": since}
    copy, receipt, items = hand_over(
        actor, source.resource.path_code, opening, grant=source.grant or None, now=now, detail=detail
    )
    try:
        with transaction.atomic():
            _arrive(copy, items, since)
            _keep(source, base, seen[-1].hosted.table, whole=since is None)
            source.taken_version, source.taken_at, source.receipt = copy.version, now, receipt
            source.shows = seen[-1].shows
            source.save(update_fields=["taken_version", "taken_at", "receipt", "shows", "records"])
    finally:
        copy.close()


def _require_items(source: Source, given: Given) -> None:
    wanted = [*source.keys, *source.items]
    if gone := [item for item in wanted if item not in given.items or item in given.masks]:
        raise SourceItemsGone(items=", ".join(gone))


def _arrive(copy: Copy, items: Sequence[str], since: int | None) -> None:
    """The copy into a table of texts, as it streams."""
    columns = [named(item) for item in items]
    told = [CHANGE, VERSION, *columns] if since is not None else columns
    with connection.cursor() as cursor:
        cursor.execute(
            f"""create temp table {ARRIVED.removeprefix("pg_temp.")} (_change text not null default 'insert',
                _version bigint not null default {copy.version}, {", ".join(f"{name} text" for name in columns)}) on commit drop"""
        )
        with cursor.copy(f"copy {ARRIVED} ({', '.join(told)}) from stdin (format csv, header true)") as into:
            for chunk in copy.chunks:
                into.write(chunk)


def _keep(source: Source, base: Table, table: Table, *, whole: bool) -> None:
    keys: list[Column] = [table.by_code[code] for code in source.keys]
    items = [table.by_code[code] for code in source.items]
    with connection.cursor() as cursor:
        cursor.execute("set local work_mem = '128MB'")
        cursor.execute(came_sql(base, keys, items))
        for statement in keep_sql(source.pk, source.assembly_id, len(items), whole=whole):
            cursor.execute(statement)
        cursor.execute("select count(*) from assembling_taken where source_id = %s", [source.pk])
        (source.records,) = cursor.fetchone()
        if source.taken_version is None:
            _seed(source.assembly)


def _seed(assembly: Assembly) -> None:
    """What an assembly of before made is held against the sources of this one; what was published by hand is left alone."""
    holding = find_holding(assembly.resource)
    if holding is None:
        return
    table = table_of(holding)
    ever = Assembly.objects.filter(resource=assembly.resource).values_list("origins", flat=True)
    if origins := sorted({code for code in ever if code in table.by_code}):
        with connection.cursor() as cursor:
            cursor.execute("set local timezone = 'Asia/Shanghai'")
            cursor.execute(seed_sql(assembly.pk, table, origins))
