"""Copies over the client: streamed to a file or a table, the changes since a version, and files that the node prepares (27.3)."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.cast import PEOPLE_CSV
from tests.client.wayward import Wayward, breaks_off, cutting, says
from tests.conftest import Node
from tests.gateway.stage import Stage
from tests.hosting.people import HEADER, person
from yishu.audit.models import Record
from yishu.audit.record import Action
from yishu.catalogue.models import Resource
from yishu.client import NotGranted, Refused, Unavailable
from yishu.core.text import MaskKind
from yishu.sharing import commands as sharing

pytestmark = pytest.mark.clause("27.3")
ALL = ("purpose", "onward", "safekeeping")


@pytest.fixture(scope="module")
def population(stage: Stage) -> Resource:
    """Three people, then one more, under a grant that masks names."""
    made = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, made, PEOPLE_CSV, stage.folder)
    stage.cast.publish(stage.police, made, f"{HEADER}\n{person(7)}\n", stage.folder)
    stage.cast.grant(
        stage.civil,
        stage.police,
        made,
        systems=(stage.civil_system,),
        modes=("bulk",),
        bounds={"masks": {"name": MaskKind.NAME.value}},
    )
    return made


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_copy_is_a_file_that_is_whole(yishu: Any, population: Resource, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"people.{form}"
    told = yishu.copy(population.code, path, format=form, digest=True)
    assert (told.version, told.masked, told.controls) == (2, {"name": "name"}, "")
    assert told.size == path.stat().st_size
    assert Record.objects.get(pk=told.receipt.partition(".")[0]).outcome == "allowed"
    rows = (
        pq.read_table(path).to_pylist()
        if form == "parquet"
        else list(csv.DictReader(path.read_text("utf-8").splitlines()))
    )
    assert len(rows) == 4
    assert {row["name"][1:] for row in rows} == {"*"}
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_mode & 0o077 == 0


def test_a_copy_is_a_table_and_changes_are_since_a_version(yishu: Any, population: Resource) -> None:
    whole = yishu.copy_table(population.code)
    assert (whole.version, whole.table.num_rows, whole.masked) == (2, 4, {"name": "name"})
    before = yishu.copy_table(population.code, version=1)
    assert before.table.num_rows == 3
    changes = yishu.copy_table(population.code, since=1)
    assert changes.table.select(["_change", "_version"]).to_pylist() == [{"_change": "insert", "_version": 2}]


def test_a_refused_copy_leaves_no_file(yishu: Any, stage: Stage, tmp_path: Path) -> None:
    stranger = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, stranger, PEOPLE_CSV, stage.folder)
    with pytest.raises(NotGranted):
        yishu.copy(stranger.code, tmp_path / "x.csv", format="csv")
    with pytest.raises(NotGranted):
        yishu.copy_table(stranger.code)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_not_what_was_announced_is_refused(connect: Callable[..., Any], tmp_path: Path) -> None:
    wrong = says(200, b"id\n1\n", Repr_Digest="sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")
    with Wayward(wrong) as server, pytest.raises(Refused) as caught:
        connect(server.url, key="ysk_x").copy("1-1", tmp_path / "x.csv", format="csv")
    assert caught.value.code == "client_digest_differs"
    assert not list(tmp_path.iterdir())


def prepared(yishu: Any, resource: Resource, **more: Any) -> str:
    """The number of a file that is ready."""
    from yishu.access.downloads.preparing import prepare_waiting

    asked = yishu.prepare_copy(resource.code, acknowledge=ALL, **more)
    assert asked.state in ("waiting", "ready")
    prepare_waiting()
    return asked.id


@pytest.fixture
def many(stage: Stage) -> Resource:
    """Nine hundred people, some 150 kB as CSV."""
    made = stage.cast.resource(stage.police, stage.office)
    text = "\n".join([HEADER, *(person(n, f"{n}" + "名" * 40) for n in range(1, 901))]) + "\n"
    stage.cast.publish(stage.police, made, text, stage.folder)
    stage.cast.grant(stage.civil, stage.police, made, systems=(stage.civil_system,), modes=("bulk",))
    return made


def test_nothing_is_asked_for_that_has_no_place(yishu: Any, many: Resource, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        yishu.copy(many.code, tmp_path / "absent" / "x.csv", format="csv")
    assert not Record.objects.filter(action=Action.DATA_COPIED, resource=many.code).exists()


def test_a_copy_that_breaks_off_is_not_taken_for_whole(
    connect: Callable[..., Any], stage: Stage, node: Node, many: Resource, tmp_path: Path
) -> None:
    with cutting(node.url, 40_000, 20_000) as url:
        yishu = connect(url, key=stage.civil_system.key)
        with pytest.raises(Unavailable) as caught:
            yishu.copy(many.code, tmp_path / "x.csv", format="csv")
        assert caught.value.code == "client_broken_off"
        with pytest.raises(Unavailable) as caught:
            yishu.copy_table(many.code)
        assert caught.value.code == "client_broken_off"
    assert not list(tmp_path.iterdir())


def test_a_prepared_copy_is_fetched_and_discarded(yishu: Any, many: Resource, tmp_path: Path) -> None:
    asked = [each.code for each in yishu.prepared_copies(many.code).obligations]
    assert asked == list(ALL)
    number = prepared(yishu, many, format="csv")
    assert yishu.prepared_copy(many.code, number).state == "ready"
    told = yishu.fetch_copy(many.code, number, tmp_path / "copy.csv")
    made = yishu.prepared_copy(many.code, number)
    assert (tmp_path / "copy.csv").stat().st_mode & 0o077 == 0
    assert (told.sha256, told.size, told.version, told.receipt) == (made.digest, made.size, 1, made.receipt)
    assert len((tmp_path / "copy.csv").read_text("utf-8").splitlines()) == 901
    yishu.discard_copy(many.code, number)
    assert [each.state for each in yishu.prepared_copies(many.code).files] == ["removed"]
    with pytest.raises(Refused) as caught:
        yishu.fetch_copy(many.code, number, tmp_path / "again.csv")
    assert caught.value.code == "download_over"
    assert [each.name for each in tmp_path.iterdir()] == ["copy.csv"]


def test_what_has_to_be_acknowledged_is_named(yishu: Any, many: Resource) -> None:
    with pytest.raises(Refused) as caught:
        yishu.prepare_copy(many.code, acknowledge=["purpose"])
    assert (caught.value.code, len(caught.value.errors)) == ("invalid", 2)
    assert caught.value.errors[0].field == "acknowledge"


def test_a_prepared_copy_goes_on_where_it_broke_off(
    connect: Callable[..., Any], stage: Stage, node: Node, many: Resource, tmp_path: Path
) -> None:
    direct = connect(key=stage.civil_system.key)
    number, path = prepared(direct, many, format="csv"), tmp_path / "copy.csv"
    size = direct.prepared_copy(many.code, number).size
    assert size > 80_000
    # The state first, then pieces: each brings some 30 kB, and the last one the rest.
    with cutting(node.url, 40_000, 30_000, 30_000) as url:
        told = connect(url, key=stage.civil_system.key).fetch_copy(many.code, number, path)
    assert (told.size, path.stat().st_size) == (size, size)
    ranges = [each for each in ranges_fetched(many) if each]
    assert len(ranges) >= 2
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def ranges_fetched(resource: Resource) -> list[str]:
    """Of each piece on record, the oldest first."""
    found = Record.objects.filter(action=Action.COPY_FETCHED, resource=resource.code).order_by("pk")
    return [json.loads(record.body)["detail"]["range"] for record in found]


def test_what_an_earlier_run_brought_is_not_fetched_again(
    connect: Callable[..., Any], stage: Stage, node: Node, many: Resource, tmp_path: Path
) -> None:
    direct = connect(key=stage.civil_system.key)
    number, path = prepared(direct, many, format="csv"), tmp_path / "copy.csv"
    whole = direct.fetch_copy(many.code, number, path)
    content = path.read_bytes()
    part = tmp_path / f"copy.csv.{whole.sha256[:16]}.part"
    part.write_bytes(content[:50_000])
    assert direct.fetch_copy(many.code, number, path).sha256 == whole.sha256
    assert path.read_bytes() == content
    assert ranges_fetched(many)[-1].startswith("bytes 50000-")
    part.write_bytes(content)  # whole, but not in its place yet
    assert direct.fetch_copy(many.code, number, path).sha256 == whole.sha256
    part.write_bytes(b"x" * 50_000)  # of something else: found by its digest, and gone
    with pytest.raises(Refused) as caught:
        direct.fetch_copy(many.code, number, path)
    assert caught.value.code == "client_digest_differs"
    assert not part.exists()


def test_a_withdrawn_grant_stops_the_fetching(yishu: Any, stage: Stage, many: Resource, tmp_path: Path) -> None:
    from yishu.sharing.models import Grant

    number = prepared(yishu, many)
    grant = Grant.objects.get(resource=many)
    sharing.withdraw_grant(stage.police.b, str(grant.pk), reason="期满", now=stage.cast.now)
    with pytest.raises(NotGranted) as caught:
        yishu.fetch_copy(many.code, number, tmp_path / "copy.parquet")
    assert caught.value.code == "no_grant"


def test_waiting_for_a_file_has_an_end(yishu: Any, many: Resource, tmp_path: Path) -> None:
    asked = yishu.prepare_copy(many.code, acknowledge=ALL, format="ndjson")
    with pytest.raises(Unavailable) as caught:
        yishu.fetch_copy(many.code, asked.id, tmp_path / "copy", wait=0.3)
    assert caught.value.code == "client_still_under_way"


def test_an_answer_that_breaks_off_is_asked_for_again(connect: Callable[..., Any]) -> None:
    good = says(200, b'{"found": true, "result": {}, "version": 1, "receipt": "r"}')
    with Wayward(breaks_off, good) as server:
        assert connect(server.url, key="ysk_x").verify("1-1", "x", {}, duty="d").found
    assert len(server.seen) == 2
