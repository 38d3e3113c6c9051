"""A catalogue grown from real names: entries of the open directory and service items, each in every division and some years. Seeded, so that every run has the same."""

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import islice
from typing import Any

import psycopg
from django.db import models
from psycopg import sql

from yishu.catalogue import portals
from yishu.catalogue.models import Entry, Item, Resource
from yishu.catalogue.search import describe
from yishu.catalogue.vocabulary import EntryStatus, ResourceState

SEED = 20140101
_STEP = 7_368_787  # a prime: walks all combinations in an order that looks like none
_AT_ONCE = 20_000
_SUFFIXES = ("办件信息", "办理结果信息", "申请人信息", "电子证照信息", "批文信息")
_YEARS = ("", "（2021年）", "（2022年）", "（2023年）")
_EPOCH = datetime(2026, 11, 1, tzinfo=UTC)
_COLUMNS = ("公民身份号码", "姓名", "统一社会信用代码", "企业名称", "联系地址", "登记日期", "有效期至", "办件编号")


@dataclass(frozen=True, slots=True)
class Base:
    """What a real directory has of an entry, without where."""

    name: str
    summary: str
    tags: tuple[str, ...]
    domain: str
    agency: str
    cycle: str
    openness: str
    items: tuple[str, ...]


@dataclass(slots=True)
class Grown:
    """One resource with its entry and item names; the objects are used again for the next one."""

    resource: Resource
    entry: Entry
    items: tuple[str, ...]


def grow(address: str, count: int) -> None:
    """Fill an empty catalogue with `count` entries by COPY; indexes are built afterwards."""
    with psycopg.connect(address) as connection:
        connection.execute("set session_replication_role = replica")  # foreign keys hold by construction
        connection.execute("set maintenance_work_mem = '1GB'")
        connection.execute("alter table catalogue_resource reset (parallel_workers)")  # for building the indexes
        indexes = _dropped_indexes(connection)
        grown = _grown(count)
        while chunk := list(_lines(islice(grown, _AT_ONCE))):
            for model, at in ((Entry, 1), (Resource, 0), (Item, 2)):
                _copy(connection, model, [line for lines in chunk for line in lines[at]])
        for index in indexes:
            connection.execute(index)
        connection.execute("alter table catalogue_resource set (parallel_workers = 0)")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("vacuum (analyze) catalogue_resource, catalogue_entry, catalogue_item")


def _dropped_indexes(connection: psycopg.Connection) -> list[sql.SQL]:
    """Drops what a constraint does not need, and gives the statements that make it again."""
    found = connection.execute(
        """
        select c.relname, pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid in ('catalogue_resource'::regclass, 'catalogue_entry'::regclass, 'catalogue_item'::regclass)
            and not i.indisunique
        """
    ).fetchall()
    for name, _definition in found:
        connection.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
    return [sql.SQL(definition) for _name, definition in found]


def _grown(count: int) -> Iterator[Grown]:
    bases, divisions = _bases(), _divisions()
    total = len(bases) * len(divisions) * len(_YEARS)
    if count > total:
        raise ValueError(f"at most {total} entries can be grown")
    draw = random.Random(SEED)  # noqa: S311
    one = Grown(Resource(), Entry(version=1), ())
    for n in range(count):
        at = n * _STEP % total
        at, base = divmod(at, len(bases))
        year, division = divmod(at, len(divisions))
        _become(one, n, bases[base], divisions[division], _YEARS[year], draw)
        yield one


def _become(one: Grown, n: int, base: Base, division: str, year: str, draw: random.Random) -> None:
    resource, entry = one.resource, one.entry
    is_imported = draw.random() < 0.4
    resource.pk = entry.pk = n + 1
    resource.current_id = entry.resource_id = n + 1
    resource.code = f"330000open/{n:07d}" if is_imported else f"3070{n % 97:02d}{n % 13:03d}/{n:07d}"
    resource.provider_name = f"{division}{base.agency}"
    resource.state = _state(is_imported, draw)
    resource.popularity = 0 if is_imported or draw.random() < 0.8 else int(draw.paretovariate(1.1))
    resource.last_updated = None if draw.random() < 0.2 else _EPOCH - timedelta(minutes=draw.randrange(2_600_000))
    resource.records = draw.randrange(1, 900_000)
    entry.status = EntryStatus.IMPORTED if is_imported else EntryStatus.PUBLISHED
    entry.name = f"{division}{base.name}{year}"
    entry.summary, entry.tags, entry.domain = f"{division}{base.agency}：{base.summary}", list(base.tags), base.domain
    entry.cycle, entry.format = base.cycle, "database"
    entry.openness = base.openness if is_imported or draw.random() < 0.3 else "closed"
    entry.category = "unrestricted" if entry.openness == "open" else draw.choice(("restricted", "unrestricted"))
    entry.modes = [] if is_imported else [mode for mode in ("verify", "query", "bulk") if draw.random() < 0.6]
    entry.published_at = None if is_imported else _EPOCH
    entry.drafted_by = "bench"
    one.items = base.items
    describe(resource, entry, base.items)


def _state(is_imported: bool, draw: random.Random) -> str:
    if is_imported:
        return ResourceState.IMPORTED
    return ResourceState.SUSPENDED if draw.random() < 0.02 else ResourceState.PUBLISHED


def _bases() -> list[Base]:
    draw = random.Random(SEED)  # noqa: S311
    found = portals.read(_shipped("catalogue_raw/zhejiang_zhejiang.csv"))
    pool = sorted({item for each in found for item in each.items_guess if len(item) < 30})
    seen: dict[str, Base] = {}
    for each in found:
        items = tuple(dict.fromkeys([*each.items_guess, *draw.sample(pool, 4)]))
        agency = each.provider.removeprefix("省")
        seen[each.name.removeprefix("浙江省")] = Base(
            each.name.removeprefix("浙江省"),
            each.summary,
            tuple(each.tags),
            each.domain,
            agency,
            each.cycle,
            each.openness,
            items,
        )
    for row in _rows("service_items.csv"):
        agency = row["department"].lstrip("省市区县")
        for suffix in _SUFFIXES:
            name = f"{row['item'][:80]}{suffix}"
            items = tuple(draw.sample(_COLUMNS, 4) + draw.sample(pool, 3))
            summary = f"{row['item']}的{suffix}，包含{'、'.join(items)}等信息"
            seen[name] = Base(name, summary, (suffix[:2],), "政务服务", agency, "daily", "conditional", items)
    return list(seen.values())


def _shipped(name: str) -> bytes:
    return files("yishu.demo").joinpath("data", name).read_bytes()


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_shipped(name).decode("utf-8-sig"))))


def _divisions() -> list[str]:
    rows = _rows("divisions_zhejiang_sources.csv")
    current = {row["nbs_2023"] or row["gb2260_2019"] or row["gb2260_former_name"] for row in rows}
    return sorted(name for name in current if name)


def _lines(grown: Iterator[Grown]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Lines of COPY for the resource, its entry and its items."""
    of_resource, of_entry, of_item = _writer(Resource), _writer(Entry), _writer(Item)
    item = Item()
    for one in grown:
        lines = []
        for position, name in enumerate(one.items, 1):
            item.pk, item.entry_id = (one.entry.pk - 1) * 32 + position, one.entry.pk
            item.position, item.code, item.name = position, f"item_{position}", name
            lines.append(of_item(item))
        yield [of_resource(one.resource)], [of_entry(one.entry)], lines


def _stored(model: type[models.Model]) -> list[models.Field]:
    return [each for each in model._meta.concrete_fields if not each.generated]


def _writer(model: type[models.Model]) -> Callable[[models.Model], str]:
    names = [each.attname for each in _stored(model)]
    return lambda one: "\t".join([_cell(getattr(one, name)) for name in names])


def _cell(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, list):
        inner = ",".join('"' + each.replace("\\", "\\\\").replace('"', '\\"') + '"' for each in value)
        value = "{" + inner + "}"
    text = str(value)
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t") if not text.isalnum() else text


def _copy(connection: psycopg.Connection, model: type[models.Model], lines: list[str]) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(each.column or "") for each in _stored(model))
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(model._meta.db_table), columns)
    with connection.cursor().copy(statement) as copy:
        copy.write("\n".join(lines) + "\n")
