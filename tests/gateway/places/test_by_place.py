"""What lies at a place (22.1): the granted items, rows and masks hold as ever, and the place asked for is on record."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.gateway.stage import DUTY, Stage
from tests.gateway.test_refusals import assert_refused, fields
from yishu.audit.models import Record
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft
from yishu.core.rows import RowRule
from yishu.sharing import commands as sharing
from yishu.sharing.rules import Limits

ITEMS = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("name", "名称"),
    ItemDraft("division", "区划"),
    ItemDraft("place", "界线", type="geometry"),
)
LINES = (
    "A,西湖,330106,"
    '"{""type"":""Polygon"",""coordinates"":[[[120,30],[120.2,30],[120.2,30.2],[120,30.2],[120,30]],[[120.05,30.05],[120.15,30.05],[120.15,30.15],[120.05,30.05]]]}"',
    'B,上城,330102,"{""type"":""Polygon"",""coordinates"":[[[120.2,30],[120.4,30],[120.4,30.2],[120.2,30.2],[120.2,30]]]}"',
    'C,站点,330106,"{""type"":""Point"",""coordinates"":[120.1,30.1]}"',
    "D,无图,330106,",
)
FILE = "code,name,division,place\n" + "\n".join(LINES) + "\n"
Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def places(stage: Stage) -> Resource:
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    stage.cast.publish(stage.police, made, FILE, stage.folder)
    stage.cast.grant(stage.civil, stage.police, made, systems=(stage.civil_system,), modes=("query",))
    return made


@pytest.fixture
def ask(http: httpx.Client, stage: Stage, places: Resource) -> Ask:
    def call(
        place: dict[str, Any], system: Cast.System | None = None, *, of: Resource | None = None, **body: Any
    ) -> httpx.Response:
        whole = {"purpose": {"duty": DUTY}, "items": ["code", "place"], "place": place} | body
        headers = (system or stage.civil_system).headers
        return http.post(stage.path("query", of or places), json=whole, headers=headers)

    return call


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    assert all(each["found"] for each in answer.json()["records"])
    return [each["record"]["code"] for each in answer.json()["records"]]


def recorded(answer: httpx.Response) -> dict[str, Any]:
    return json.loads(Record.objects.get(pk=answer.json()["receipt"].partition(".")[0]).body)


@pytest.mark.clause("22.1", "27.2")
@pytest.mark.parametrize(
    ("place", "found"),
    [
        ({"point": [120.02, 30.02]}, ["A"]),
        ({"point": [120.2, 30.1]}, ["A", "B"]),  # on the border of both
        ({"point": [120.12, 30.08]}, []),  # in the hole
        ({"point": [120.05, 30.05]}, ["A"]),  # on the border of the hole
        ({"point": [120.1, 30.1]}, ["A", "C"]),
        ({"point": [120.1001, 30.1]}, []),
        ({"point": [120.1001, 30.1], "distance": 20}, ["A", "C"]),
        ({"point": [120.5, 30.1], "distance": 9500}, []),
        ({"point": [120.5, 30.1], "distance": 9700}, ["B"]),  # a tenth of a degree, at 30 degrees north: 9 620 m
        ({"bbox": [120.11, 30.07, 120.13, 30.08]}, []),  # all of it in the hole
        ({"bbox": [120.01, 30.01, 120.02, 30.02]}, ["A"]),
        ({"bbox": [120.4, 30.2, 121, 31]}, ["B"]),  # a corner touches
        ({"bbox": [100, 10, 130, 40]}, ["A", "B", "C"]),
        ({"bbox": [0, 0, 10, 10]}, []),
    ],
)
def test_what_lies_at_a_place_is_found(ask: Ask, place: dict[str, Any], found: list[str]) -> None:
    answer = ask(place)
    assert codes(answer) == found
    body = answer.json()
    assert (body["version"], body["next"]) == (1, None)
    record = recorded(answer)
    assert (record["found"], record["version"], record["items"]) == (len(found), 1, ["code", "place"])
    assert record["detail"]["place"].startswith("point " if "point" in place else "bbox ")


def test_the_place_of_a_record_comes_as_geojson(ask: Ask) -> None:
    [one] = ask({"point": [120.1, 30.1]}, items=["name", "place"]).json()["records"][1:]
    assert one["record"]["name"] == "站点"
    assert json.loads(one["record"]["place"]) == {"type": "Point", "coordinates": [120.1, 30.1]}
    assert recorded(ask({"point": [120.1, 30.1], "distance": 5}))["detail"]["place"] == "point 120.1,30.1 within 5 m"


@pytest.mark.clause("22.1")
def test_pages_follow_each_other_and_their_keys_are_not_told(ask: Ask, stage: Stage, places: Resource) -> None:
    everywhere = {"bbox": [100, 10, 130, 40], "limit": 2}
    first = ask(everywhere, items=["code"])
    after = first.json()["next"]
    second = ask(everywhere | {"after": after}, items=["code"])
    assert (codes(first), codes(second), second.json()["next"]) == (["A", "B"], ["C"], None)
    assert "B" not in after[:1]
    assert "330" not in after
    for wrong in (after[:-4] + "AAA=", "x"):
        assert_refused(ask(everywhere | {"after": wrong}), 422, "invalid")
    other = ask({"bbox": [0, 0, 130, 40], "after": after})
    assert_refused(other, 422, "invalid")
    assert fields(other) == ["place.after"]


def test_all_pages_are_of_the_version_of_the_first(ask: Ask, stage: Stage) -> None:
    """What changes, moves, comes or goes meanwhile makes no page differ: each record comes once, as it stood."""
    of = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    stage.cast.publish(stage.police, of, FILE, stage.folder)
    stage.cast.grant(stage.civil, stage.police, of, systems=(stage.civil_system,), modes=("query",))
    everywhere = {"bbox": [100, 10, 130, 40], "limit": 1}
    first = ask(everywhere, of=of, items=["code", "name"])
    lines = [LINES[0], LINES[1].replace("上城", "新城"), LINES[2].replace("120.1,30.1", "10.1,20.1")]
    lines.append(LINES[2].replace("C,站点", "BB,新站"))
    changed = "code,name,division,place\n" + "\n".join(lines) + "\n"
    stage.cast.publish(stage.police, of, changed, stage.folder, how="replace")
    told = [first]
    while after := told[-1].json()["next"]:
        told.append(ask(everywhere | {"after": after}, of=of, items=["code", "name"]))
    records = [each["record"] for page in told for each in page.json()["records"]]
    assert [(each["code"], each["name"]) for each in records] == [("A", "西湖"), ("B", "上城"), ("C", "站点")]
    assert {page.json()["version"] for page in told} == {1}
    assert codes(ask({"bbox": [100, 10, 130, 40]}, of=of)) == ["A", "B", "BB"]


def test_a_page_goes_on_for_its_own_caller_under_its_own_grant(ask: Ask, stage: Stage, places: Resource) -> None:
    everywhere = {"bbox": [100, 10, 130, 40], "limit": 2}
    after = ask(everywhere).json()["next"]
    other = stage.civil.system()
    stage.cast.grant(stage.civil, stage.police, places, systems=(other,), modes=("query",))
    assert_refused(ask(everywhere | {"after": after}, other), 422, "invalid")
    mine = ask(everywhere, other).json()["next"]
    grant = stage.cast.grant(stage.civil, stage.police, places, systems=(other,), modes=("query",))
    assert_refused(ask(everywhere | {"after": mine}, other, grant=str(grant.pk)), 422, "invalid")
    assert ask(everywhere | {"after": mine}, other).status_code == 200


def test_pages_of_a_version_that_is_kept_no_more_begin_again(ask: Ask, stage: Stage) -> None:
    from yishu.hosting.models import Holding

    of = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    stage.cast.publish(stage.police, of, FILE, stage.folder)
    stage.cast.grant(stage.civil, stage.police, of, systems=(stage.civil_system,), modes=("query",))
    everywhere = {"bbox": [100, 10, 130, 40], "limit": 1}
    after = ask(everywhere, of=of).json()["next"]
    stage.cast.publish(stage.police, of, FILE.replace("上城", "新城"), stage.folder)
    Holding.objects.filter(resource=of).update(kept=2)  # as the rule of a provider has it after its days
    assert_refused(ask(everywhere | {"after": after}, of=of), 410, "pages_expired")


@pytest.mark.clause("26.5")
def test_only_granted_rows_are_found_and_only_who_holds_the_place_may_ask(
    ask: Ask, stage: Stage, places: Resource
) -> None:
    system, other, stranger = stage.civil.system(), stage.civil.system(), stage.forestry_system
    rows = RowRule("division", ("330102",))
    stage.cast.grant(
        stage.civil, stage.police, places, systems=(system,), items=("code", "place"), rows=rows, modes=("query",)
    )
    grant = stage.cast.grant(
        stage.civil, stage.police, places, systems=(other,), items=("code", "name"), modes=("query",)
    )
    everywhere = {"bbox": [100, 10, 130, 40]}
    assert codes(ask(everywhere, system)) == ["B"]
    assert codes(ask({"point": [120.2, 30.1]}, system, items=["code"])) == ["B"]
    assert_refused(ask(everywhere, system, items=["code", "name"]), 403, "item_not_granted")
    assert_refused(ask(everywhere, other, items=["code"]), 403, "place_not_granted")
    assert_refused(ask(everywhere, stranger), 403, "no_grant")
    assert_refused(ask(everywhere, system, purpose={"duty": "别的事"}), 403, "purpose_not_granted")
    assert_refused(ask(everywhere, system, items=["nothing"]), 422, "unknown_item")
    sharing.withdraw_grant(stage.police.b, str(grant.pk), reason="核查", now=timezone.now())
    assert_refused(ask(everywhere, other, items=["code"]), 403, "no_grant")


@pytest.mark.clause("26.5", "6.1")
def test_masks_hold_and_nobody_asks_where_a_hidden_place_lies(ask: Ask, stage: Stage) -> None:
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain")
    stage.cast.publish(stage.police, made, FILE, stage.folder)
    system, hidden = stage.civil.system(), stage.civil.system()
    stage.cast.grant(
        stage.civil, stage.police, made, systems=(system,), modes=("query",), bounds={"masks": {"name": "name"}}
    )
    stage.cast.grant(
        stage.civil, stage.police, made, systems=(hidden,), modes=("query",), bounds={"masks": {"place": "hidden"}}
    )
    [record] = ask({"point": [120.02, 30.02]}, system, of=made, items=["name", "place"]).json()["records"]
    assert record["record"]["name"] == "西*"
    assert "Polygon" in record["record"]["place"]
    assert_refused(ask({"point": [120.02, 30.02]}, hidden, of=made, items=["code"]), 403, "place_masked")


@pytest.mark.clause("26.5")
def test_a_page_is_counted_as_what_it_may_hold(ask: Ask, stage: Stage, places: Resource) -> None:
    system = stage.civil.system()
    stage.cast.grant(
        stage.civil, stage.police, places, systems=(system,), modes=("query",), bounds={"limits": Limits(day=50)}
    )
    point = {"point": [120.02, 30.02]}
    assert_refused(ask(point | {"limit": 51}, system), 429, "day_used_up")
    assert codes(ask(point | {"limit": 40}, system)) == ["A"]
    assert_refused(ask(point | {"limit": 11}, system), 429, "day_used_up")
    assert codes(ask(point | {"limit": 10}, system)) == ["A"]


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({}, "place"),
        ({"point": [120, 30], "bbox": [1, 1, 2, 2]}, "place"),
        ({"point": [30.1, 120.1]}, "place.point"),
        ({"bbox": [121, 30, 120, 31]}, "place.bbox"),
        ({"bbox": [120, 31, 121, 30]}, "place.bbox"),
        ({"point": [120, 30], "distance": 50_001}, "place.distance"),
        ({"point": [120, 30], "distance": -1}, "place.distance"),
        ({"bbox": [1, 1, 2, 2], "distance": 5}, "place.distance"),
        ({"point": [120, 30], "limit": 0}, "place.limit"),
        ({"point": [120, 30], "limit": 1001}, "place.limit"),
        ({"point": [120]}, "place.point"),
        ({"circle": [120, 30]}, "place.circle"),
    ],
)
def test_a_wrong_place_is_told_by_field(ask: Ask, place: dict[str, Any], field: str) -> None:
    answer = ask(place)
    assert_refused(answer, 422, "invalid")
    assert fields(answer) == [field]


def test_a_place_stands_instead_of_a_subject_and_only_where_records_have_one(
    ask: Ask, http: httpx.Client, stage: Stage
) -> None:
    answer = ask({"point": [120, 30]}, subject="A")
    assert_refused(answer, 422, "invalid")
    body = {"purpose": stage.purpose(), "items": ["name"], "place": {"point": [120, 30]}}
    assert_refused(http.post(stage.path("query"), json=body, headers=stage.civil_system.headers), 422, "no_places")


@pytest.mark.clause("27.3")
def test_a_copy_as_geojson_goes_into_another_node_as_it_is(http: httpx.Client, stage: Stage) -> None:
    made, twin = (stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain") for _ in range(2))
    stage.cast.publish(stage.police, made, FILE, stage.folder)
    full, bare = stage.civil.system(), stage.civil.system()
    stage.cast.grant(stage.civil, stage.police, made, systems=(full,), modes=("bulk",))
    stage.cast.grant(stage.civil, stage.police, made, systems=(bare,), modes=("bulk",), items=("code", "name"))
    path = stage.path("bulk", made)
    copy = http.get(path, params={"format": "geojson"}, headers=full.headers)
    assert (copy.status_code, copy.headers["content-type"]) == (200, "application/geo+json")
    body = copy.json()
    assert (body["type"], body["yishu"]["receipt"]) == ("FeatureCollection", copy.headers["yishu-receipt"])
    features = {each["properties"]["code"]: each for each in body["features"]}
    assert features["D"] == {
        "type": "Feature",
        "geometry": None,
        "properties": {"code": "D", "name": "无图", "division": "330106"},
    }
    assert features["C"]["geometry"] == {"type": "Point", "coordinates": [120.1, 30.1]}
    sent = http.post(
        stage.path("batches", twin),
        content=copy.content,
        headers=stage.police_system.headers | {"content-type": "application/geo+json"},
    )
    assert (sent.status_code, sent.json()["accepted"]) == (200, 4), sent.text
    changes = http.get(path, params={"format": "geojson", "since": "0"}, headers=full.headers).json()["features"]
    assert sorted(each["properties"]["_change"] for each in changes) == ["insert"] * 4
    assert_refused(http.get(path, params={"format": "geojson"}, headers=bare.headers), 422, "no_geometry_in_copy")
    for form in ("csv", "ndjson", "parquet", "arrow", "xlsx"):
        assert http.get(path, params={"format": form}, headers=full.headers).status_code == 200
