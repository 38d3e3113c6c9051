"""Numbers of upper slices for `/metrics`, which does not know them (33.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Gauge:
    """One number by its Prometheus name, with what it means."""

    name: str
    meaning: str
    value: float


Read = Callable[[datetime], list[Gauge]]

_reads: dict[str, Read] = {}


def register(name: str, read: Read) -> None:
    """`read(now)` gives the gauges; again under the same name replaces it. In `AppConfig.ready()`."""
    _reads[name] = read


def list_gauges(now: datetime) -> list[Gauge]:
    return [gauge for read in _reads.values() for gauge in read(now)]
