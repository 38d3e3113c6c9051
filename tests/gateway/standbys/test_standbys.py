"""Gateways read from hot standbys as long as these are fresh; answers are those of the primary, and so is the evidence."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import Node
from tests.gateway.load import Answered, Load
from tests.gateway.stage import DUTY, KNOWN, NO_RESIDENCE, Stage
from tests.gateway.standbys.standby import Standby, spoil, standing_by, wait_until
from tests.gateway.test_killed import assert_on_record
from tests.operations.commands import environment, run
from yishu.catalogue.models import Resource
from yishu.node import standbys
from yishu.portal import health
from yishu.sharing import commands as sharing

LAG = 1.0


@dataclass
class Story:
    """A gateway with a standby, a resource that the test may publish anew."""

    stage: Stage
    standby: Standby
    node: Node
    resource: Resource
    system: Cast.System
    database_url: str

    def ask(self, *subjects: str) -> httpx.Response:
        one = {"subjects": list(subjects)} if subjects else {"subject": KNOWN}
        body = {"purpose": {"duty": DUTY, "case": "SQ-1"}, "items": ["name"], **one}
        return httpx.post(self.node.url + self.path, json=body, headers=self.system.headers, timeout=20)

    @property
    def path(self) -> str:
        return self.stage.path("query", self.resource)

    @property
    def table(self) -> str:
        return f"r{self.resource.code.replace('/', '_')}_v1"

    def publish(self, name: str) -> None:
        self.stage.cast.publish(self.stage.police, self.resource, PEOPLE_CSV.replace("赵一", name), self.stage.folder)

    def is_read(self) -> bool:
        """Whether the call that this makes is read at the standby."""
        before = time.time()
        assert self.ask().status_code == 200
        return any(begun.timestamp() > before for begun in self.standby.reads_of(self.table))

    def load(self) -> Load:
        def body(n: int) -> object:
            return {"purpose": {"duty": DUTY, "case": f"SQ-{n}"}, "items": ["name"], "subject": KNOWN}

        return Load([self.node.url], self.path, self.system.headers, body)


@pytest.fixture(scope="module")
def standby(database_url: str, stage: Stage) -> Iterator[Standby]:
    with standing_by(database_url) as made:
        yield made


@pytest.fixture(scope="module")
def node(standby: Standby, start_node: Callable[..., Node]) -> Node:
    return start_node("gateway", YISHU_READ_DATABASE_URLS=standby.address, YISHU_READ_LAG_SECONDS=str(LAG))


@pytest.fixture
def story(stage: Stage, standby: Standby, node: Node, database_url: str) -> Story:
    resource = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, resource, PEOPLE_CSV, stage.folder)
    system = stage.civil.system()
    stage.cast.grant(stage.civil, stage.police, resource, systems=(system,))
    made = Story(stage, standby, node, resource, system, database_url)
    wait_until(made.is_read)
    return made


def served(answers: list[Answered]) -> bool:
    return len(answers) > 200


def test_calls_are_read_at_the_standby_and_are_on_record_at_the_primary(story: Story) -> None:
    answers = [story.ask(), story.ask(KNOWN, NO_RESIDENCE)]
    assert answers[0].json()["record"] == {"name": "赵一"}
    assert [each["record"]["name"] for each in answers[1].json()["records"]] == ["赵一", "钱二"]
    assert_on_record([Answered("", 0, 0, each.status_code, each.json()) for each in answers], story.database_url)


@pytest.mark.clause("26.5")
def test_what_the_standby_has_not_seen_yet_is_never_missed(story: Story) -> None:
    """Within the bound of the lag too: a version that was published, a grant that was withdrawn, a grant that was opened."""
    story.standby.pause()
    try:
        for n, name in enumerate(("赵二", "赵三", "赵四"), 2):
            story.publish(name)
            found = story.ask().json()
            assert (found["record"], found["version"]) == ({"name": name}, n)
        late = story.stage.forestry.system()
        grant = story.stage.cast.grant(story.stage.forestry, story.stage.police, story.resource, systems=(late,))
        story.system, before = late, story.system
        assert story.ask().json()["record"] == {"name": "赵四"}
        sharing.withdraw_grant(story.stage.police.b, str(grant.pk), reason="核查", now=timezone.now())
        assert story.ask().json()["code"] == "no_grant"
        story.system = before
        assert story.ask().status_code == 200
    finally:
        story.standby.resume()
    wait_until(story.is_read)


def test_a_standby_that_lags_is_not_read_and_doctor_and_metrics_say_so(
    story: Story, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from django.conf import settings
    from django.test import Client

    monkeypatch.setattr(health, "METRICS_LAST", 0.0)
    monkeypatch.setattr(settings, "YISHU_READ_DATABASE_URLS", (story.standby.address,))
    story.standby.pause()
    try:
        assert story.ask().status_code == 200  # its record is written after the pause
        wait_until(lambda: not story.is_read(), 4 * LAG + 5)
        assert not any(story.is_read() for _ in range(5))
        with psycopg.connect(story.database_url, autocommit=True) as primary:
            behind = standbys.measure(primary, story.standby.address)
        assert behind.seconds is not None
        assert behind.seconds > LAG
        lag = Client().get("/metrics").content.decode().partition("\nyishu_standby_lag_seconds{")[2].splitlines()[0]
        assert float(lag.rpartition(" ")[2]) > LAG
        more = {"YISHU_READ_DATABASE_URLS": f"{story.standby.address} postgresql://nobody@127.0.0.1:9/nowhere"}
        folder = tmp_path_factory.mktemp("doctor")
        env = environment(folder, folder / "key", database_url=story.database_url, **more)
        found = json.loads(run("doctor", "--json", env=env).stdout)["checks"]
        said = [(each["state"], each["found"]) for each in found if each["check"] == "standby"]
        assert [state for state, _ in said] == ["warn", "warn"]
        assert "127.0.0.1:9" in said[1][1]
    finally:
        story.standby.resume()
    wait_until(story.is_read)


def test_a_standby_that_says_good_bye_under_load_costs_no_call(story: Story) -> None:
    """The connection is still open for a moment then, and takes no more questions."""
    end = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'yishu gateway reader'"
    with story.load() as load:
        for _ in range(5):
            wait_until(lambda: story.standby.reads_of(story.table))
            count = len(load.answers)
            story.standby.ask(end)
            load.wait_for(lambda so_far, since=count: served(so_far[since:]))
    assert [each for each in load.answers if each.status != 200] == []
    assert_on_record(load.answers, story.database_url)


def test_a_standby_that_is_killed_under_load_costs_no_call(story: Story) -> None:
    with story.load() as load:
        load.wait_for(served)
        story.standby.kill()
        count = len(load.answers)
        load.wait_for(lambda so_far: served(so_far[count:]))
        story.standby.start_again()
        wait_until(lambda: story.standby.reads_of(story.table))
        count = len(load.answers)
        load.wait_for(lambda so_far: served(so_far[count:]))
    assert [each for each in load.answers if each.status != 200] == []
    assert {answer.body["found"] for answer in load.answers} == {True}
    assert max(answer.came - answer.asked for answer in load.answers) < 5
    assert_on_record(load.answers, story.database_url)


def test_a_standby_that_is_promoted_under_load_is_read_no_more(story: Story) -> None:
    """Whatever is written to it from then on."""
    with story.load() as load:
        load.wait_for(served)
        story.standby.ask("select pg_promote()")
        spoil(story.standby, story.table)
        # It may be asked once more before it is known to be promoted; it says nothing then.
        wait_until(lambda: not story.is_read())
        count = len(load.answers)
        load.wait_for(lambda so_far: served(so_far[count:]))
        assert not any(story.is_read() for _ in range(5))
    assert {(answer.status, answer.body["record"]["name"]) for answer in load.answers} == {(200, "赵一")}
    assert_on_record(load.answers, story.database_url)
