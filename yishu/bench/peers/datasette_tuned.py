"""Runs in the environment of the peers, without ours: `datasette_tuned.py FILE PORT` serves the SQLite file as `datasette serve --immutable` does, with less to do a call.

Statements run without a change of threads, as few of its users would have it (a slow one holds up all others); the whole file has room in SQLite's cache; no line is
written a request.
"""

import sys
from pathlib import Path

import uvicorn


def main() -> None:
    from datasette.app import Datasette  # pyright: ignore[reportMissingImports]

    file, port = sys.argv[1:]
    settings = {"num_sql_threads": 0, "cache_size_kb": Path(file).stat().st_size // 1024 + 1024}
    served = Datasette([], immutables=[file], settings=settings).app()
    uvicorn.run(served, host="127.0.0.1", port=int(port), lifespan="on", access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
