"""Whose copy a leaked file is (20.2): found by what its format says of it, by the order of its rows, which each copy has of its own, and by its control records."""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from yishu.access.errors import NoResourceFits
from yishu.access.tracing_controls import Candidate, Hits, find_hits
from yishu.access.tracing_files import TracedFile
from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.errors import RecordNotFound
from yishu.audit.queries import Filters, Scope, Seen, get_record, list_records
from yishu.audit.record import Action, Outcome
from yishu.catalogue.codes import from_path
from yishu.catalogue.errors import NotTheProvider, ResourceNotFound
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI
from yishu.hosting import fingerprint
from yishu.hosting.controls.queries import list_declarations
from yishu.hosting.controls.rules import ControlRule
from yishu.hosting.fingerprint import Sample
from yishu.hosting.models import Holding
from yishu.hosting.queries import find_holding, table_of
from yishu.hosting.shaping import table_of_entry
from yishu.hosting.tables import Table

OVERSEERS: Final = (Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
OF_PROVIDER: Final = (Role.RISK_OFFICER, Role.AGENCY_ADMINISTRATOR)
SURE: Final = -6.0
"""A copy is named where the chance that an unrelated file bears the mark of any copy is below one in a million."""
PAGE: Final = 500
MOST_RESOURCES: Final = 10
"""So many that have a file's columns are tried; of more, one must be named."""
_EVERYTHING: Final = Scope("", (), everything=True)


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """A copy that the file is, or says to be. `chance` and `control_chance`: the decimal logarithms of the chance of a wrong attribution by order, and by the `control_hits`
    of its `control_records` that the file has; None where that mark says nothing. `labelled`: the file itself names this receipt, which whoever has both files could have put there."""

    receipt: str
    at: str
    agency: str
    agency_name: str
    system: str
    grant: str
    version: int | None
    chance: float | None
    labelled: bool
    control_chance: float | None = None
    control_hits: int = 0
    control_records: int = 0

    @property
    def at_minute(self) -> str:
        """As people write it."""
        return self.at[:16].replace("T", " ")

    @property
    def is_proved(self) -> bool:
        """By a mark that nobody can make without the node's secret."""
        return self.chance is not None or self.control_chance is not None


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
    if _oversees(actor):
        return
    require(actor, *OVERSEERS, *OF_PROVIDER)
    if resource.provider_id != actor.agency_id:
        raise NotTheProvider


def trace(actor: Actor, code: str, path: Path) -> Traced:
    """Try every copy of the resource that is on record against the file, and put on record what came of it.

    Without a code, every resource that has the file's columns; what is said is of the one whose copy it most surely is.
    Raises ResourceNotFound, RoleMissing, NotTheProvider, NoResourceFits, FileUnreadable and what else reading raises.
    """
    if code:
        resources = [_named_resource(actor, code)]
        file = TracedFile.of(path)
    else:
        file = TracedFile.of(path)
        resources = _fitting(actor, file)
    return min((_traced(actor, resource, file, path) for resource in resources), key=_rank)


def _traced(actor: Actor, resource: Resource, file: TracedFile, path: Path) -> Traced:
    trial = _Trial(file, _table(resource), {each.pk: each.rule for each in list_declarations(resource)}, {}, set())
    holders, copies = trial.holders(resource.code)
    holders = _sure(holders, copies)
    samples = trial.samples.values()
    found = Traced(
        resource=resource.code,
        digest=_digest(path),
        rows=max((each.rows for each in samples), default=0),
        compared=max((each.distinct for each in samples), default=0),
        copies=copies,
        holders=_named(holders),
        lacking=sorted(trial.lacking),
    )
    return _recorded(actor, found)


def _rank(found: Traced) -> tuple[bool, float]:
    return not found.holders, min(map(_surest, found.holders), default=0.0)


def _surest(holder: Holder) -> float:
    return min(holder.chance or 0.0, holder.control_chance or 0.0)


def _sure(holders: list[Holder], copies: int) -> list[Holder]:
    """Those whose order or control records tell, all candidates together, and those that the file names; the surest first."""
    most = SURE - math.log10(max(copies, 1))
    judged = [
        msgspec.structs.replace(
            each,
            chance=each.chance if (each.chance or 0) < most else None,
            control_chance=each.control_chance if (each.control_chance or 0) < most else None,
        )
        for each in holders
    ]
    return sorted((each for each in judged if each.labelled or each.is_proved), key=_surest)


@dataclass
class _Trial:
    """A file tried against copies of one resource: a sample of its rows for each set of items that named rows in a copy. `rules`: of control records, by declaration."""

    file: TracedFile
    table: Table
    rules: dict[int, ControlRule]
    samples: dict[tuple[str, ...], Sample]
    lacking: set[str]

    def holders(self, code: str) -> tuple[list[Holder], int]:
        """Who may hold it, and of how many copies on record. These are read twice, for there may be more than memory holds."""
        hits: dict[str, Hits] = {}
        if self.rules:
            candidates = (one for seen in _copies(code) if (one := self._candidate(seen)))
            hits = find_hits(self.file, self.table, candidates)
        holders: list[Holder] = []
        copies = 0
        for seen in _copies(code):
            copies += 1
            if holder := self._tried(seen, hits.get(_receipt(seen))):
                holders.append(holder)
        return holders, copies

    def _candidate(self, seen: Seen) -> Candidate | None:
        detail, receipt = seen.record.detail, _receipt(seen)
        rule = self.rules.get(detail.get("controls") or 0)  # type: ignore[arg-type]
        if rule is None or rule.item not in self.table.by_code:
            return None
        key = fingerprint.control_key_of(settings.YISHU_SECRETS.subjects, receipt)
        apart = frozenset(detail.get("controls_apart") or ())  # type: ignore[arg-type]
        return Candidate(receipt, rule, key, int(detail["control_records"]), apart)  # type: ignore[arg-type]

    def _tried(self, seen: Seen, hits: Hits | None) -> Holder | None:
        record, receipt = seen.record, _receipt(seen)
        chance = self._by_order(record.detail.get("marked_by"), record.detail.get("order"), receipt)
        labelled = receipt == self.file.receipt
        told = [each for each in (chance, hits.chance if hits else None) if each is not None and each <= SURE]
        if not labelled and not told:
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
            labelled=labelled,
            control_chance=round(hits.chance, 1) if hits else None,
            control_hits=hits.records if hits else 0,
            control_records=int(record.detail.get("control_records") or 0),  # type: ignore[arg-type]
        )

    def _by_order(self, marked_by: object, order: object, receipt: str) -> float | None:
        if not isinstance(marked_by, list) or not set(marked_by) <= set(self.table.by_code):
            return None
        key = fingerprint.key_of(settings.YISHU_SECRETS.subjects, receipt)
        return fingerprint.chance(self._sample(tuple(marked_by)), key, order)

    def _sample(self, items: tuple[str, ...]) -> Sample:
        """Read once for each set of items; nothing where the file lacks one."""
        if items not in self.samples:
            self.lacking |= set(items) - self.file.codes(self.table)
            self.samples[items] = self.file.sample(self.table, items)
        return self.samples[items]


def _named_resource(actor: Actor, code: str) -> Resource:
    resource = Resource.objects.select_related("provider", "current").filter(code=from_path(code)).first()
    if resource is None:
        raise ResourceNotFound(code=code[:60])
    may_trace(actor, resource)
    return resource


def _fitting(actor: Actor, file: TracedFile) -> list[Resource]:
    """The resource of which the file names a copy; those that know most of its columns."""
    known = {resource.pk: resource for resource in _traceable(actor)}
    if labelled := _labelled(file.receipt):
        for resource in known.values():
            if resource.code == labelled:
                return [resource]
    counts: dict[int, int] = {}
    for holding in Holding.objects.select_related("entry__resource").filter(resource__in=known):
        if count := len(file.codes(table_of(holding))):
            counts[holding.resource_id] = count
    most = max(counts.values(), default=0)
    best = sorted((pk for pk, count in counts.items() if count == most), key=lambda pk: known[pk].code)
    if not best or len(best) > MOST_RESOURCES:
        raise NoResourceFits(count=len(best))
    return [known[pk] for pk in best]


def _labelled(receipt: str) -> str:
    """The resource of the copy with this receipt."""
    if not receipt:
        return ""
    try:
        return get_record(_EVERYTHING, UUID(receipt.partition(".")[0])).record.resource
    except RecordNotFound:
        return ""


def _traceable(actor: Actor) -> QuerySet[Resource]:
    resources = Resource.objects.select_related("provider", "current")
    if _oversees(actor):
        return resources.exclude(holding=None)
    require(actor, *OVERSEERS, *OF_PROVIDER)
    return resources.filter(provider_id=actor.agency_id).exclude(holding=None)


def _oversees(actor: Actor) -> bool:
    return actor.kind == "platform" or bool(actor.roles & set(OVERSEERS))


def _table(resource: Resource) -> Table:
    holding = find_holding(resource)
    if holding is not None:
        return table_of(holding)
    if resource.current is None:
        raise ResourceNotFound(code=resource.code)
    return table_of_entry(resource.current, "")


def _receipt(seen: Seen) -> str:
    return f"{seen.record.id}.{seen.leaf}"


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


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
