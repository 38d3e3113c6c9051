"""Files of versions, and the rule by which they are kept, over HTTP (20.1, 27.3)."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from yishu.agencies.api import PlainText, WholeNumber, known
from yishu.hosting.archiving import commands, queries
from yishu.hosting.archiving.models import ArchiveRule, VersionFile
from yishu.hosting.keeping.queries import kept_of
from yishu.hosting.queries import find_holding

router = Router(tags=["data"], auth=known)


class ArchiveRuleOut(Schema):
    """A file is kept of `each`: version, or the last one of each day, month or quarter; none: no more. It goes when older than `days` and not among the `newest` ones; null does not count."""

    each: str
    days: int | None
    newest: int | None
    reason: str
    set_at: datetime


class ArchiveRuleIn(Schema):
    model_config = ConfigDict(extra="forbid")
    each: str = Field(max_length=20, description="version, day, month, quarter, none")
    days: WholeNumber | None = None
    newest: WholeNumber | None = None
    reason: PlainText


class VersionFileOut(Schema):
    """`only`: the log tells of it no more. `digest`: SHA-256 of the file, which is handed out to nobody as it is."""

    version: int
    made_at: datetime
    records: int
    size: int
    digest: str
    only: bool
    sound: bool = Field(description="false: found missing or altered, and refused until it is brought back")


class VersionFilesOut(Schema):
    rule: ArchiveRuleOut | None
    files: list[VersionFileOut]


@router.get("/{code}/version-files", response=VersionFilesOut)
def list_version_files(request: HttpRequest, code: str, limit: int = 100) -> VersionFilesOut:
    """The versions that are kept as files, the newest first, for whoever may see the resource; each can be copied (bulk?version=)."""
    kept = kept_of(request.actor, code)  # type: ignore[attr-defined]
    holding, rule = find_holding(kept.resource), queries.rule_of(kept.resource)
    files = queries.list_files(holding)[: min(max(limit, 1), 1000)]
    told = [_file(one, kept.oldest) for one in files]
    return VersionFilesOut(rule=_rule(rule) if rule else None, files=told)


@router.put("/{code}/archive-rule", response=ArchiveRuleOut)
def set_archive_rule(request: HttpRequest, code: str, body: ArchiveRuleIn) -> ArchiveRuleOut:
    """Say of which versions files are kept: the provider's data officer, or its system with the scope publish."""
    actor, given = request.actor, body.dict()  # type: ignore[attr-defined]
    return _rule(commands.keep_files(actor, code, **given, now=timezone.now()))


def _rule(rule: ArchiveRule) -> ArchiveRuleOut:
    return ArchiveRuleOut(each=rule.each, days=rule.days, newest=rule.newest, reason=rule.reason, set_at=rule.set_at)


def _file(one: VersionFile, oldest: int) -> VersionFileOut:
    return VersionFileOut(
        version=one.version,
        made_at=one.made_at,
        records=one.records,
        size=one.size,
        digest=one.digest,
        only=one.version < oldest,
        sound=not one.fault,
    )
