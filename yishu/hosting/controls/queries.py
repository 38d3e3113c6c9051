"""Reading declarations of control records, and showing what such records look like."""

import secrets
from dataclasses import dataclass

from yishu.catalogue.models import Resource
from yishu.catalogue.queries import get_resource
from yishu.core.actor import Actor
from yishu.hosting.controls.drawing import Controls
from yishu.hosting.controls.models import Declaration
from yishu.hosting.controls.rules import ControlRule, count_for
from yishu.hosting.fingerprint import marking_items
from yishu.hosting.masking import NO_MASKS
from yishu.hosting.tables import Table, shown

SAMPLE_ROWS = 12
"""A copy of so few rows has three control records."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Some control records as a page shows them, of no copy: the items' names, and rows of values."""

    heads: list[str]
    rows: list[list[str]]


def find_declaration(resource: Resource) -> Declaration | None:
    """The one in force."""
    return Declaration.objects.filter(resource=resource, ended_at=None).first()


def list_declarations(resource: Resource) -> list[Declaration]:
    """All that ever were, the newest first: old copies are traced by theirs."""
    return list(Declaration.objects.filter(resource=resource).order_by("-declared_at", "-pk"))


def find_seen(actor: Actor, code: str) -> tuple[Resource, Declaration | None]:
    """Of a resource that the actor may see. Raises ResourceNotFound."""
    resource = get_resource(code, viewer=actor)
    return resource, find_declaration(resource)


def sample_records(table: Table, rule: ControlRule) -> Shown:
    """By a key of no copy, so that these records accuse nobody."""
    columns = tuple(column for column in table.columns if column.code in rule.shapes)
    items = tuple(column.code for column in columns)
    controls = Controls(rule, SAMPLE_ROWS, columns, marking_items(table, items), NO_MASKS, None)
    assert controls.count == count_for(SAMPLE_ROWS)
    records = controls.records(secrets.token_bytes(32))
    return Shown(
        [column.name for column in columns],
        [["" if value is None else str(shown(value)) for value in record.values] for record in records],
    )
