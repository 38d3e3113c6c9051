"""Which calls are read together: few enough, and in turn."""

from typing import Any, cast

from yishu.gateway.groups import MOST_READ, Groups


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
