"""The messages about files: copies prepared as files, and documents that a resource consists of. Plain data; further fields are let pass."""

from datetime import date, datetime

from msgspec import Struct


class FileRefusal(Struct, frozen=True):
    """Why a file could not be prepared, in both languages."""

    code: str
    zh: str
    en: str


class PreparedFile(Struct, frozen=True):
    """A granted copy as a file. `state`: waiting, preparing, ready, failed, removed. `size` in bytes, so far while it is being prepared; `digest`: its SHA-256
    in hexadecimal; `until`: when it is removed; `url`: the path at which it is fetched, once it is ready."""

    id: str
    state: str
    format: str
    grant: str
    asked_at: datetime
    since: int | None = None
    version: int | None = None
    records: int | None = None
    size: int = 0
    digest: str | None = None
    until: datetime | None = None
    receipt: str | None = None
    url: str | None = None
    refusal: FileRefusal | None = None


class Obligation(Struct, frozen=True):
    """What whoever asks for a file acknowledges by its `code`."""

    grant: str
    code: str
    text: str


class PreparedFiles(Struct, frozen=True):
    """One's own files of a resource, the newest first, and the obligations by grant."""

    obligations: list[Obligation]
    files: list[PreparedFile]


class ListedDocument(Struct, frozen=True):
    """`change` (insert, update, delete) and `changed_in` are against `since`; of a deleted document only its number is told. `version`: which one of it is provided now."""

    number: str
    change: str
    changed_in: int
    version: int | None = None
    title: str = ""
    dated: date | None = None
    file_name: str = ""
    media_type: str = ""
    size: int | None = None
    sha256: str = ""
    provided_at: datetime | None = None


class DocumentPage(Struct, frozen=True):
    """`version`: keep that of the first page, and ask `since` it later."""

    version: int
    items: list[ListedDocument]
    next: str | None
    receipt: str


class GivenVersion(Struct, frozen=True):
    """A version that is or was provided; one that was withdrawn has no bytes and no name any more."""

    version: int
    withdrawn_at: datetime | None
    title: str
    dated: date | None
    file_name: str
    media_type: str
    size: int | None
    sha256: str
    provided_at: datetime | None


class GivenDocument(Struct, frozen=True):
    """`current`: which version is provided now, null for none."""

    number: str
    current: int | None
    versions: list[GivenVersion]
    receipt: str
