"""Rules at work: what breaks one is sent back with field, rule and message, and mended by a later good record (13.1, 21.2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.hosting.declared.firms import firms

GOOD = {
    "code": "A",
    "phone": "13800000000",
    "state": "1",
    "founded": "2001-02-03",
    "staff": "5",
    "women": "2",
    "men": "3",
}
BROKEN = [
    # A rule, what makes a record break it, and of what the record is told.
    (("pattern", "phone"), {"pattern": "1[0-9]{10}"}, {"phone": "139"}, ("phone", "pattern", "1[0-9]{10}")),
    (("range", "staff"), {"least": "1", "most": "9"}, {"staff": "10", "men": "8"}, ("staff", "range", "不大于 9")),
    (
        ("cross", "founded", "ended"),
        {"form": "compare", "operator": "<="},
        {"ended": "2000-01-01"},
        ("founded", "cross", "不晚于“注销日期”"),
    ),
    (
        ("cross", "state", "ended"),
        {"form": "when", "values": ["2"], "must": "given"},
        {"state": "2"},
        ("ended", "cross", "“状态”为 2 时，“注销日期”应填写"),
    ),
    (("cross", "staff", "women", "men"), {"form": "sum"}, {"men": "4"}, ("staff", "cross", "“女性人数”“男性人数”之和")),
]


@pytest.mark.clause("13.1", "21.2")
@pytest.mark.parametrize(("rule", "said", "wrong", "told"), BROKEN, ids=["pattern", "range", "compare", "when", "sum"])
def test_a_record_that_breaks_a_declared_rule_is_sent_back_and_mended(
    firm: Any, rule: tuple[str, ...], said: dict[str, Any], wrong: dict[str, str], told: tuple[str, str, str]
) -> None:
    declared = firm.declare(*rule, **said)
    batch = firm.publish(GOOD, {**GOOD, "code": "B", **wrong})
    assert (batch.accepted, batch.quarantined) == (1, 1)
    ((field, broken, message),) = firm.reasons(batch)[2]
    assert (field, broken) == told[:2]
    assert told[2] in message
    assert message == declared["zh"]
    assert firm.reasons(batch, "en")[2][0][2] == declared["en"]
    assert firm.scene.rows("code") == [("A",)]
    page = firm.client.get(f"/hosting/quarantine/?batch={batch.pk}").content.decode()
    assert message in page
    firm.publish({**GOOD, "code": "B"})
    assert batch.quarantine.get().state == "mended"
    assert firm.scene.rows("code") == [("A",), ("B",)]


def test_all_that_is_wrong_with_a_record_is_said_at_once(firm: Any) -> None:
    for rule, said, _wrong, _told in BROKEN:
        firm.declare(*rule, **said)
    wrong = {
        "code": "B",
        "phone": "1",
        "founded": "2001-01-01",
        "ended": "2000-01-01",
        "staff": "12",
        "women": "1",
        "men": "1",
    }
    batch = firm.publish(wrong)
    assert [(field, rule) for field, rule, _message in firm.reasons(batch)[1]] == [
        ("phone", "pattern"),
        ("staff", "range"),
        ("founded", "cross"),
        ("staff", "cross"),
    ]


def test_what_could_not_be_read_is_not_judged_further(firm: Any) -> None:
    firm.declare("cross", "state", "ended", form="when", values=["2"], must="given")
    firm.declare("cross", "staff", "women", "men", form="sum")
    firm.declare("range", "founded", not_future=True)
    batch = firm.publish({"code": "A", "state": "2", "ended": "2001-02-30", "founded": "never", "staff": "many"})
    assert {(field, rule) for field, rule, _message in firm.reasons(batch)[1]} == {
        ("founded", "type"),
        ("ended", "type"),
        ("staff", "type"),
    }


def test_nothing_in_the_future_by_the_day_in_shanghai(firm: Any) -> None:
    firm.declare("range", "founded", not_future=True)
    today = timezone.localdate()
    batch = firm.publish(
        {"code": "A", "founded": today.isoformat()},
        {"code": "B", "founded": str(today + timedelta(days=2))},
        {"code": "C"},
    )
    assert list(firm.reasons(batch)) == [2]


def test_a_record_is_deleted_by_its_key_whatever_rules_say_of_it(firm: Any) -> None:
    firm.publish({"code": "A"})
    firm.declare("pattern", "code", pattern="[0-9]+")
    assert firm.publish({"code": "A"}).quarantined == 1
    batch = firm.publish({"code": "A"}, how="delete")
    assert (batch.deleted, batch.quarantined) == (1, 0)


def test_a_rule_that_ended_or_lost_its_item_checks_nothing(firm: Any) -> None:
    from dataclasses import replace

    from yishu.catalogue import commands
    from yishu.catalogue.drafting import draft_of

    first = firm.declare("pattern", "phone", pattern="1[0-9]{10}")
    firm.declare("range", "staff", most="9")
    wrong = {"code": "A", "phone": "1", "staff": "10"}
    assert len(firm.reasons(firm.publish(wrong))[1]) == 2
    assert firm.send(f"/{first['id']}", method="DELETE").status_code == 200
    assert [rule for _field, rule, _message in firm.reasons(firm.publish(wrong))[1]] == ["range"]
    scene, now = firm.scene, timezone.now()
    scene.resource.refresh_from_db()
    before = draft_of(scene.resource.current)
    fewer = replace(before, items=tuple(item for item in before.items if item.code != "staff"))
    entry = commands.draft_new_version(scene.police.a, scene.resource, fewer, now=now)
    commands.submit_entry(scene.police.a, entry.pk, now=now)
    commands.sign_off(scene.police.b, entry.pk, scope="全部", now=now)
    commands.publish_entry(scene.office.b, entry.pk, now=now)
    header, line = firms(wrong).split()
    batch = scene.publish(f"{header.replace(',staff', '')}\n{line.replace(',10', '')}\n")
    assert (batch.accepted, batch.quarantined) == (1, 0)
    (left,) = firm.send("", method="GET").json()
    assert left["applies"] is False
    page = firm.client.get(firm.page).content.decode()
    assert "条目已改，规则暂不执行" in page


def test_a_dry_run_foretells_what_rules_will_send_back(firm: Any) -> None:
    from django.utils import timezone

    from yishu.hosting.dry_run import dry_run

    firm.declare("range", "staff", most="9")
    firm.declare("range", "staff", least="7")
    file = firm.scene.file(
        firms({"code": "A", "staff": "10"}, {"code": "B", "staff": "1"}, {"code": "C", "staff": "8"})
    )
    scene, now = firm.scene, timezone.now()
    found = dry_run(scene.police.a, scene.resource.code, file, media_type="text/csv", now=now)
    assert (found.accepted, found.quarantined) == (1, 2)
    assert {(fault.rule, fault.zh, fault.rows) for fault in found.faults} == {
        ("range", "“从业人数”应不大于 9，请核对更正。", (1,)),
        ("range", "“从业人数”应不小于 7，请核对更正。", (2,)),
    }
