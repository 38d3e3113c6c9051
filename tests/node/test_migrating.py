"""Bringing a schema up to date."""

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, LiteralString

import psycopg
import pytest
from django.apps import AppConfig, apps
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.conftest import ROOT, TEMPLATE
from yishu import serving

RESOURCE = """
insert into catalogue_resource (code, provider_name, state, popularity, search_text, folded_name, facets)
values ('330000open/000001', '某局', 'imported', 0, '内部名册', '内部名册', '{openness=closed}') returning id
"""
ENTRY = """
insert into catalogue_entry (resource_id, version, status, name, summary, kind, format, category, condition, legal_basis, scope, modes, cycle,
    cycle_note, timeliness, provision, openness, open_condition, domain, tags, key_kind, case_required, collection_rule, base_database,
    digitisation, digitisation_plan, territory, subject_scope, second_source_law, matters, related, standards, source_url, imported_fields,
    drafted_by, submitted_by, opinion, published_by)
values (%s, 1, 'imported', '内部名册', '', 'data', 'other', 'restricted', '', '', '', '{}', 'yearly', '', '', 'unstated', 'closed', '', '', '{}',
    'plain', false, '', '', 'structured', '', '', '', '', '{}', '{}', '{}', '', '{}', '', '', '', '') returning id
"""
SEEN = """
select id from catalogue_resource where yishu_terms(search_text, facets, state, provider_name) @> '{seen=public}' and current_id is not null
"""

COLUMNS: LiteralString = """
select table_schema, table_name, column_name, data_type, is_nullable, column_default, generation_expression
from information_schema.columns where table_schema in ('public', 'hosted') order by 1, 2, ordinal_position
"""
SOMETHING: list[tuple[LiteralString, LiteralString]] = [
    ("create function ours() returns int language sql as 'select 1'", "drop function ours()"),
    ("create table ours (n int)", "drop table ours"),
    ("create schema hosted", "drop schema hosted"),
    ("create schema ours; set search_path to ours", "drop schema ours; reset search_path"),
]


@contextmanager
def fresh_database(database_url: str, name: str, *, template: str = "template1") -> Iterator[str]:
    """The address of a database on the tests' server; an empty one, unless by another template."""
    name = f"{name}_{os.getpid()}"
    with psycopg.connect(make_conninfo(database_url, dbname="postgres"), autocommit=True) as server:
        server.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield make_conninfo(database_url, dbname=name)
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_processes_that_start_together_over_an_empty_database_take_turns(database_url: str, tmp_path: Path) -> None:
    with fresh_database(database_url, "empty") as address:
        environment = os.environ | {"YISHU_DATABASE_URL": address, "YISHU_DIR": str(tmp_path)}
        started = [
            subprocess.Popen([sys.executable, "-m", "yishu.cli", "migrate"], env=environment, cwd=ROOT)
            for _ in range(3)
        ]
        assert [process.wait(60) for process in started] == [0, 0, 0]


@pytest.fixture
def schema() -> ModuleType:
    """`tools/schema.py`, which is no package."""
    spec = importlib.util.spec_from_file_location("schema", ROOT / "tools" / "schema.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.long
@pytest.mark.skipif("YISHU_TEST_DATABASE_URL" in os.environ, reason="other servers word it otherwise")
def test_an_empty_database_gets_at_once_what_the_migrations_come_to(
    schema: ModuleType, database_url: str, tmp_path: Path
) -> None:
    """`yishu/schema.sql` is what a database comes to that is migrated step by step, and an empty one takes it once."""
    with fresh_database(database_url, "steps") as steps, fresh_database(database_url, "at_once") as at_once:
        schema.step_by_step(steps, tmp_path)
        assert schema.dumped(steps) == schema.FILE.read_text("utf-8"), "run tools/schema.py"
        with psycopg.connect(at_once, autocommit=True) as connection:
            assert serving.begin_with_schema(connection)
            assert not serving.begin_with_schema(connection)
        assert columns(at_once) == columns(steps)


def columns(address: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(address) as connection:
        return connection.execute(COLUMNS).fetchall()


def test_the_whole_schema_knows_every_migration(schema: ModuleType) -> None:
    known = set(re.findall(r"VALUES \(\d+, '(\w+)', '(\w+)', now\(\)\);", schema.FILE.read_text("utf-8")))
    ours = {(app.label, name) for app in apps.get_app_configs() for name in _migrations_of(app)}
    assert ours <= known, "run tools/schema.py"


def _migrations_of(app: AppConfig) -> list[str]:
    if not app.name.startswith("yishu."):
        return []
    return [path.stem for path in (Path(app.path) / "migrations").glob("[0-9]*.py")]


def test_a_database_that_has_something_already_is_migrated_step_by_step(database_url: str) -> None:
    with fresh_database(database_url, "something") as address, psycopg.connect(address, autocommit=True) as connection:
        for something, gone in SOMETHING:
            connection.execute(something)
            assert not serving.begin_with_schema(connection)
            connection.execute(gone)
        assert serving.begin_with_schema(connection)


@pytest.mark.long
@pytest.mark.clause("8.2")
@pytest.mark.parametrize("had_it_already", [False, True])
def test_what_an_open_directory_calls_closed_goes_at_the_upgrade_and_is_told(
    database_url: str, tmp_path: Path, had_it_already: bool
) -> None:
    """A database of the version before, with an entry that the public saw there; and one of those few that were made as they are now, under the names of then."""
    later = import_module("yishu.catalogue.migrations.0007_public_but_closed")
    opened = import_module("yishu.catalogue.directories.migrations.0005_closed_is_not_open")
    with fresh_database(database_url, "before", template=TEMPLATE) as address:
        environment = os.environ | {"YISHU_DATABASE_URL": address, "YISHU_DIR": str(tmp_path)}

        def migrate(*words: str) -> None:
            command = [sys.executable, "-m", "django", "migrate", "-v0", *words]
            subprocess.run(command, env=environment, cwd=ROOT, check=True)

        migrate("directories", "0004_sources")
        migrate("catalogue", "0006_search_at_scale")
        with psycopg.connect(address) as before:
            if had_it_already:
                for statement in (*later._made_anew(later.SEEN), later.FOLDED, opened.IS_OPEN):
                    before.execute(statement)
            [(resource,)] = before.execute(RESOURCE).fetchall()
            [(entry,)] = before.execute(ENTRY, [resource]).fetchall()
            before.execute("update catalogue_resource set current_id = %s where id = %s", [entry, resource])
        with psycopg.connect(address) as before:
            assert before.execute(SEEN).fetchall() == ([] if had_it_already else [(resource,)])
        migrate()
        with psycopg.connect(address) as after:
            assert after.execute(SEEN).fetchall() == []
            told = after.execute("select was_open, is_open from directories_change order by id").fetchall()
            assert told == ([(False, False)] if had_it_already else [(False, True), (True, False)])


def test_migrations_tell_all_that_the_models_say(django_ready: str) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)  # ends the process where one is wanted
