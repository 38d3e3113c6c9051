"""A process that owns a cluster, for tests that kill it: FOLDER [--as-user UID PYTHON] [--exit].

Prints one JSON line when the cluster answers and one row is committed, then waits to be killed
(or exits without stop()).
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import psycopg

from yishu.node.postgres import start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--as-user", nargs=2, metavar=("UID", "PYTHON"))
    parser.add_argument("--exit", action="store_true")
    options = parser.parse_args()
    if options.as_user:
        become(int(options.as_user[0]), options.as_user[1])
    cluster = start(options.folder)
    with psycopg.connect(cluster.dsn()) as connection:
        connection.execute("create table if not exists owner (at timestamptz default now())")
        connection.execute("insert into owner default values")
    with psycopg.connect(cluster.dsn()) as connection:
        row = connection.execute("select count(*) from owner").fetchone()
        assert row is not None
    print(json.dumps({"pid": cluster.postmaster_pid, "way": cluster.account.way, "rows": row[0]}), flush=True)
    if not options.exit:
        time.sleep(120)


def become(uid: int, python: str) -> None:
    """A normal user, for good; the programs imported as root stay, the interpreter is one that this user may run."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    sys.executable = python


if __name__ == "__main__":
    main()
