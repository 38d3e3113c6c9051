"""The benchmark of how a call's cost grows: the node that it makes is one that the platform would have made, and it runs as it is called."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection

from tests.conftest import ROOT

ROWS, PUBLISHED = 3000, 100


@pytest.fixture(scope="module")
def node(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A resource of which all was published; one of which the rest was filled in; and who calls them."""
    from yishu.bench import growing, stage

    folder = tmp_path_factory.mktemp("growth")
    provider, consumer = stage.set_agency(1), stage.set_agency(2)[0]
    whole, filled = stage.set_resource(*provider, 0), stage.set_resource(*provider, 1)
    stage.publish(provider[0], whole, ROWS, folder)
    stage.publish(provider[0], filled, PUBLISHED, folder)
    growing.fill(django_ready, _table(filled), PUBLISHED, ROWS)
    made = growing.Node(consumer, whole, growing.Caller("", stage.DUTY))
    return {"whole": whole, "filled": filled, "node": made}


def _table(resource: Any) -> str:
    from yishu.hosting.tables import table_name

    return table_name(resource.code, 1)


def _rows(statement: str, *given: str | int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def test_filled_records_are_those_that_publishing_makes(node: dict[str, Any]) -> None:
    whole, filled = (_table(node[name]) for name in ("whole", "filled"))
    assert _rows(f'select * from hosted."{filled}"') == _rows(f'select * from hosted."{whole}"')
    assert len(_rows(f'select * from hosted."{filled}"')) == ROWS


def test_a_filled_table_is_found_and_counted_like_a_published_one(node: dict[str, Any]) -> None:
    def told(resource: Any) -> list[Any]:
        table = _table(resource)
        columns = "select attname, atttypid, attnotnull from pg_attribute where attrelid = %s::regclass order by attnum"
        indexes = "select indexdef from pg_indexes where schemaname = 'hosted' and tablename = %s"
        holding = "select version, records, kept from hosting_holding where resource_id = %s"
        return [
            _rows(columns, f'hosted."{table}"'),
            _rows("select reloptions from pg_class where oid = %s::regclass", f'hosted."{table}"'),
            [text.partition("USING")[2] for (text,) in _rows(indexes, table)],
            _rows(holding, resource.pk),
            _rows("select records from catalogue_resource where id = %s", resource.pk),
            _rows(f'select * from hosted."{table}_log"'),
        ]

    assert told(node["filled"]) == told(node["whole"])


def test_so_many_systems_and_grants_are_made_each_with_its_own_key_and_duty(node: dict[str, Any]) -> None:
    from yishu.agencies.models import Key
    from yishu.bench import growing
    from yishu.sharing.models import Grant

    systems = growing.add_systems(node["node"], 130)
    assert (len({each.key for each in systems}), Key.objects.count(), Grant.objects.count()) == (130, 129, 2)
    grants = growing.add_grants(node["node"], 25)
    assert (len(set(grants)), Grant.objects.count() - 2) == (25, 24)
    held = [grant.read_terms() for grant in Grant.objects.order_by("opened_at")[2:]]
    assert len({(terms.callers, terms.duties) for terms in held}) == 24


@pytest.mark.slow
@pytest.mark.long
def test_the_benchmark_measures_each_size_beside_the_small_one(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "call-growth", "--quick", "--json"]
    command += ["--plot", str(tmp_path / "plot.svg")]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    figures = {each["name"]: each for each in json.loads(ran.stdout)["figures"]}
    names = {f"growth-{of}{what}" for of in ("subjects", "grants", "systems") for what in ("", "-time", "-memory")}
    assert figures.keys() == names
    assert all(each["value"] > 0 and each["baseline"] > 0 and each["most"] for each in figures.values())
    assert {name: each["goal"] for name, each in figures.items() if each["goal"]} == {
        f"growth-{of}{what}": goal
        for of, goal in {"subjects": 1.3, "grants": 1.1, "systems": 1.1}.items()
        for what in ("", "-time")
    }
    assert ElementTree.parse(tmp_path / "plot.svg").getroot().tag.endswith("svg")
