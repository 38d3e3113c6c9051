"""What a publication reads from: a source gives its next batch after a position, as CSV, in constant memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from yishu.front.configuration import FolderSource, Publication


@dataclass(frozen=True, slots=True)
class Drawn:
    """A batch as it was read. `span` names the stretch of the source, in plain JSON; `position` follows it."""

    rows: int
    position: Any
    span: list[Any]
    more: bool
    mode: str = "upsert"
    media_type: str = "text/csv; charset=utf-8"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """What would be published: columns by item (none for files, whose headers tell), how much waits, what is not as it should be."""

    items: tuple[str, ...]
    waiting: int
    unit: tuple[str, str]
    remarks: Sequence[str] = ()


class Source(Protocol):
    """Raises SourceWrong, DatabaseUnreachable."""

    def draw(self, position: Any, into: BinaryIO) -> Drawn | None: ...

    def survey(self, position: Any) -> Survey: ...


ROWS = ("行", "rows")
FILES = ("个文件", "files")


def source_of(publication: Publication) -> Source:
    wanted = publication.source
    if isinstance(wanted, FolderSource):
        from yishu.front.source_folder import Folder

        return Folder(wanted)
    if wanted.database.kind == "sqlite":
        from yishu.front.source_sqlite import SqliteTable

        return SqliteTable(wanted)
    from yishu.front.source_postgres import PostgresTable

    return PostgresTable(wanted)
