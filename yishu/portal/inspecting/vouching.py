"""Who besides this node vouches for its evidence log, and since when: neighbours that cosign it, authorities that stamp it; and what they hold against it (32.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Max, Min

from yishu.audit.log import own
from yishu.audit.log.cosigning import known_verifiers, name_of, newest_of
from yishu.audit.log.stamping.running import list_late
from yishu.audit.models import Checkpoint, Cosignature, LogKey, Stamp, Witness
from yishu.exchange.models import Link
from yishu.exchange.witnessing.models import Watch

SILENT: Final = timedelta(days=1)
"""A witness that has said nothing for so long while the log went on is said to be silent; it looks every 20 seconds."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """`since` and `last`: its first and newest signature below our log, None where it has given none. `refused`: why it gives none any more; `problem`: what is wrong with its own log; in words, empty where nothing is."""

    name: str
    since: datetime | None
    last: Cosignature | None
    is_silent: bool
    refused: str
    refused_at: datetime | None
    seen: int
    seen_at: datetime | None
    problem: str
    problem_at: datetime | None


@dataclass(frozen=True, slots=True)
class Authority:
    """A time stamping authority: how many stamps, the first and the last moment that it vouches for, and for how many records. `late` where the next one has not come in time."""

    name: str
    stamps: int
    first: datetime | None
    last: datetime | None
    size: int
    late: bool


@dataclass(frozen=True, slots=True)
class Vouched:
    """The log as it stands: `size` records signed, the newest signature `at`, signed since `begun`."""

    origin: str
    keys: list[str]
    size: int
    at: datetime | None
    begun: datetime | None
    neighbours: list[Neighbour]
    authorities: list[Authority]

    @property
    def is_alone(self) -> bool:
        """Nobody but the node itself has vouched for anything."""
        return not self.authorities and all(each.last is None for each in self.neighbours)

    @property
    def is_refused(self) -> bool:
        return any(each.refused for each in self.neighbours)


def vouched(now: datetime) -> Vouched:
    """A fixed number of statements, and two for each neighbour."""
    newest = Checkpoint.objects.order_by("-size").first()
    begun = LogKey.objects.aggregate(first=Min("since"))["first"]
    watches = Watch.objects.select_related("link").order_by("link__code")
    neighbours = [_neighbour(watch, newest, now) for watch in watches]
    at, size = (newest.at, newest.size) if newest else (None, 0)
    return Vouched(own.origin(), known_verifiers(), size, at, begun, neighbours, _authorities(now))


def _neighbour(watch: Watch, newest: Checkpoint | None, now: datetime) -> Neighbour:
    witness = name_of(watch.link.code)
    known, last = Witness.objects.filter(name=witness).first(), newest_of(witness)
    waits = newest is not None and (last is None or last.size < newest.size)
    heard = last.at if last else watch.link.joined_at
    return Neighbour(
        watch.link.name,
        known.since if known else None,
        last,
        watch.link.state == Link.State.ACTIVE and waits and now - heard > SILENT,
        watch.get_refused_display() if watch.refused else "",
        watch.refused_at,
        watch.size,
        watch.at,
        watch.get_problem_display() if watch.problem else "",
        watch.problem_at,
    )


def _authorities(now: datetime) -> list[Authority]:
    """Those that have stamped, and those that are asked but have not yet."""
    try:
        late = {each.address: is_late for each, _, is_late in list_late(now)}
    except ValueError:  # a setting that cannot be read, which the doctor tells
        late = {}
    rows = Stamp.objects.values("address").annotate(
        name=Max("authority"), stamps=Count("pk"), first=Min("not_later"), last=Max("not_later"), most=Max("size")
    )
    found = [
        Authority(
            row["name"], row["stamps"], row["first"], row["last"], row["most"], late.pop(row["address"][:200], False)
        )
        for row in rows.order_by("address")
    ]
    return found + [Authority(address, 0, None, None, 0, is_late) for address, is_late in late.items()]
