"""Files of which bytes were changed, read in a process of its own: `python -m tests.hosting.flipping Parquet FOLDER ROUNDS`."""

import contextlib
import io
import random
import resource
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

MEMORY = 4 * 1024**3


def table_of(names: pa.Array) -> pa.Table:
    return pa.table({"id": [f"{n:018d}" for n in range(len(names))], "name": names})


def as_parquet(table: pa.Table, **how: Any) -> bytes:
    written = io.BytesIO()
    parquet.write_table(table, written, **how)
    return written.getvalue()


def as_arrow(table: pa.Table, compression: str | None = None) -> bytes:
    written = io.BytesIO()
    with pa.ipc.new_stream(written, table.schema, options=pa.ipc.IpcWriteOptions(compression=compression)) as stream:
        stream.write_table(table)
    return written.getvalue()


def honest_files(form: str) -> list[bytes]:
    names = pa.array([f"姓名{n % 70}" if n % 9 else None for n in range(500)])
    if form == "Parquet":
        delta = {"id": "PLAIN", "name": "DELTA_BYTE_ARRAY"}
        return [
            as_parquet(table_of(names)),
            as_parquet(table_of(names), compression="zstd", data_page_version="2.0"),
            as_parquet(table_of(names), use_dictionary=False, column_encoding=delta),
        ]
    return [
        as_arrow(table_of(names)),
        as_arrow(table_of(names.dictionary_encode()), "lz4"),
        as_arrow(table_of(names.cast(pa.string_view())), "zstd"),
    ]


def changed(content: bytes, chance: random.Random) -> bytes:
    """Mostly where the metadata stands: at the beginning, or at the end."""
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        place = chance.randrange(len(made) if chance.random() < 0.5 else min(700, len(made)))
        place = -1 - place if chance.random() < 0.5 else place
        made[place] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return bytes(made)


def main(form: str, folder: Path, rounds: int) -> None:
    """Each is read or refused; its seed is printed first, so that what ends the process is known."""
    import django

    django.setup()
    from yishu.core.errors import Problem
    from yishu.hosting import reading

    columns = tuple(SimpleNamespace(name=name, code=name, type="string") for name in ("id", "name"))
    table: Any = SimpleNamespace(columns=columns, key=columns[:1])
    kept, path = honest_files(form), folder / "changed"
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for seed in range(rounds):
        chance = random.Random(seed)
        path.write_bytes(changed(chance.choice(kept), chance))
        print(seed, file=sys.stderr, flush=True)
        with contextlib.suppress(Problem):
            for _ in reading.chunks(reading.Source(path, form, "utf-8", table)):
                pass


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
