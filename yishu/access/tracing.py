"""Whose copy a leaked file is (20.2): found by what its format says of it, and by the order of its rows, which each copy has of its own."""

import hashlib
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec
import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet
from django.conf import settings
from django.db import transaction

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.queries import Filters, Scope, Seen, list_records
from yishu.audit.record import Action, Outcome
from yishu.catalogue.codes import from_path
from yishu.catalogue.errors import NotTheProvider, ResourceNotFound
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI
from yishu.hosting import fingerprint, reading
from yishu.hosting.copying_formats import FACT, MEDIA_TYPES
from yishu.hosting.errors import FileEmpty, NotDecodable
from yishu.hosting.fingerprint import NO_ROWS, Sample
from yishu.hosting.queries import find_holding, table_of
from yishu.hosting.reading_headers import header
from yishu.hosting.reading_sheet import DAMAGED
from yishu.hosting.shaping import table_of_entry
from yishu.hosting.tables import Table

OVERSEERS: Final = (Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
OF_PROVIDER: Final = (Role.RISK_OFFICER, Role.AGENCY_ADMINISTRATOR)
SURE: Final = -6.0
"""A copy is named where the chance that an unrelated file stands in the order of any copy is below one in a million."""
PAGE: Final = 500
_RECEIPT: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[0-9a-f]{64}")
_EVERYTHING: Final = Scope("", (), everything=True)


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """A copy that the file is, or says to be. `chance`: the decimal logarithm of the chance of a wrong attribution by order, None where the order says nothing;
    `labelled`: the file itself names this receipt, which whoever has both files could have put there."""

    receipt: str
    at: str
    agency: str
    agency_name: str
    system: str
    grant: str
    version: int | None
    chance: float | None
    labelled: bool


class Traced(msgspec.Struct, frozen=True, kw_only=True):
    """`holders`, the surest first. `rows` were read and `compared` of them looked at; `copies` were tried; `lacking`: items that the file would need to be read by its order."""

    resource: str
    digest: str
    rows: int
    compared: int
    copies: int
    holders: list[Holder]
    lacking: list[str]
    receipt: str = ""


def may_trace(actor: Actor, resource: Resource) -> None:
    """The node's security and audit administrators; of its own resources also a provider's administrator and risk officer. Raises RoleMissing, NotTheProvider."""
    if actor.kind == "platform" or actor.roles & set(OVERSEERS):
        return
    require(actor, *OVERSEERS, *OF_PROVIDER)
    if resource.provider_id != actor.agency_id:
        raise NotTheProvider


def trace(actor: Actor, code: str, path: Path) -> Traced:
    """Try every copy of the resource that is on record against the file, and put on record what came of it.

    Raises ResourceNotFound, RoleMissing, NotTheProvider, FileUnreadable and what else reading raises.
    """
    resource = Resource.objects.select_related("provider", "current").filter(code=from_path(code)).first()
    if resource is None:
        raise ResourceNotFound(code=code[:60])
    may_trace(actor, resource)
    file = _File.of(path, _table(resource))
    holders: list[Holder] = []
    copies = 0
    for seen in _copies(resource.code):
        copies += 1
        if holder := _tried(file, seen):
            holders.append(holder)
    found = Traced(
        resource=resource.code,
        digest=_digest(path),
        rows=max((each.rows for each in file.samples.values()), default=0),
        compared=max((each.distinct for each in file.samples.values()), default=0),
        copies=copies,
        holders=_named(_sure(holders, copies)),
        lacking=sorted(file.lacking),
    )
    return _recorded(actor, found)


def _sure(holders: list[Holder], copies: int) -> list[Holder]:
    """Those whose order tells, all candidates together, and those that the file names; the surest first."""
    most = SURE - math.log10(max(copies, 1))
    judged = [each if (each.chance or 0) < most else msgspec.structs.replace(each, chance=None) for each in holders]
    return sorted(
        (each for each in judged if each.labelled or each.chance is not None), key=lambda each: each.chance or 0
    )


@dataclass
class _File:
    """The file as it is tried: what it says of itself, and a sample of its rows for each set of items that named rows in a copy."""

    source: reading.Source
    codes: frozenset[str]
    receipt: str
    samples: dict[tuple[str, ...], Sample]
    lacking: set[str]

    @classmethod
    def of(cls, path: Path, table: Table) -> "_File":
        media_type = _media_type(path)
        source = reading.source(path, media_type, None, table, keys_only=False)
        source = replace(source, lenient=True, delimiter=_delimiter(path))
        try:
            names = header(source)
        except NotDecodable:
            source = replace(source, charset="gb18030")
            names = header(source)
        known = {name: column.code for column in table.columns for name in (column.code, column.name)}
        codes = frozenset(known[name] for name in names if name in known)
        return cls(source, codes, _said_receipt(path, source.format), {}, set())

    def sample(self, items: tuple[str, ...]) -> Sample:
        """Read once for each set of items; nothing where the file lacks one."""
        if items not in self.samples:
            missing = set(items) - self.codes
            self.lacking |= missing
            self.samples[items] = NO_ROWS if missing or not items else self._read(items)
        return self.samples[items]

    def _read(self, items: tuple[str, ...]) -> Sample:
        try:
            return fingerprint.sample(self._names(items))
        except NotDecodable:
            self.source = replace(self.source, charset="gb18030")
            return fingerprint.sample(self._names(items))

    def _names(self, items: tuple[str, ...]) -> Iterator[bytes]:
        table = self.source.table
        columns = tuple(table.by_code[item] for item in items)
        narrow = replace(self.source, table=Table(table.name, table.key_kind, columns))
        for chunk in reading.chunks(narrow):
            texts: Iterable[tuple[str | None, ...]] = zip(
                *(chunk.texts[item].to_pylist() for item in items), strict=True
            )
            yield from (fingerprint.name_of(columns, row) for row in texts)


def _table(resource: Resource) -> Table:
    holding = find_holding(resource)
    if holding is not None:
        return table_of(holding)
    if resource.current is None:
        raise ResourceNotFound(code=resource.code)
    return table_of_entry(resource.current, "")


def _copies(code: str) -> Iterator[Seen]:
    """The copies of a resource on record, page by page."""
    filters = Filters(action=Action.DATA_COPIED.value, outcome=Outcome.ALLOWED.value, resources=(code,))
    before = None
    while True:
        page = list_records(_EVERYTHING, filters, before=before, size=PAGE)
        yield from (seen for seen in page.records if seen.record.detail.get("how") != "compare")
        if page.before is None:
            return
        before = page.before


def _tried(file: _File, seen: Seen) -> Holder | None:
    record, receipt = seen.record, f"{seen.record.id}.{seen.leaf}"
    marked_by = record.detail.get("marked_by")
    chance = None
    if isinstance(marked_by, list) and set(marked_by) <= set(file.source.table.by_code):
        key = fingerprint.key_of(settings.YISHU_SECRETS.subjects, receipt)
        chance = fingerprint.chance(file.sample(tuple(marked_by)), key)
    if receipt != file.receipt and (chance is None or chance > SURE):
        return None
    return Holder(
        receipt=receipt,
        at=record.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        agency=record.agency,
        agency_name="",
        system=record.actor_name,
        grant=record.grant,
        version=record.version,
        chance=chance if chance is None else round(chance, 1),
        labelled=receipt == file.receipt,
    )


def _named(holders: list[Holder]) -> list[Holder]:
    names = dict(Agency.objects.filter(code__in={each.agency for each in holders}).values_list("code", "name"))
    return [msgspec.structs.replace(each, agency_name=names.get(each.agency, "")) for each in holders]


@transaction.atomic
def _recorded(actor: Actor, found: Traced) -> Traced:
    receipt = recording.record(
        actor,
        Action.COPY_TRACED,
        resource=found.resource,
        target=found.digest,
        receipts=[each.receipt for each in found.holders],
        rows=found.rows,
        copies=found.copies,
    )
    return msgspec.structs.replace(found, receipt=receipt)


def _media_type(path: Path) -> str:
    """By what the file begins with: a leaked file may have any name."""
    with path.open("rb") as file:
        first, more = file.read(4), file.read(4096)
    if not first:
        raise FileEmpty
    if first.startswith(b"{") and b'"FeatureCollection"' in first + more:
        return MEDIA_TYPES["geojson"]
    forms = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx", b"\xff\xff\xff\xff": "arrow"}
    return MEDIA_TYPES[forms.get(first, "ndjson" if first.startswith(b"{") else "csv")]


def _delimiter(path: Path) -> str:
    """Of a CSV file the one that its first line holds most often."""
    with path.open("rb") as file:
        line = file.readline(65_536).decode("latin-1")
    return max(",;\t", key=line.count)


def _said_receipt(path: Path, form: str) -> str:
    """The receipt that the file itself names, in its metadata or properties; they may be gone, or be another file's."""
    said = ""
    try:
        if form in (reading.PARQUET, reading.ARROW):
            facts = _schema(path, form).metadata or {}
            said = facts.get(f"{FACT}receipt".encode(), b"").decode("utf-8", "replace")
        elif form == reading.XLSX:
            with path.open("rb") as file:
                properties = openpyxl.load_workbook(file, read_only=True).properties
            said = f"{properties.identifier} {properties.description}"
    except (pa.ArrowException, *DAMAGED):
        return ""
    found = _RECEIPT.search(said)
    return found[0] if found else ""


def _schema(path: Path, form: str) -> pa.Schema:
    if form == reading.PARQUET:
        return parquet.read_schema(path)
    with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as stream:
        return stream.schema


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
