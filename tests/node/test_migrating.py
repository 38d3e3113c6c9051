"""Bringing a schema up to date."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).parent.parent.parent


def test_processes_that_start_together_over_an_empty_database_take_turns(database_url: str, tmp_path: Path) -> None:
    name = f"empty_{os.getpid()}"
    with psycopg.connect(make_conninfo(database_url, dbname="postgres"), autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            environment = os.environ | {
                "YISHU_DATABASE_URL": make_conninfo(database_url, dbname=name),
                "YISHU_DIR": str(tmp_path),
            }
            started = [
                subprocess.Popen([sys.executable, "-m", "yishu.cli", "migrate"], env=environment, cwd=ROOT)
                for _ in range(3)
            ]
            assert [process.wait(60) for process in started] == [0, 0, 0]
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
