"""Who stands in a twin: for every kind of key the same subjects, well formed, whose numbers stay."""

from datetime import date

import pytest

from tests.access.sandbox.scene import Scene
from yishu.access.naming.declared import Alternative
from yishu.access.sandbox.roster import OUTCOMES, roster_of
from yishu.access.sandbox.twin import get_twin
from yishu.access.subjects import read_subject
from yishu.core.identifiers import KeyKind
from yishu.hosting.tables import Column, Table

TODAY = date(2026, 11, 30)
PLAIN = (Column("name", "姓名", "string"), Column("born", "出生日期", "date"))


@pytest.mark.parametrize("kind", list(KeyKind))
def test_every_kind_of_key_has_a_subject_for_every_outcome(kind: KeyKind) -> None:
    table = Table("", kind, (Column("key", "主键", "string", required=True, is_key=True), *PLAIN))
    seats = list(roster_of(table, {}, (Alternative(("name",)),), has_backend=True, today=TODAY))
    assert [seat.outcome for seat in seats] == list(OUTCOMES)
    assert [seat.number for seat in seats] == list(range(1, len(OUTCOMES) + 1))
    for seat in seats:
        assert read_subject(table, seat.subject, "subject", today=TODAY).key == seat.key


@pytest.mark.parametrize("kind", ["integer", "decimal", "date", "datetime", "boolean"])
def test_a_key_of_another_type_has_as_many_as_it_has_room_for(kind: str) -> None:
    table = Table("", KeyKind.PLAIN, (Column("key", "主键", kind, required=True, is_key=True), *PLAIN))
    seats = list(roster_of(table, {}, (), has_backend=False, today=TODAY))
    assert len(seats) == (2 if kind == "boolean" else len(OUTCOMES) - 3)


def test_a_key_of_several_items_and_one_of_a_pattern() -> None:
    columns = (
        Column("year", "年度", "integer", required=True, is_key=True),
        Column("no", "编号", "string", required=True, is_key=True),
    )
    table = Table("", KeyKind.PLAIN, (*columns, *PLAIN))
    seats = list(roster_of(table, {"no": [r"[A-Z]{2}\d{4}"]}, (), has_backend=False, today=TODAY))
    assert len(seats) == len(OUTCOMES) - 3
    assert seats[0].subject == {"year": 1, "no": "AA0001"}


def test_the_outcomes_keep_their_numbers() -> None:
    """Programs are written against them: a new one goes to the end."""
    assert OUTCOMES[:9] == ("record",) * 5 + ("empty", "not_found", "ambiguous_subject", "ambiguous_subject")
    assert OUTCOMES[9:16] == (
        "no_grant",
        "grant_expired",
        "grant_not_yet_valid",
        "mode_not_granted",
        "purpose_not_granted",
        "case_required",
        "item_not_granted",
    )


def test_a_twin_has_nowhere_to_read_from(scene: Scene) -> None:
    twin = get_twin(scene.people.path_code, scene.cast.now)
    assert (twin.hosted.table.name, twin.hosted.plan.holding_id, twin.hosted.holding_id) == ("", None, 0)
    assert (twin.hosted.plan.shapes, twin.hosted.plan.mount) == ((), None)
