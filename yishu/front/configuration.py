"""What one agent is told to do: the content of its TOML file, checked. Keys and database addresses are never shown."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from yishu.core.canonical import digest

Kind = Literal["postgres", "sqlite"]


@dataclass(frozen=True, slots=True)
class NodeAddress:
    """The node and how one is known there; an agent that only answers needs no key."""

    url: str
    key: str = field(repr=False)
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL by its libpq address, or a SQLite file by its path. `place` names it without user and password."""

    kind: Kind
    address: str = field(repr=False)
    place: str


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table or view. `columns` pairs an item's code with its column. Without a cursor the whole table is sent each time it has changed."""

    database: Database
    table: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...] = ()
    cursor: str = ""
    batch_rows: int = 20_000
    settle_seconds: int = 10


@dataclass(frozen=True, slots=True)
class FolderSource:
    """CSV files, each sent once; a file is taken when nobody has written to it for `settle_seconds`."""

    folder: Path
    encoding: str
    mode: str = "upsert"
    settle_seconds: int = 10


@dataclass(frozen=True, slots=True)
class Publication:
    name: str
    node: str
    resource: str
    source: TableSource | FolderSource

    @property
    def origin(self) -> str:
        """What a position is valid for: another table, column or node begins from the first row again."""
        source = self.source
        if isinstance(source, FolderSource):
            return digest([self.node, self.resource, str(source.folder)])
        columns = [list(pair) for pair in source.columns]
        place = [source.database.kind, source.database.place, source.table]
        return digest([self.node, self.resource, place, columns, list(source.key), source.cursor])


@dataclass(frozen=True, slots=True)
class Reception:
    """One granted resource of the node into one table. `grant` picks one of several grants."""

    name: str
    node: str
    resource: str
    database: Database
    table: str
    grant: str = ""


Flow = Publication | Reception


@dataclass(frozen=True, slots=True)
class Answer:
    """One resource out of one table: `columns` pairs an item's code with its column, `key` are the items by which a subject is named."""

    resource: str
    database: Database
    table: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(item for item, _ in self.columns)


@dataclass(frozen=True, slots=True)
class Answering:
    """The agent's own interface: where it listens, `origin` as the node writes its address, and the public key (Ed25519) of the one node that may ask. `seconds`: for one question."""

    host: str
    port: int
    origin: str
    node_key: bytes
    answers: tuple[Answer, ...]
    certificate: Path | None = None
    certificate_key: Path | None = None
    at_once: int = 8
    seconds: float = 3.0
    journal_days: int = 1100


@dataclass(frozen=True, slots=True)
class Front:
    """The whole file. `interval` is the pause between rounds, in seconds."""

    node: NodeAddress
    state: Path
    interval: float
    publications: tuple[Publication, ...]
    receptions: tuple[Reception, ...]
    answering: Answering | None = None

    @property
    def flows(self) -> tuple[Flow, ...]:
        return (*self.publications, *self.receptions)
