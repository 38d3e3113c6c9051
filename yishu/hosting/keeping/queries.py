"""Which versions of a resource there are, in which shape, and by which rule they are kept."""

from dataclasses import dataclass
from datetime import datetime

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import get_resource
from yishu.core.actor import Actor
from yishu.hosting import shaping
from yishu.hosting.errors import NothingHosted
from yishu.hosting.keeping.models import KeepRule, Shape
from yishu.hosting.models import Batch, Holding
from yishu.hosting.queries import get_publishable
from yishu.hosting.shaping import Change


@dataclass(frozen=True, slots=True)
class Version:
    """A kept version: when it was made, and how; `change` where a new shape begins with it."""

    number: int
    made_at: datetime
    how: str
    inserted: int
    updated: int
    deleted: int
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a resource: versions `oldest` to `newest`, by the rule in force (None: all)."""

    resource: Resource
    oldest: int
    newest: int
    rule: KeepRule | None


def kept_of(actor: Actor, code: str) -> Kept:
    """For whoever may see the resource. Raises ResourceNotFound, NothingHosted."""
    resource = get_resource(code, viewer=actor)
    holding = Holding.objects.filter(resource=resource).first()
    if holding is None:
        raise NothingHosted(code=resource.code)
    return Kept(resource, holding.kept or min(1, holding.version), holding.version, rule_of(resource))


def get_own(actor: Actor, code: str) -> Resource:
    """Raises RoleMissing, ResourceNotFound, NotTheProvider."""
    require(actor, Role.DATA_OFFICER)
    return get_publishable(actor, code)


def rule_of(resource: Resource) -> KeepRule | None:
    """None where all versions are kept."""
    rule = KeepRule.objects.filter(resource=resource).first()
    return None if rule is None or (rule.days is None and rule.versions is None) else rule


def list_versions(holding: Holding, most: int) -> list[Version]:
    """The newest kept ones, at most so many, the newest first."""
    made = Batch.objects.filter(holding=holding, version__gte=max(holding.kept, 1))
    numbers = list(made.values_list("version", flat=True).distinct().order_by("-version")[:most])
    found = Batch.objects.filter(holding=holding, version__in=numbers)
    by_version: dict[int, Batch] = {}
    for batch in found.order_by("-published_at", "-received_at"):
        by_version[batch.version or 0] = batch
    changes = changes_of_shape(holding)
    return [
        Version(
            number,
            batch.published_at or batch.received_at,
            batch.get_how_display(),
            batch.inserted,
            batch.updated,
            batch.deleted,
            changes.get(number),
        )
        for number, batch in sorted(by_version.items(), reverse=True)
    ]


def changes_of_shape(holding: Holding) -> dict[int, Change]:
    """By the first version that has the new shape."""
    shapes = list(Shape.objects.filter(holding=holding).select_related("entry__resource"))
    entries = [*(shape.entry for shape in shapes), holding.entry]
    tables = [shaping.table_of_entry(entry, holding.table) for entry in entries]
    return {shape.last + 1: shaping.change_of(tables[n], tables[n + 1]) for n, shape in enumerate(shapes)}
