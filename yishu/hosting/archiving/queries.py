"""Which versions are in files, and which are to be."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Min

from yishu.catalogue.models import Resource
from yishu.hosting.archiving import loading
from yishu.hosting.archiving.models import ArchiveRule, VersionFile
from yishu.hosting.archiving.rules import Each, Made, last_of_each, staying
from yishu.hosting.errors import ChangesExpired, SinceAhead
from yishu.hosting.models import Batch, Holding

KEPT = VersionFile.State.KEPT


def rule_of(resource: Resource) -> ArchiveRule | None:
    """The newest; None where no files were ever wanted."""
    return ArchiveRule.objects.filter(resource=resource).first()


def get_rule(resource: Resource) -> ArchiveRule:
    rule = rule_of(resource)
    assert rule is not None
    return rule


def list_files(holding: Holding | None) -> Sequence[VersionFile]:
    """Those that can be read, the newest version first."""
    return list(VersionFile.objects.filter(holding=holding, state=KEPT)) if holding else []


def files_due(holding: Holding, now: datetime) -> list[Made]:
    """The versions that are to have a file and have none, as far as the log still tells them; the oldest first."""
    rule = rule_of(holding.resource)
    if rule is None or rule.each == ArchiveRule.Each.NONE or not holding.version:
        return []
    files = _files(holding)
    chosen = {one.number: one for one in last_of_each(_made(holding, now), Each(rule.each), now)}
    stay = staying([*(files | chosen).values()], days=rule.days, newest=rule.newest, now=now)
    return [one for number, one in sorted(chosen.items()) if number in stay and number not in files]


def files_over(holding: Holding, now: datetime) -> list[int]:
    """The versions whose files go by the rule."""
    rule = rule_of(holding.resource)
    if rule is None:
        return []
    files = _files(holding)
    stay = staying([*files.values()], days=rule.days, newest=rule.newest, now=now)
    return sorted(files.keys() - stay)


def oldest_unwritten(resource: Resource, now: datetime) -> int | None:
    """Down to which version the log must stay, so that files can still be written: expiry waits (see `keeping.followers`)."""
    holding = Holding.objects.filter(resource=resource).select_related("resource").first()
    due = files_due(holding, now) if holding else []
    return min((one.number for one in due), default=None)


def require_readable(holding: Holding, version: int) -> None:
    """By the log or a file. Raises SinceAhead, ChangesExpired."""
    if version > holding.version:
        raise SinceAhead(since=version, version=holding.version)
    if version >= holding.kept or VersionFile.objects.filter(holding=holding, version=version, state=KEPT).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(loading.NEAREST, {"holding": holding.pk, "version": version, "kept": holding.kept})
        near = loading.listed(number for (number,) in cursor.fetchall())
    raise ChangesExpired(since=version, kept=holding.kept, nearest=near)


def _files(holding: Holding) -> dict[int, Made]:
    found = VersionFile.objects.filter(holding=holding, state=KEPT).values_list("version", "made_at")
    return {number: Made(number, at) for number, at in found}


def _made(holding: Holding, now: datetime) -> list[Made]:
    """The versions that the log still tells."""
    batches = Batch.objects.filter(holding=holding, version__gte=max(holding.kept, 1), published_at__lte=now)
    made = batches.values("version").annotate(at=Min("published_at")).order_by("version")
    return [Made(one["version"], one["at"]) for one in made]
