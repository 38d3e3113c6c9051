"""PostGraphile 4 (npm), which makes a GraphQL server of a PostgreSQL schema: the row of a unique key, straight from the hosted table.

As its documents have it in production, and as its author's own starter sets it: NODE_ENV and GRAPHILE_TURBO; neither log of queries nor GraphiQL, no watching. It
connects as a role that may read the table's items and nothing else, so that it has no role to set and opens no transaction. Record 0083 gives the reasons.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from yishu.bench.peers.installed import node, package
from yishu.bench.peers.server import Said, Server, started
from yishu.bench.report import free_ports
from yishu.bench.stage import CLAIMED, KEY, Measured, row
from yishu.bench.verify import request
from yishu.node.postgres import Cluster

CONNECTIONS: Final = 20  # twice what it takes by itself
_ROLE: Final = "bench_reader"
_QUERY: Final = f"query($key:String!){{recordBy{KEY.title()}({KEY}:$key){{{' '.join(CLAIMED)}}}}}"
_OPTIONS: Final = (
    "--disable-query-log --disable-graphiql --disable-default-mutations --no-ignore-rbac --no-setof-functions-contain-nulls "
    f"--legacy-relations omit --dynamic-json --max-pool-size {CONNECTIONS}"
)


@contextmanager
def serving(folder: Path, cluster: Cluster, measured: Measured, scratch: Path) -> Iterator[Server]:
    """One process of it."""
    _let_read(cluster, measured)
    parts, port = conninfo_to_dict(cluster.dsn()), free_ports()[0]
    environment = {
        "PGHOST": str(parts["host"]),
        "PGPORT": str(parts["port"]),
        "PGDATABASE": str(parts["dbname"]),
        "PGUSER": _ROLE,
        "NODE_ENV": "production",
        "GRAPHILE_TURBO": "1",
    }
    command = [
        str(node(folder)),
        str(package(folder, "postgraphile") / "cli.js"),
        "--schema",
        "hosted",
        *_OPTIONS.split(),
    ]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with started(command, port, scratch / "postgraphile.log", environment) as pid:
        yield Server("PostGraphile", port, (pid, cluster.postmaster_pid or 0), _request, _said, _right)


def _let_read(cluster: Cluster, measured: Measured) -> None:
    """It takes its fields from constraints; the hosted table has its key as a unique index, which a smart comment tells it of, and its name."""
    names = {
        "role": sql.Identifier(_ROLE),
        "table": sql.Identifier("hosted", measured.table),
        "items": sql.SQL(", ").join(map(sql.Identifier, (KEY, *CLAIMED))),
        "comment": f"@name record\n@primaryKey {KEY}",
    }
    with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
        for statement in (
            "create role {role} login",
            "grant usage on schema hosted to {role}",
            "grant select ({items}) on {table} to {role}",
            "comment on table {table} is {comment}",
        ):
            connection.execute(sql.SQL(statement).format(**names))


def _request(n: int) -> bytes:
    return request("/graphql", msgspec.json.encode({"query": _QUERY, "variables": {"key": row(n)[0]}}), "")


def _said(status: int, body: bytes) -> Said | None:
    told = json.loads(body)
    if status != 200 or "errors" in told:
        raise RuntimeError(f"PostGraphile answers {status}: {body[:500]!r}")
    (found,) = told["data"].values()
    return found


def _right(n: int) -> Said:
    return dict(zip(CLAIMED, row(n)[1:], strict=True))
