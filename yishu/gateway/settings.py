"""What the gateway is told by whoever starts it: it reads no settings itself."""

from dataclasses import dataclass
from pathlib import Path

from yishu.core.suites import INTL, Suite


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """What the gateway needs to know of its node. `spool` is the folder where batches wait to be read; `backends` the origins that resources may be mounted on."""

    database: str
    node: str
    subjects: bytes
    tokens: bytes
    spool: Path
    notify: bool = True
    backends: frozenset[str] = frozenset()
    suite: Suite = INTL
    standbys: tuple[str, ...] = ()
    """Addresses of hot standbys of the database, to read from."""
    most_lag: float = 1.0
    """Seconds by which one may lag and be read."""
    replica_bytes: int = 0
    """How much of the disk replicas of hosted tables may take."""
    url: str = ""
    """The node's public address, by which callers sign; unset: the one by which they came."""

    @property
    def replicas(self) -> Path:
        return self.spool.with_name("replicas")
