"""Bringing a schema up to date."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.conftest import ROOT, TEMPLATE

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


@pytest.mark.long
@pytest.mark.clause("8.2")
def test_what_an_open_directory_calls_closed_goes_at_the_upgrade_and_is_told(database_url: str, tmp_path: Path) -> None:
    """A database of the version before, with an entry that the public saw there."""
    name = f"before_{os.getpid()}"
    server, address = make_conninfo(database_url, dbname="postgres"), make_conninfo(database_url, dbname=name)
    environment = os.environ | {"YISHU_DATABASE_URL": address, "YISHU_DIR": str(tmp_path)}

    def django(*words: str) -> None:
        subprocess.run([sys.executable, "-m", "django", *words], env=environment, cwd=ROOT, check=True)

    with psycopg.connect(server, autocommit=True) as maintenance:
        maintenance.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
        )
        try:
            django("migrate", "-v0", "directories", "0004_sources")
            django("migrate", "-v0", "catalogue", "0006_search_at_scale")
            with psycopg.connect(address) as before:
                [(resource,)] = before.execute(RESOURCE).fetchall()
                [(entry,)] = before.execute(ENTRY, [resource]).fetchall()
                before.execute("update catalogue_resource set current_id = %s where id = %s", [entry, resource])
            with psycopg.connect(address) as before:
                assert before.execute(SEEN).fetchall() == [(resource,)]
            django("migrate", "-v0")
            with psycopg.connect(address) as after:
                assert after.execute(SEEN).fetchall() == []
                told = after.execute("select was_open, is_open from directories_change order by id").fetchall()
                assert told == [(False, True), (True, False)]
        finally:
            maintenance.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
