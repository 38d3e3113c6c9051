"""Which calls are read together, and written together: few enough, and in turn."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from yishu.gateway.groups import LEAST_BOUND, MOST_READ, MOST_WRITTEN, Groups


def waiting(**tables: int) -> Groups:
    """Groups for whose one pack so many calls of each table wait."""
    groups = Groups("330000", b"k" * 32)
    queues: Any = {name: [(f"{name}{n}", None) for n in range(count)] for name, count in tables.items()}
    groups._packs = cast(Any, {0: queues, 1: {"z": [("z0", None)]}})
    return groups


def taken(groups: Groups, pack: int = 0) -> list[list[str]]:
    return [[cast(str, call) for call, _ in queue] for queue in groups._some_of(pack)]


def test_all_that_wait_are_read_together_where_they_are_few() -> None:
    groups = waiting(a=3, b=MOST_READ - 3)
    assert [len(queue) for queue in taken(groups)] == [3, MOST_READ - 3]
    assert list(groups._packs) == [1]


def test_a_table_that_many_call_for_lets_the_others_go_first_next_time() -> None:
    groups = waiting(a=2 * MOST_READ + 1, b=2, c=1)
    first, second, third = (taken(groups) for _ in range(3))
    assert [len(queue) for queue in first] == [MOST_READ]
    assert [queue[0] for queue in second] == ["b0", "c0", f"a{MOST_READ}"]
    assert sum(map(len, second)) == MOST_READ
    assert [queue[0] for queue in third] == [f"a{2 * MOST_READ - 3}"]
    assert list(groups._packs) == [1]


def test_a_pack_of_which_some_are_left_comes_after_the_others() -> None:
    groups = waiting(a=MOST_READ + 1)
    taken(groups)
    assert list(groups._packs) == [1, 0]


@pytest.mark.parametrize(
    ("under_way", "written"),
    [
        (LEAST_BOUND, LEAST_BOUND),
        (LEAST_BOUND + 1, LEAST_BOUND),
        (3 * LEAST_BOUND, 3 * LEAST_BOUND // 2),
        (3 * MOST_WRITTEN, MOST_WRITTEN),
    ],
)
def test_half_of_the_calls_under_way_are_written_while_the_others_are_worked_at(under_way: int, written: int) -> None:
    groups = Groups("330000", b"k" * 32)
    groups.state = cast(Any, SimpleNamespace(epoch=1))
    judged = [SimpleNamespace(epoch=1) for _ in range(under_way)]
    groups._judged = cast(Any, judged)
    for _ in judged:
        groups._room.enter(1)
    assert groups._of_now() == judged[:written]
    assert groups._judged == judged[written:]
