"""What is late, and what was answered in time, moves exactly the figure of the agency that it concerns, and stands in the rows behind it (35.1).

Everything happens in the fourth quarter of 2025, over HTTP by the clock of that day; `yishu assess` counts it by the time of the machine.
"""

import csv
import io
import json
from typing import Any

import pytest

from tests.assessment import scene as scenes
from tests.assessment.scene import Scene, at, signed_in, text
from tests.cast import Cast
from tests.commands import run_here

pytestmark = pytest.mark.usefixtures("django_ready")
PERIOD = "2025Q4"
Figures = dict[tuple[str, str], tuple[int | None, int | None]]


@pytest.fixture(scope="module")
def here(django_ready: str, tmp_path_factory: Any) -> Any:
    """On 9 October POLICE publishes a monthly entry, and people whom CIVIL may query; `monthly` and `people` are their paths."""
    here = scenes.scene(at(2025, 10, 9))
    monthly = here.cast.resource(here.police, here.office, cycle="monthly", name="户籍统计")
    people = here.cast.resource(here.police, here.office, cycle="irregular")
    scenes.publish(here.police, people, tmp_path_factory.mktemp("moves"), here.now)
    Cast(now=here.now).grant(here.civil, here.police, people, users=(here.civil.person_a,), until=at(2026, 9, 1).date())
    return here, monthly, people


def figures() -> Figures:
    """Part and whole of each figure of each agency, as `yishu assess` says now."""
    done = run_here("assess", PERIOD, "--json")
    assert done.returncode == 0, done.stderr
    return {
        (score["agency"], figure["indicator"]): (figure["part"], figure["whole"])
        for score in json.loads(done.stdout)["scores"]
        for figure in score["figures"]
    }


def moved(before: Figures) -> Figures:
    """What is another figure now."""
    return {which: value for which, value in figures().items() if before[which] != value}


def rows(here: Scene, indicator: str) -> list[list[str]]:
    """The rows behind a figure of POLICE, as the coordinator downloads them, without the head."""
    place = f"/assessment/{PERIOD}/{here.police.agency.code}/{indicator}/rows.csv"
    content = signed_in(here.office.person_b).get(place).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))[1:]


@pytest.mark.clause("35.1", "25.1", "18.1")
def test_a_missed_update_lowers_timeliness_and_a_nil_report_in_time_raises_it(here: Any, clock: Any) -> None:
    """October (to Fr 31) is due on Tu 4 November: Mo 3 is the 1st working day, Tu 4 the 2nd. November (to Su 30) is due on Tu 2 December: Mo 1, Tu 2."""
    scene, monthly, _people = here
    which = (scene.police.agency.code, "timeliness")
    before = figures()
    assert before[which] == (0, 2)
    name = monthly.current.name
    assert rows(scene, "timeliness") == [
        [monthly.code, name, "2025-11-04", "1", "否"],
        [monthly.code, name, "2025-12-02", "1", "否"],
    ]
    say_nothing_new(scene, monthly, clock.set("2025-11-04 17:00"), "2025-10-01", "2025-10-31")
    assert moved(before) == {which: (1, 2)}
    assert rows(scene, "timeliness") == [
        [monthly.code, name, "", "1", "是"],
        [monthly.code, name, "2025-12-02", "1", "否"],
    ]
    before = figures()
    say_nothing_new(scene, monthly, clock.set("2025-12-03 09:00"), "2025-11-01", "2025-11-30")
    assert moved(before) == {}  # a day late: on record, and late all the same


def say_nothing_new(scene: Scene, resource: Any, _now: Any, first: str, last: str) -> None:
    path = f"/quality/timeliness/{resource.path_code}/nothing-new/"
    said = signed_in(scene.police.person_a).post(path, {"first": first, "last": last})
    assert said.status_code == 302, text(said)


@pytest.mark.long
@pytest.mark.clause("35.1", "4.2")
def test_a_demand_counts_against_whom_it_was_addressed_to_until_it_is_answered_in_time(here: Any, clock: Any) -> None:
    """Filed on Mo 13 October, due on Mo 20: 14, 15, 16, 17, 20."""
    scene, _monthly, _people = here
    which = (scene.police.agency.code, "demands")
    before = figures()
    clock.set("2025-10-13 10:00")
    first, second = demand(scene, "持证信息"), demand(scene, "年检信息")
    assert moved(before) == {which: (0, 2)}
    answer(scene, first, clock.set("2025-10-20 17:00"))
    assert moved(before) == {which: (1, 2)}
    answer(scene, second, clock.set("2025-10-21 09:00"))
    assert moved(before) == {which: (1, 2)}
    assert rows(scene, "demands") == [
        [first, "持证信息", "2025-10-20", "2025-10-20", "是"],
        [second, "年检信息", "2025-10-20", "2025-10-21", "否"],
    ]


def demand(scene: Scene, name: str) -> str:
    body = {
        "name": name,
        "items": ["证号"],
        "duty": "社会救助审核",
        "basis": "《社会救助暂行办法》第五条",
        "why": "核对救助对象",
        "provider": scene.police.agency.code,
        "kind": "licences",
    }
    made = signed_in(scene.civil.person_a).post("/api/v1/demands", body, content_type="application/json")
    assert made.status_code == 201, text(made)
    return made.json()["id"]


def answer(scene: Scene, number: str, _now: Any) -> None:
    body = {"outcome": "accept", "reason": "年底前编目"}
    place = f"/api/v1/demands/{number}/answer"
    assert signed_in(scene.police.person_a).post(place, body, content_type="application/json").status_code == 200


@pytest.mark.long
@pytest.mark.clause("35.1", "28.1")
def test_a_discrepancy_counts_against_its_provider_until_it_is_answered_in_time(here: Any, clock: Any) -> None:
    """Fed back on Mo 13 October, to be answered by Mo 20."""
    scene, _monthly, people = here
    which = (scene.police.agency.code, "discrepancies")
    before = figures()
    clock.set("2025-10-13 10:00")
    first, second = fed_back(scene, people, "330102199003076015"), fed_back(scene, people, "330102199003076058")
    assert moved(before) == {which: (0, 2)}
    clock.set("2025-10-20 17:00")
    act(scene.police.person_a, first, "accept")
    assert moved(before) == {which: (1, 2)}
    clock.set("2025-10-21 09:00")
    act(scene.police.person_a, second, "accept")
    assert moved(before) == {which: (1, 2)}
    name, finder = people.current.name, scene.civil.agency.name
    assert rows(scene, "discrepancies") == [
        [first, name, finder, "2025-10-20", "2025-10-20", "是"],
        [second, name, finder, "2025-10-20", "2025-10-21", "否"],
    ]
    page = text(signed_in(scene.office.person_b).get(f"/assessment/{PERIOD}/{which[0]}/discrepancies/"))
    assert second in page
    assert "1/2" in page


def fed_back(scene: Scene, resource: Any, person: str) -> str:
    form = {
        "resource": resource.path_code,
        "key_id_number": person,
        "item": "residence_code",
        "theirs": "330102",
        "ours": "330105",
        "note": "窗口核实",
    }
    made = signed_in(scene.civil.person_a).post("/quality/discrepancies/new/", form)
    assert made.status_code == 302, text(made)
    number = made["Location"].split("/")[-2]
    act(scene.civil.person_a, number, "feed_back", "请核对")
    return number


def act(person: Any, number: str, name: str, words: str = "") -> None:
    done = signed_in(person).post(f"/quality/discrepancies/{number}/", {"act": name, "text": words})
    assert done.status_code == 302, text(done)
