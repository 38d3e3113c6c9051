"""使用留痕: who sees which records, how they are found, and that a changed one shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.audit.log.authority import Foreign, serving
from tests.cast import PEOPLE_CSV, Cast
from yishu.access import calls
from yishu.audit.log import notes
from yishu.audit.log.running import open_sequencer
from yishu.audit.log.stamping.authorities import Authority
from yishu.audit.log.stamping.running import stamp_due
from yishu.audit.models import Checkpoint, Stamp
from yishu.wire.data import Purpose, QueryRequest

SUBJECT = PEOPLE_CSV.splitlines()[1].split(",")[0]
DUTY = "社会救助审核"


class Story:
    """CIVIL's `a` queried a person of POLICE for case JZ-7; FORESTRY is a stranger, AUDIT inspects."""

    def __init__(self, folder: Path) -> None:
        self.cast = cast = Cast()
        self.office = cast.agency("主管", coordinator=True)
        self.police, self.civil, self.forestry = cast.agency("公安"), cast.agency("民政"), cast.agency("林业")
        self.inspector = cast.inspector()
        self.resource = cast.resource(self.police, self.office)
        cast.publish(self.police, self.resource, PEOPLE_CSV, folder)
        cast.grant(self.civil, self.police, self.resource, users=(self.civil.person_a,), duty=DUTY)
        self.receipt = self.query("JZ-7")
        self.number = self.receipt.partition(".")[0]

    def query(self, case: str) -> str:
        request = QueryRequest(Purpose(DUTY, case), items=["name"], subject=SUBJECT)
        return calls.query(self.civil.a, self.resource.code, request, now=self.cast.now).receipt


@pytest.fixture(scope="module")
def story(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("evidence"))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def listed(person: Any, **filters: str) -> str:
    return signed_in(person).get("/evidence/", filters).content.decode()


@pytest.mark.clause("32.1")
def test_both_sides_and_the_inspector_see_a_use_and_a_stranger_does_not(story: Story) -> None:
    for person in (story.civil.person_a, story.police.person_b, story.inspector, story.office.person_b):
        assert "JZ-7" in listed(person, case="JZ-7")
        assert signed_in(person).get(f"/evidence/{story.number}/").status_code == 200
    assert "JZ-7" not in listed(story.forestry.person_a)
    assert signed_in(story.forestry.person_a).get(f"/evidence/{story.number}/").status_code == 404


def test_the_sides_are_told_apart(story: Story) -> None:
    link = f"/evidence/{story.number}/"
    assert link in listed(story.civil.person_a, side="used")
    assert link not in listed(story.civil.person_a, side="provided")
    assert link in listed(story.police.person_a, side="provided")
    assert link not in listed(story.police.person_a, side="used")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"action": "data:queried"}, True),
        ({"action": "data:"}, True),
        ({"action": "data:verified"}, False),
        ({"outcome": "allowed"}, True),
        ({"outcome": "denied"}, False),
        ({"resource": "人口基本"}, True),
        ({"resource": "没有的资源"}, False),
        ({"agency": "民政"}, True),
        ({"agency": "林业"}, False),
        ({"case": "JZ-7"}, True),
        ({"case": "JZ"}, False),
    ],
)
def test_filters_narrow(story: Story, filters: dict[str, str], found: bool) -> None:
    page = listed(story.civil.person_a, **filters)
    assert (f"/evidence/{story.number}/" in page) is found


def test_days_are_those_of_shanghai(story: Story) -> None:
    from datetime import timedelta

    from yishu.core.calendar import shanghai_day

    today: date = shanghai_day(story.cast.now)
    link = f"/evidence/{story.number}/"
    assert link in listed(story.civil.person_a, since=str(today), until=str(today))
    assert link not in listed(story.civil.person_a, until=str(today - timedelta(1)))
    assert link not in listed(story.civil.person_a, since=str(today + timedelta(1)))


def test_a_receipt_finds_its_record_and_a_wrong_one_shows(story: Story) -> None:
    client = signed_in(story.civil.person_a)
    assert "回执相符" in client.get("/evidence/", {"receipt": story.receipt}, follow=True).content.decode()
    forged = story.receipt[:-1] + ("0" if story.receipt[-1] != "0" else "1")
    assert "回执不符" in client.get("/evidence/", {"receipt": forged}, follow=True).content.decode()
    assert client.get("/evidence/", {"receipt": "abc"}).status_code == 422


@contextmanager
def changed(number: str, assignment: str) -> Iterator[None]:
    """The row as somebody with the database in hand would change it, and then as it was."""
    with connection.cursor() as cursor:
        cursor.execute("select body, case_number from audit_record where id = %s", [number])
        before = cursor.fetchone()
        cursor.execute(f"update audit_record set {assignment} where id = %s", [number])
        yield
        cursor.execute("update audit_record set body = %s, case_number = %s where id = %s", [*before, number])


@pytest.mark.clause("32.1")
@pytest.mark.parametrize(
    ("assignment", "told"),
    [
        ("body = replace(body, '社会救助', '社会求助')", "写入后被改动"),
        ("body = 'x'", "写入后被改动"),
        ("case_number = 'JZ-8'", "检索用的栏目被改动"),
    ],
)
def test_a_changed_record_shows(story: Story, assignment: str, told: str) -> None:
    client = signed_in(story.civil.person_a)
    assert "与写入时一致" in client.get(f"/evidence/{story.number}/").content.decode()
    with changed(story.number, assignment):
        page = client.get(f"/evidence/{story.number}/").content.decode()
        assert told in page
        assert "内容没有被改动" not in page
        assert "已被改动" in listed(story.civil.person_a)


@pytest.mark.clause("32.1")
def test_a_record_says_by_when_it_was_made_and_who_proves_it(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = signed_in(story.civil.person_a), f"/evidence/{story.number}/"
    appending = open_sequencer()
    appending.append()
    appending.close()
    assert "时间戳" not in client.get(address).content.decode()  # nobody is asked for one
    foreign = Foreign(tmp_path / "tsa")
    with serving(foreign.answer) as url:
        authority = Authority(url, foreign.root)
        monkeypatch.setenv("YISHU_STAMP_AUTHORITIES", f"{url} {foreign.root}")
        assert "尚待时间戳机构出具" in client.get(address).content.decode()
        with override_settings(YISHU_STAMP_MINUTES=0.0):
            assert stamp_due(authority, timezone.now())
    page = client.get(address).content.decode()
    at = timezone.localtime(Stamp.objects.get().not_later)
    assert f"不晚于 {at:%Y-%m-%d %H:%M:%S}，由 Foreign TSA 的时间戳证明" in page
    client.cookies["django_language"] = "en"
    page = client.get(address).content.decode()
    assert f"Not later than {at:%Y-%m-%d %H:%M:%S}, by the time stamp of Foreign TSA" in page
    proof = client.get(f"{address}proof/?under=stamp").content.decode()
    assert notes.read(proof.partition("\n\n")[2]).size == Stamp.objects.get().size


@pytest.mark.clause("32.1")
def test_a_record_whose_stamp_is_late_says_so(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YISHU_STAMP_AUTHORITIES", f"http://127.0.0.1:1/ {__file__}")
    number = story.query("JZ-9").partition(".")[0]
    appending = open_sequencer()
    appending.append()
    appending.close()
    Checkpoint.objects.update(at=timezone.now() - timedelta(hours=2))
    page = signed_in(story.civil.person_a).get(f"/evidence/{number}/").content.decode()
    assert "没有按时取得" in page


def test_older_records_follow_page_by_page_without_gap_in_a_fixed_number_of_queries(
    tmp_path: Path, django_ready: str
) -> None:
    from yishu.audit import queries

    story = Story(tmp_path)
    receipts = [story.receipt] + [story.query(f"JZ-{n}") for n in range(60)]
    newest_first = [receipt.partition(".")[0] for receipt in reversed(receipts)]
    scope = queries.Scope(story.police.agency.code, (story.resource.code,))
    calls_only = queries.Filters(action="data:")
    first = queries.list_records(scope, calls_only)
    assert first.before
    second = queries.list_records(scope, calls_only, before=first.before)
    assert [str(seen.record.id) for seen in first.records + second.records] == newest_first
    assert second.before is None
    client, counts = signed_in(story.police.person_a), []
    for address in ("/evidence/?outcome=allowed", "/evidence/", f"/evidence/?before={first.before}"):
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).status_code == 200
        counts.append(len(made))
    assert counts[0] == counts[1] == counts[2] + 6  # the first page says how many there are
