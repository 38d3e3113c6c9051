"""No record may stand in a declared range: else a consumer would leave it out as a control record (20.2, 21.2)."""

from functools import reduce

from yishu.catalogue.models import Resource
from yishu.hosting.controls.models import Declaration
from yishu.hosting.declared.evaluating import Check
from yishu.hosting.declared.rules import Pattern
from yishu.hosting.faults import Fault
from yishu.hosting.tables import Table


def range_checks(resource: Resource, table: Table) -> list[Check]:
    """A key that begins as control records do is sent back. Ranges of the standards need none: their numbers are refused by their kind."""
    found = Declaration.objects.filter(resource=resource, ended_at=None).first()
    column = table.by_code.get(found.item) if found else None
    if found is None or column is None or found.start != 1 or table.key_kind != "plain":
        return []
    zh = f"以 {found.text} 开头的{column.name}保留给标识记录，不会是真实记录，请核对。"
    en = f"Values of {column.code} that begin with {found.text} are reserved for control records; check it."
    return [Check(Pattern(column, not_beginning(found.text)), Fault(column.code, "reserved", zh, en))]


def not_beginning(text: str) -> str:
    """RE2 has no looking ahead: either it differs at some place, or it ends before."""
    return reduce(
        lambda rest, one: f"(?:[^{one}](?s:.*)|{one}{rest})?", reversed(text[:-1]), f"(?:[^{text[-1]}](?s:.*))?"
    )
