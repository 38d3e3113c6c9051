"""Reading a little ahead: what an iterator gives is made in a thread of its own while its reader is still busy with what came before."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")

DEPTH = 1  # items made and not yet taken: memory stays bounded
_PATIENCE = 0.2  # seconds


@contextmanager
def ahead(items: Iterator[Item]) -> Iterator[Iterator[Item]]:
    """The same items in their order; what making one raises, its reader gets. The thread ends with the block, also when it is left early.

    Whatever makes the items must leave the database alone: a thread would have a connection of its own.
    """
    made: Queue[tuple[Item | None, BaseException | None]] = Queue(DEPTH)
    left = Event()
    thread = Thread(target=_make, args=(items, made, left), name="reading ahead", daemon=True)
    thread.start()
    try:
        yield _taken(made)
    finally:
        left.set()
        thread.join()


def _make(items: Iterator[Item], made: Queue[tuple[Item | None, BaseException | None]], left: Event) -> None:
    try:
        for item in items:
            if not _put(made, (item, None), left):
                return
        _put(made, (None, None), left)
    except BaseException as error:  # noqa: BLE001
        _put(made, (None, error), left)


def _put(
    made: Queue[tuple[Item | None, BaseException | None]], one: tuple[Item | None, BaseException | None], left: Event
) -> bool:
    while not left.is_set():
        try:
            made.put(one, timeout=_PATIENCE)
        except Full:
            continue
        return True
    return False


def _taken(made: Queue[tuple[Item | None, BaseException | None]]) -> Iterator[Item]:
    while True:
        item, error = made.get()
        if error is not None:
            raise error
        if item is None:
            return
        yield item
