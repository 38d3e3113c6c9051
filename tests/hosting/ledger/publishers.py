"""Publishers over HTTP that send until they are answered, and a model of what each file does."""

import random
import threading
import time
import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx

from tests.hosting.people import HEADER, number

PEOPLE = 300
ROWS = 60
LONGEST_SILENCE = 180.0  # seconds until a publisher gives up


class Record(NamedTuple):
    """`fault`: the item that is wrong, "" where none is. A wrong number names nobody; a missing name does not hide whose it is."""

    number: str
    name: str
    fault: str = ""


class Counts(NamedTuple):
    records: int
    accepted: int
    inserted: int
    updated: int
    deleted: int
    unchanged: int
    quarantined: int


@dataclass
class Sent:
    """A file under its key, and every answer that it got."""

    key: str
    how: str
    records: tuple[Record, ...]
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def body(self) -> str:
        if self.how == "delete":
            return "".join(f"{line}\n" for line in ("id_number", *(record.number for record in self.records)))
        lines = (f"{record.number},{record.name},1,1990-03-07,330102" for record in self.records)
        return "".join(f"{line}\n" for line in (HEADER, *lines))

    def apply(self, rows: dict[str, str]) -> Counts:
        """What the file does to these rows (number → name), and how it is counted."""
        good: dict[str, str] = {}
        sent_back: set[str] = set()
        bad = 0
        for record in self.records:
            differs = self.how != "delete" and good.get(record.number, record.name) != record.name
            if record.fault or differs:
                bad += 1
                sent_back |= set() if record.fault == "id_number" else {record.number}
            else:
                good.setdefault(record.number, record.name)
        accepted = len(self.records) - bad
        if self.how == "delete":
            deleted = sum(rows.pop(key, None) is not None for key in good)
            return Counts(len(self.records), accepted, 0, 0, deleted, accepted - deleted, bad)
        gone = rows.keys() - good.keys() - sent_back if self.how == "replace" and good else set()
        inserted = len(good.keys() - rows.keys())
        updated = sum(rows.get(key, name) != name for key, name in good.items())
        rows.update(good)
        for key in gone:
            del rows[key]
        return Counts(len(self.records), accepted, inserted, updated, len(gone), accepted - inserted - updated, bad)


def draw(chance: random.Random) -> Sent:
    """A file at random: most of it good, some of it not, some of it twice."""
    how = chance.choices(("upsert", "replace", "delete"), (7, 1, 2))[0]
    records = [Record(number(n), chance.choice("甲乙丙")) for n in chance.choices(range(1, PEOPLE), k=ROWS)]
    if how == "replace":  # most people stay
        records += [Record(number(n), "甲") for n in chance.sample(range(1, PEOPLE), PEOPLE * 2 // 3)]
    for _ in range(chance.randint(0, 3)):
        whole = number(chance.randrange(1, PEOPLE))
        wrong = whole[:-1] + ("1" if whole[-1] != "1" else "2")
        records.append(Record(wrong, "丁", "id_number"))
        if how != "delete":
            records.append(Record(whole, "", "name"))
    chance.shuffle(records)
    return Sent(str(uuid.UUID(int=chance.getrandbits(128))), how, tuple(records))


class Publisher(threading.Thread):
    """Publishes one file after another. Some it sends twice at the same time, some again later."""

    def __init__(self, url: str, headers: dict[str, str], seed: int) -> None:
        super().__init__()
        self.sent: list[Sent] = []
        self.statuses: set[int] = set()
        self.answered = 0
        self.failure: BaseException | None = None
        self._stopped = threading.Event()
        self._url, self._headers, self._chance = url, headers | {"Content-Type": "text/csv"}, random.Random(seed)

    def run(self) -> None:
        try:
            with ThreadPoolExecutor(2) as hands:
                while not self._stopped.is_set():
                    self._publish_one(hands)
        except BaseException as failure:  # noqa: BLE001 - told by `end`
            self.failure = failure

    def end(self) -> list[Sent]:
        """Everything sent, all of it answered."""
        self._stopped.set()
        self.join()
        if self.failure is not None:
            raise self.failure
        return self.sent

    def _publish_one(self, hands: ThreadPoolExecutor) -> None:
        again = self.sent and self._chance.random() < 0.1
        one = self._chance.choice(self.sent) if again else self._drawn()
        if not again:
            self.sent.append(one)
        times = 2 if self._chance.random() < 0.2 else 1
        one.answers += hands.map(lambda _: self._until_answered(one), range(times))
        self.answered += 1

    def _drawn(self) -> Sent:
        """A new file; now and then with the content of the one before, which mostly changes nothing."""
        fresh = draw(self._chance)
        if self.sent and self._chance.random() < 0.2:
            return Sent(fresh.key, self.sent[-1].how, self.sent[-1].records)
        return fresh

    def _until_answered(self, one: Sent) -> dict[str, Any]:
        deadline = time.monotonic() + LONGEST_SILENCE
        headers = self._headers | {"Idempotency-Key": one.key}
        while time.monotonic() < deadline:
            try:
                answer = httpx.post(f"{self._url}?mode={one.how}", content=one.body, headers=headers, timeout=60)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            self.statuses.add(answer.status_code)
            if answer.status_code == 200:
                return answer.json()
            if answer.status_code != 503:
                raise AssertionError(f"{answer.status_code}: {answer.text}")
            time.sleep(0.1)
        raise AssertionError("nobody answers")


def replay(batches: Iterable[tuple[Sent, dict[str, Any]]]) -> list[dict[str, str]]:
    """The rows of every version, the empty one first, from what was sent in the order of the versions. Each batch's counts and version are held against the model's."""
    versions: list[dict[str, str]] = [{}]
    for sent, batch in batches:
        rows = dict(versions[-1])
        counts = sent.apply(rows)
        assert {name: batch[name] for name in Counts._fields} == counts._asdict()
        if rows != versions[-1]:
            versions.append(rows)
        assert batch["version"] == len(versions) - 1
    return versions
