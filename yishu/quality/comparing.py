"""The computation of a comparison, by DuckDB over files: bounded memory, no network, nothing but its own folder (28.1).

Each side is a Parquet file: `k` (the joined canonical key, null where a part is empty), and for every pair of columns `r0…` as it came and `n0…` in canonical form.
What differs is written to a third file: `kind`, `place`, `k`, then for each pair `o0…` (here), `t0…` (there) and `d0…` (whether they differ).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from yishu.hosting.reading import Source, chunks
from yishu.quality.canon import Canon, key_of

if TYPE_CHECKING:
    import duckdb

MEMORY: Final = "256MB"
THREADS: Final = 2
KINDS: Final = ("different", "only_here", "only_there", "repeated", "unkeyed")


@dataclass(frozen=True, slots=True)
class Pair:
    """An item and the column of the agency's table that is held against it. `code` is the item's; `source` the column's code in what is read."""

    code: str
    column: str
    is_key: bool


@dataclass(frozen=True, slots=True)
class Found:
    """`counts` by kind, with `same` and `unreadable`; `differing` records by place of the pair."""

    counts: dict[str, int]
    differing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result. `ours` and `theirs` as they came, in the order of the pairs; `differs` says where."""

    place: int
    kind: str
    ours: tuple[str | None, ...]
    theirs: tuple[str | None, ...]
    differs: tuple[bool, ...]


def write_side(source: Source, codes: Sequence[str], keys: Sequence[bool], canons: Sequence[Canon], path: Path) -> int:
    """Write what a source holds of these columns as a side; how many of its lines could not be read. Raises what reading raises."""
    width = range(len(codes))
    schema = pa.schema([("k", pa.string())] + [(f"{each}{n}", pa.string()) for n in width for each in "rn"])
    unreadable = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for chunk in chunks(source):
            unreadable += len(chunk.unreadable)
            raw = [chunk.texts[code] for code in codes]
            normal = [canon.all(texts) for canon, texts in zip(canons, raw, strict=True)]
            key = key_of([each for each, is_key in zip(normal, keys, strict=True) if is_key])
            columns = [each for pair in zip(raw, normal, strict=True) for each in pair]
            writer.write_table(pa.table([pa.array(key, pa.string()), *columns], schema=schema))
    return unreadable


def compare(folder: Path, ours: Path, theirs: Path, result: Path, width: int) -> Found:
    """Hold the sides against each other and write what differs. Keys that stand twice on a side are not compared but listed."""
    with _connection(folder) as connection:
        connection.execute(f"create view ours as select * from read_parquet({_quoted(ours)})")
        connection.execute(f"create view theirs as select * from read_parquet({_quoted(theirs)})")
        connection.execute(_REPEATED)
        connection.execute(f"copy ({_differences(width)}) to {_quoted(result)} (format parquet, compression zstd)")
        return _counted(connection, result, width)


def read(folder: Path, result: Path, width: int, *, kind: str, pair: int | None, offset: int, limit: int) -> list[Row]:
    """Lines of a result, by kind (empty: all) and by the pair that differs."""
    where = ["true"]
    if kind in KINDS:
        where.append(f"kind = '{kind}'")
    if pair is not None and 0 <= pair < width:
        where.append(f"d{pair}")
    sql = f"""
        select place, kind, {_listed("o", width)}, {_listed("t", width)}, {_listed("d", width)}
        from read_parquet({_quoted(result)}) where {" and ".join(where)} order by place limit {int(limit)} offset {int(offset)}
    """
    with _connection(folder) as connection:
        return [_row(each, width) for each in connection.execute(sql).fetchall()]


def find(folder: Path, result: Path, width: int, place: int) -> Row | None:
    """One line of a result by its place."""
    sql = f"""
        select place, kind, {_listed("o", width)}, {_listed("t", width)}, {_listed("d", width)}
        from read_parquet({_quoted(result)}) where place = {int(place)}
    """
    with _connection(folder) as connection:
        found = connection.execute(sql).fetchone()
    return None if found is None else _row(found, width)


def batches(result: Path, width: int) -> Iterator[Row]:
    """All lines in their order, a few thousand in memory at a time."""
    with pq.ParquetFile(result) as file:
        for batch in file.iter_batches(4096):
            at = {name: batch.column(name).to_pylist() for name in batch.schema.names}
            for n in range(batch.num_rows):
                ours, theirs, differs = (tuple(at[f"{side}{place}"][n] for place in range(width)) for side in "otd")
                yield Row(at["place"][n], at["kind"][n], ours, theirs, differs)


@contextmanager
def _connection(folder: Path) -> "Iterator[duckdb.DuckDBPyConnection]":
    """Reads and writes in the one folder only; nothing is loaded from elsewhere, and no statement can change that."""
    import duckdb  # where it is needed: it costs a tenth of a second and some memory

    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": str(folder / "temporary"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    try:
        connection.execute(f"set allowed_directories = [{_quoted(folder, '/')}]")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection
    finally:
        connection.close()


_REPEATED: Final = """
create temp table repeated as
select k from ours where k is not null group by k having count(*) > 1
union
select k from theirs where k is not null group by k having count(*) > 1
"""


def _differences(width: int) -> str:
    both = ", ".join(f"o.r{n} as o{n}, t.r{n} as t{n}" for n in range(width))
    differ = ", ".join(
        f"(o.k is not null and t.k is not null and o.n{n} is distinct from t.n{n}) as d{n}" for n in range(width)
    )
    nothing = ", ".join(f"false as d{n}" for n in range(width))
    one_sided = {
        "o": ", ".join(f"r{n} as o{n}, null::varchar as t{n}" for n in range(width)),
        "t": ", ".join(f"null::varchar as o{n}, r{n} as t{n}" for n in range(width)),
    }
    some = " or ".join(f"d{n}" for n in range(width))
    once = "k is not null and k not in (select k from repeated)"
    return f"""
        select row_number() over (order by rank, k) as place, * exclude (rank) from (
            select * from (
                select case when t.k is null then 1 when o.k is null then 2 else 0 end as rank,
                    case when t.k is null then 'only_here' when o.k is null then 'only_there' else 'different' end as kind,
                    coalesce(o.k, t.k) as k, {both}, {differ}
                from (select * from ours where {once}) o full join (select * from theirs where {once}) t on o.k = t.k
            ) joined where kind <> 'different' or {some}
            union all by name select 3 as rank, 'repeated' as kind, k, {one_sided["o"]}, {nothing} from ours where k in (select k from repeated)
            union all by name select 3 as rank, 'repeated' as kind, k, {one_sided["t"]}, {nothing} from theirs where k in (select k from repeated)
            union all by name select 4 as rank, 'unkeyed' as kind, k, {one_sided["o"]}, {nothing} from ours where k is null
        ) listed order by place
    """


def _counted(connection: "duckdb.DuckDBPyConnection", result: Path, width: int) -> Found:
    found = connection.execute(f"select kind, count(*) from read_parquet({_quoted(result)}) group by kind").fetchall()
    counts: dict[str, int] = dict.fromkeys(KINDS, 0)
    counts.update(found)
    (once,) = connection.execute(
        "select count(*) from ours where k is not null and k not in (select k from repeated)"
    ).fetchone() or (0,)
    counts["same"] = once - counts["only_here"] - counts["different"]
    sums = ", ".join(f"count(*) filter (d{n})" for n in range(width))
    differing = connection.execute(f"select {sums} from read_parquet({_quoted(result)})").fetchone() or ()
    return Found(counts, tuple(differing))


def _quoted(path: Path, end: str = "") -> str:
    """A path as a literal of SQL."""
    return "'" + str(path).replace("'", "''") + end + "'"


def _listed(side: str, width: int) -> str:
    return ", ".join(f"{side}{n}" for n in range(width))


def _row(found: tuple[Any, ...], width: int) -> Row:
    place, kind, *values = found
    ours, theirs, differs = (tuple(values[n * width : (n + 1) * width]) for n in range(3))
    return Row(place, kind, ours, theirs, differs)
