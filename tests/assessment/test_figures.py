"""Every figure is counted from the record, frozen, and opens the rows behind it (35.1, 5.2)."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.assessment import scene as scenes
from tests.assessment.scene import Scene, at, signed_in, text
from tests.commands import run_here
from tests.conftest import ROOT, Node
from yishu.assessment.periods import quarter_of

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def here(django_ready: str, tmp_path_factory: Any) -> Scene:
    """In the first quarter of 2025: two restricted entries of POLICE, one with data; one application decided in time, one left lying."""
    here = scenes.scene(at(2025, 2, 10))
    hosted = here.cast.resource(here.police, here.office)
    empty = here.cast.resource(here.police, here.office, name="户籍信息")
    scenes.publish(here.police, hosted, tmp_path_factory.mktemp("spool"), at(2025, 2, 11))
    scenes.allow(here, scenes.ask(here, hosted, at(2025, 2, 12)), hosted, at(2025, 2, 14))
    scenes.ask(here, empty, at(2025, 2, 12))
    return here


def assess(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "yishu.cli", "assess", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=os.environ)


@pytest.fixture(scope="module")
def counted(here: Scene) -> dict[str, Any]:
    """What the command says of that quarter."""
    done = assess("2025Q1", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def outline_of(here: Scene, period: str) -> dict[str, Any]:
    """Computed by the coordinator on the page, read over the API."""
    coordinator = signed_in(here.office.person_b)
    assert coordinator.post("/assessment/", {"period": period}).status_code == 302
    return coordinator.get(f"/api/v1/assessments/{period}").json()


def figures_of(outline: dict[str, Any], agency: str) -> dict[str, Any]:
    (score,) = [one for one in outline["scores"] if one["agency"] == agency]
    return {figure["indicator"]: figure for figure in score["figures"]} | {"score": score}


@pytest.mark.clause("35.1")
def test_the_command_counts_a_period_from_the_record(here: Scene, counted: dict[str, Any]) -> None:
    police = figures_of(counted, here.police.agency.code)
    assert (police["entries"]["part"], police["records"]["part"]) == (2, 3)
    assert (police["mounted"]["part"], police["mounted"]["whole"]) == (1, 2)
    assert (police["applications"]["part"], police["applications"]["whole"]) == (1, 2)
    assert police["applications"]["points"] == "50.00"
    assert police["demands"]["points"] is None
    assert police["demands"]["weight"] == "0.00"
    weights = sum(float(police[code]["weight"]) for code in police if code != "score")
    assert weights == pytest.approx(100, abs=0.05)
    assert "挂接" in police["score"]["suggestion"]


def test_counting_again_gives_the_same(counted: dict[str, Any]) -> None:
    assert json.loads(run_here("assess", "2025Q1", "--json").stdout) == counted


def test_what_had_not_happened_by_then_is_not_counted(here: Scene) -> None:
    police = figures_of(outline_of(here, "2024Q4"), here.police.agency.code)
    assert (police["entries"]["part"], police["records"]["part"]) == (0, 0)
    assert police["mounted"]["points"] is None
    assert police["applications"]["points"] is None
    assert police["calls"]["points"] is None


def test_a_wrong_period_is_refused_in_words(here: Scene) -> None:
    done = run_here("assess", "2026Q9")
    assert done.returncode == 1
    assert "不是考核周期" in done.stderr
    answer = signed_in(here.office.person_b).post("/assessment/", {"period": "2099"})
    assert answer.status_code == 422
    assert "尚未开始" in text(answer)


@pytest.mark.clause("35.1")
def test_a_figure_opens_exactly_its_rows(here: Scene, counted: dict[str, Any]) -> None:
    coordinator = signed_in(here.office.person_b)
    place = f"/assessment/2025Q1/{here.police.agency.code}/applications/"
    page = text(coordinator.get(place))
    assert "1/2" in page
    assert "第二十六条" in page
    rows = list(csv.reader(io.StringIO(coordinator.get(f"{place}rows.csv").content.decode("utf-8-sig"))))
    assert rows[0] == ["申请编号", "资源名称", "申请单位", "期限", "答复", "按时"]
    assert [row[4:] for row in rows[1:]] == [["2025-02-14", "是"], ["", "否"]]
    mounted = text(coordinator.get(f"/assessment/2025Q1/{here.police.agency.code}/mounted/"))
    assert mounted.count('<tr><th scope="row">') == 2


@pytest.mark.clause("35.1")
def test_use_is_counted_from_the_evidence(here: Scene, node: Node, tmp_path: Path) -> None:
    """Calls, consumers and cases of the quarter that runs; a refused call does not count."""
    now = scenes.scene(timezone.now())
    resource = now.cast.resource(now.police, now.office)
    now.cast.publish(now.police, resource, scenes.PEOPLE_CSV, tmp_path)
    system = now.civil.system()
    now.cast.grant(now.civil, now.police, resource, systems=(system,))
    for case in ("办件一", "办件一", "办件二", ""):
        body = {
            "purpose": {"duty": "社会救助审核", "case": case},
            "subject": "330102199003076015",
            "claims": {"name": "赵一"},
        }
        called = httpx.post(f"{node.url}/api/v1/data/{resource.path_code}/verify", json=body, headers=system.headers)
        assert called.status_code == 200, called.text
    stranger = now.audit.system()
    refused = httpx.post(f"{node.url}/api/v1/data/{resource.path_code}/verify", json=body, headers=stranger.headers)
    assert refused.status_code == 403
    period = quarter_of(timezone.localdate())
    police = figures_of(outline_of(now, period), now.police.agency.code)
    assert [police[code]["part"] for code in ("calls", "consumers", "cases")] == [4, 1, 2]
    coordinator = signed_in(now.office.person_b)
    place = f"/assessment/{period}/{now.police.agency.code}"
    assert now.civil.agency.name in text(coordinator.get(f"{place}/calls/"))
    calls = list(csv.reader(io.StringIO(coordinator.get(f"{place}/calls.csv").content.decode("utf-8-sig"))))
    assert [row[5] for row in calls[1:]] == ["办件一", "办件一", "办件二", ""]


def test_the_number_of_queries_does_not_grow_with_the_agencies(here: Scene) -> None:
    """One statement a measure for any number of agencies; the two questions to the slice of quality are asked by agency."""
    from yishu.agencies.models import Agency
    from yishu.assessment import measuring
    from yishu.assessment.measuring import Scope
    from yishu.assessment.periods import period_of

    period = period_of("2025Q1")
    every = tuple(Agency.objects.filter(is_active=True))
    assert len(every) > 3
    counts = []
    for agencies in (every[:1], every):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            for source in measuring.SET_BASED:
                source(Scope(agencies, period, period.ends))
        counts.append(len(seen))
    assert counts == [4, 4]


@pytest.mark.parametrize(
    "path", ["", "{agency}/", "{agency}/entries/", "{agency}/entries/rows.csv", "results.csv", "report.pdf"]
)
def test_before_the_provisional_result_agencies_see_nothing(here: Scene, counted: dict[str, Any], path: str) -> None:
    place = "/assessment/2025Q1/" + path.format(agency=here.police.agency.code)
    assert signed_in(here.police.person_a).get(place).status_code == 404


def test_an_agency_cannot_compute(here: Scene) -> None:
    assert signed_in(here.police.person_a).post("/assessment/", {"period": "2025Q2"}).status_code == 403
