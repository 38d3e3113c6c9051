"""Whatever is searched for is found as by a look at each record, wherever the blocks of the index end (32.1)."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.db.utils import DataError

from tests.audit.log.conftest import Connection
from yishu.audit import ledger, postings, queries, totals
from yishu.audit.log.sequencing import Sequencer
from yishu.audit.queries import Filters, Scope, list_records
from yishu.audit.record import INSERT, Record, write
from yishu.core.calendar import SHANGHAI, shanghai_day
from yishu.core.ids import new_id
from yishu.core.suites import INTL

pytestmark = pytest.mark.clause("32.1")
NOW = datetime.now(UTC).replace(microsecond=0)
EVERYTHING = Scope("", (), everything=True)
ACTIONS = ("data:verified", "data:queried", "grant:opened")
NO_CASE = Filters(action="data:", without_case=True)
REASONS = ("", "", "", "grant_expired", "no_grant")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "SPAN", 16)
    monkeypatch.setattr(postings, "_FIRST", 1)
    monkeypatch.setattr(postings, "_AT_ONCE", 3)


def drawn(draw: random.Random, minutes: int) -> Record:
    """A record of that many minutes ago; some values are common, some hardly occur."""
    moment, reason = NOW - timedelta(minutes=minutes), draw.choice(REASONS)
    few = [str(int(5 ** (2 * draw.random()))) for _ in range(5)]
    return Record(
        action=draw.choice(ACTIONS),
        outcome="denied" if reason else "allowed",
        reason=reason,
        actor=f"person:{few[0]}",
        agency=f"A{few[1]}",
        resource=f"R/{few[2]}",
        grant=few[3],
        case="" if draw.random() < 0.1 else f"BJ-{few[4]}",
        duty='"reason":"no_grant"',  # what somebody types is no reason
        id=new_id(int(moment.timestamp() * 1000)),
        at=moment,
    )


def put(database: Connection, records: list[Record]) -> None:
    with database.cursor() as cursor:
        cursor.executemany(INSERT.encode(), [write(each, INTL).values for each in records])


@pytest.fixture
def records(database: Connection, sequencer: Sequencer) -> list[Record]:
    """Of some days; some came to the log late, one is dated a year ahead; the last have no block, and three no place in the log."""
    draw = random.Random(7)
    made = [drawn(draw, 4000 - 20 * n) for n in range(200)]
    late = [made.pop(at) for at in (150, 90, 91, 20)]
    ahead = drawn(draw, -60 * 24 * 365)
    for part in (made[:60], [*made[60:120], ahead], [*made[120:], *late]):
        ledger.follow(NOW)  # the cases of the last ones are not in it
        put(database, part)
        sequencer.append()
    newest = [drawn(draw, -n) for n in range(3)]
    put(database, newest)
    assert postings.follow(NOW) == 12
    assert postings.follow(NOW) == 0
    return sorted([*made, *late, ahead, *newest], key=lambda each: each.id, reverse=True)


def fits(record: Record, asked: Filters) -> bool:
    """The same by hand."""
    at = record.at.astimezone(SHANGHAI)
    about = record.action.startswith(asked.action) if asked.action.endswith(":") else record.action == asked.action
    return all(
        (
            not asked.action or about,
            not asked.outcome or record.outcome == asked.outcome,
            not asked.case or record.case == asked.case,
            not asked.without_case or not record.case,
            not asked.grant or record.grant == asked.grant,
            asked.agencies is None or record.agency in asked.agencies,
            asked.resources is None or record.resource in asked.resources,
            asked.actors is None or record.actor in asked.actors,
            asked.reasons is None or record.reason in asked.reasons,
            asked.hours is None or at.hour in asked.hours,
            asked.since is None or at.date() >= asked.since,
            asked.until is None or at.date() <= asked.until,
        )
    )


def found(asked: Filters, scope: Scope = EVERYTHING, size: int = 7) -> list[UUID]:
    """Page by page."""
    numbers: list[UUID] = []
    before = None
    while True:
        page = list_records(scope, asked, before=before, size=size)
        numbers += [seen.record.id for seen in page.records]
        before = page.before
        if before is None:
            return numbers


def asked_at_random(draw: random.Random) -> Filters:
    def perhaps(value: object) -> object:
        return value if draw.random() < 0.3 else None

    def some(make: Callable[[int], str]) -> object:
        return perhaps(tuple(make(draw.choice([1, 2, 5, 11, 24])) for _ in range(draw.randint(1, 2))))

    given = {
        "action": perhaps(draw.choice([*ACTIONS, "data:"])),
        "outcome": perhaps(draw.choice(["allowed", "denied"])),
        "grant": perhaps(str(draw.choice([1, 3, 20]))),
        "case": f"BJ-{draw.choice([1, 7])}" if draw.random() < 0.1 else None,
        "without_case": True if draw.random() < 0.3 else None,
        "agencies": some(lambda n: f"A{n}"),
        "resources": some(lambda n: f"R/{n}"),
        "actors": some(lambda n: f"person:{n}"),
        "reasons": perhaps(("no_grant",)),
        "hours": perhaps((22, 23, 0, 1, 2)),
        "since": perhaps(shanghai_day(NOW) - timedelta(days=draw.randint(0, 4))),
        "until": perhaps(shanghai_day(NOW) - timedelta(days=draw.randint(0, 4))),
    }
    return Filters(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


def require_all_found(records: list[Record], scope: Scope, asked: Filters, size: int) -> int:
    """Returns how many."""
    wanted = [
        each.id
        for each in records
        if fits(each, asked) and (scope.everything or each.agency == "A2" or each.resource in scope.resources)
    ]
    assert found(asked, scope, size) == wanted, asked
    return len(wanted)


def test_every_search_finds_page_by_page_what_a_look_at_each_record_finds(records: list[Record]) -> None:
    draw, found_some = random.Random(11), 0
    scopes = (EVERYTHING, Scope("A2", ("R/1", "R/5")))
    for _ in range(250):
        asked, scope = asked_at_random(draw), draw.choice(scopes)
        found_some += 0 < require_all_found(records, scope, asked, 7) < len(records)
    assert found_some > 100


def test_how_many_a_search_finds_is_counted_without_reading_them(records: list[Record]) -> None:
    draw, told = random.Random(13), 0
    scopes = (EVERYTHING, Scope("A2", ("R/1", "R/5")))
    for _ in range(150):
        asked, scope, most = asked_at_random(draw), draw.choice(scopes), draw.choice([3, 40, 1000])
        counted = totals.count_up_to(scope, asked, most)
        if asked.case or asked.without_case:
            assert counted is None
            continue
        everything = require_all_found(records, scope, asked, 50)
        assert counted == min(everything, most + 1), asked
        told += everything > 3
    assert told > 30


def test_along_a_case_of_many_records_what_is_seldom_leads(
    records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_LONG", 3)
    few: list[list[UUID] | None] = []
    looked = postings.few
    monkeypatch.setattr(postings, "few", lambda *given: few.append(looked(*given)) or few[-1])
    draw = random.Random(12)
    ledger.follow(NOW)
    for most in (5, 1000):
        monkeypatch.setattr(queries, "_FEW", most)
        for _ in range(100):
            asked = replace(asked_at_random(draw), case=f"BJ-{draw.choice([1, 2])}")
            require_all_found(records, EVERYTHING, asked, 2)
    # How often depends on the hour of the day, which some searches ask for.
    assert sum(each is None for each in few) > 8
    assert sum(bool(each) for each in few) > 8
    assert sum(each == [] for each in few) > 2


def without_case(records: list[Record]) -> list[UUID]:
    """Data calls that name none, by hand."""
    return [each.id for each in records if each.action.startswith("data:") and not each.case]


def test_calls_without_a_case_are_found_by_their_postings(database: Connection, records: list[Record]) -> None:
    wanted = without_case(records)
    assert found(NO_CASE) == wanted
    assert len(wanted) > 7  # more than a page
    database.execute("delete from audit_posting where kind = 'no_case'")
    assert len(found(NO_CASE)) < 7  # the newest, which are in no block


def test_what_may_have_named_a_case_before_it_was_erased_is_left_out(
    database: Connection, sequencer: Sequencer
) -> None:
    draw = random.Random(5)
    made = [drawn(draw, 1000 - n) for n in range(160)]
    for n, each in enumerate(made):
        each.actor_name, each.case = "某人", f"BJ-{n}" if n % 4 == 0 else ""
    put(database, made)
    sequencer.append()
    erase = "update audit_record set case_number = '', personal = null where id = %s"
    gone = {each.id for each in made[20:150]}  # whole pages of them, in a row
    for each in made[20:80]:  # before its block is written, and after
        database.execute(erase, [each.id])
    assert postings.follow(NOW) == 10
    for each in made[80:150]:
        database.execute(erase, [each.id])
    wanted = [each.id for each in made if each.action.startswith("data:") and not each.case and each.id not in gone]
    assert found(NO_CASE) == wanted[::-1]
    assert found(Filters(action="data:", without_case=True, agencies=("A1",))) == [
        each.id for each in made[::-1] if each.id in wanted and each.agency == "A1"
    ]


def test_blocks_of_before_are_searched_along_the_table_until_they_have_all_postings(
    database: Connection, records: list[Record]
) -> None:
    wanted, told = without_case(records), "select * from audit_posting order by kind, value, block"
    before = database.execute(told).fetchall()
    database.execute("delete from audit_posting where kind = 'no_case'")
    database.execute("update audit_block set version = default")
    assert found(NO_CASE) == wanted
    assert found(Filters(agencies=("A1",))) == [each.id for each in records if each.agency == "A1"]

    def dies(execute: Callable[..., object], statement: str, *rest: object) -> object:
        if "update audit_block" in statement:
            raise DataError
        return execute(statement, *rest)

    with connection.execute_wrapper(dies), pytest.raises(DataError):
        postings.follow(NOW)
    assert found(NO_CASE) == wanted
    assert postings.follow(NOW, seconds=0.001) < 12
    assert found(NO_CASE) == wanted
    postings.follow(NOW)
    assert postings.follow(NOW) == 0
    assert database.execute(told).fetchall() == before
    assert found(NO_CASE) == wanted


def test_along_a_subject_of_many_records_those_without_a_case_are_found(
    database: Connection, sequencer: Sequencer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_LONG", 3)
    draw, subject = random.Random(9), b"s" * 16
    made = [drawn(draw, 1000 - n) for n in range(160)]
    for each in made:
        each.subjects = subject
    put(database, made)
    sequencer.append()
    ledger.follow(NOW)
    assert postings.follow(NOW) == 10
    for version in (1, 0):
        database.execute("update audit_block set version = %s", [version])
        for action in ("data:", "grant:opened", ""):
            asked = Filters(action=action, without_case=True, subject=subject)
            assert found(asked, size=2) == [each.id for each in made[::-1] if fits(each, asked)]
        database.execute("delete from audit_posting where kind = 'no_case'")


def test_months_that_are_archived_end_the_search(database: Connection, records: list[Record]) -> None:
    database.execute("delete from audit_record where id < %s", [records[100].id])
    assert found(NO_CASE) == without_case(records[:101])


def test_a_list_of_names_without_any_finds_nothing(records: list[Record]) -> None:
    assert records
    assert list_records(EVERYTHING, Filters(actors=())).records == []


def test_a_worker_that_dies_in_a_block_leaves_none_of_it(database: Connection, sequencer: Sequencer) -> None:
    put(database, [drawn(random.Random(n), n) for n in range(16)])
    sequencer.append()

    def dies(execute: Callable[..., object], statement: str, *rest: object) -> object:
        if "into audit_block" in statement:
            raise DataError
        return execute(statement, *rest)

    with connection.execute_wrapper(dies), pytest.raises(DataError):
        postings.follow(NOW)
    assert database.execute("select count(*) from audit_posting").fetchone() == (0,)
    assert postings.follow(NOW) == 1


def test_what_is_common_and_never_together_is_not_looked_for_record_by_record(
    database: Connection, sequencer: Sequencer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "SPAN", postings.PLACES)
    draw = random.Random(3)
    made = [drawn(draw, 0) for _ in range(2)]
    made[0].agency, made[0].resource, made[1].agency, made[1].resource = "A1", "R/8", "A8", "R/1"
    rows = [write(each, INTL).values for each in made]
    stored = [[new_id(int((NOW - timedelta(seconds=n)).timestamp() * 1000)), *rows[n % 2][1:]] for n in range(16_384)]
    with database.cursor().copy(
        "copy audit_record (id, at, action, outcome, actor, agency, resource, target, grant_id, case_number, subjects, body, salt, leaf, personal) from stdin"
    ) as copy:
        for row in stored:
            copy.write_row(row)
    while sequencer.append():
        pass
    assert postings.follow(NOW) == 1
    database.execute("analyze audit_record, audit_leaf, audit_posting, audit_block")
    began = time.perf_counter()
    assert list_records(EVERYTHING, Filters(agencies=("A1",), resources=("R/1",))).records == []
    assert time.perf_counter() - began < 0.3
    assert len(list_records(EVERYTHING, Filters(agencies=("A1",))).records) == 50
