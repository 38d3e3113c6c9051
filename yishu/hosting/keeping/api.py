"""Versions, the rule by which they are kept, and a change of shape, over HTTP (20.1, 27.3)."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict

from yishu.agencies.api import WITHOUT_FRACTION, PlainText, WholeNumber, known
from yishu.hosting.archiving.queries import list_files
from yishu.hosting.keeping import commands, queries
from yishu.hosting.keeping.models import KeepRule
from yishu.hosting.queries import find_holding
from yishu.hosting.shaping import NO_CHANGE, Change

router = Router(tags=["data"], auth=known)


class KeepingRuleOut(Schema):
    """A version goes when it is older than `days` and not among the newest `versions`; null does not count."""

    days: int | None
    versions: int | None
    reason: str
    set_at: datetime


class KeptVersionOut(Schema):
    version: int
    made_at: datetime
    inserted: int
    updated: int
    deleted: int
    added: list[str] = Field(description="items that came with this version; likewise the next three")
    dropped: list[str]
    retyped: list[str]
    required: list[str]


class VersionsOut(Schema):
    """`oldest` to `newest` can be copied (bulk?version=), and those in `files`, which may be older. `rule` is null where all are kept."""

    oldest: int
    newest: int
    rule: KeepingRuleOut | None
    versions: list[KeptVersionOut]
    files: list[int] = Field(
        description="the versions that are kept as whole files, the newest first; see version-files"
    )


class KeepingRuleIn(Schema):
    model_config = ConfigDict(extra="forbid")
    days: WholeNumber | None = None
    versions: WholeNumber | None = None
    reason: PlainText


class ShapeOut(Schema):
    """What the entry in force changes of the hosted records, by item; `misfits` of them would be sent back, standing on with that item empty."""

    entry_version: int
    added: list[str]
    dropped: list[str]
    retyped: list[str]
    required: list[str]
    records: int
    misfits: int


class AgreedIn(Schema):
    """`agreed`: how many records may be sent back, as foreseen."""

    model_config = ConfigDict(extra="forbid")
    agreed: Annotated[int, Field(strict=True, ge=0, le=2**63 - 1), WITHOUT_FRACTION]


class ConvertedOut(Schema):
    batch: str
    version: int
    accepted: int
    quarantined: int
    signature: str


@router.get("/{code}/versions", response=VersionsOut)
def list_versions(request: HttpRequest, code: str, limit: int = 100) -> VersionsOut:
    """The newest kept versions of a resource, for whoever may see it."""
    kept = queries.kept_of(request.actor, code)  # type: ignore[attr-defined]
    holding = find_holding(kept.resource)
    found = queries.list_versions(holding, min(max(limit, 1), 1000)) if holding else []
    return VersionsOut(
        oldest=kept.oldest,
        newest=kept.newest,
        rule=_rule(kept.rule) if kept.rule else None,
        versions=[_version(one) for one in found],
        files=[one.version for one in list_files(holding)[:1000]],
    )


@router.put("/{code}/keep-rule", response=KeepingRuleOut)
def set_keep_rule(request: HttpRequest, code: str, body: KeepingRuleIn) -> KeepingRuleOut:
    """Say how long versions are kept: the provider's data officer, or its system with the scope publish."""
    actor, given = request.actor, body.dict()  # type: ignore[attr-defined]
    return _rule(commands.keep(actor, code, **given, now=timezone.now()))


@router.get("/{code}/shape", response=ShapeOut)
def foresee_shape(request: HttpRequest, code: str) -> ShapeOut:
    """What a new version of the entry would do to the records that are hosted; nothing is changed."""
    found = commands.foresee(request.actor, code)  # type: ignore[attr-defined]
    return ShapeOut(
        entry_version=found.entry.version,
        records=found.records,
        misfits=found.misfits,
        **_codes(found.change),
    )


@router.post("/{code}/shape", response={201: ConvertedOut})
def convert_shape(request: HttpRequest, code: str, body: AgreedIn) -> Status[ConvertedOut]:
    """Bring the hosted records to the shape of the entry in force; readers do not wait. The answer is the receipt."""
    batch = commands.convert(request.actor, code, agreed=body.agreed, now=timezone.now())  # type: ignore[attr-defined]
    made = ConvertedOut(
        batch=str(batch.pk),
        version=batch.version or 0,
        accepted=batch.accepted,
        quarantined=batch.quarantined,
        signature=batch.signature,
    )
    return Status(201, made)


def _rule(rule: KeepRule) -> KeepingRuleOut:
    return KeepingRuleOut(days=rule.days, versions=rule.versions, reason=rule.reason, set_at=rule.set_at)


def _version(one: queries.Version) -> KeptVersionOut:
    return KeptVersionOut(
        version=one.number,
        made_at=one.made_at,
        inserted=one.inserted,
        updated=one.updated,
        deleted=one.deleted,
        **_codes(one.change or NO_CHANGE),
    )


def _codes(change: Change) -> dict[str, list[str]]:
    return {
        "added": [column.code for column in change.added],
        "dropped": [column.code for column in change.dropped],
        "retyped": [column.code for column in change.retyped],
        "required": [column.code for column in change.required],
    }
