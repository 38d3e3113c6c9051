"""No record may stand in a declared range: else a consumer would leave it out as a control record (20.2, 21.2)."""

from functools import reduce

from yishu.catalogue.models import Resource
from yishu.hosting.controls.models import Declaration
from yishu.hosting.declared.evaluating import Check
from yishu.hosting.declared.rules import Pattern
from yishu.hosting.faults import Fault
from yishu.hosting.tables import Table


def range_checks(resource: Resource, table: Table) -> list[Check]:
    """A key in the range is sent back. Numbers of the standards' range are refused by their kind already, unless two people agreed that one is officially wrong."""
    found = Declaration.objects.filter(resource=resource, ended_at=None).first()
    column = table.by_code.get(found.item) if found else None
    if found is None or column is None:
        return []
    zh = f"{column.name}自第 {found.start} 位起为 {found.text} 的保留给标识记录，不会是真实记录，请核对。"
    en = f"{found.text} from place {found.start} of {column.code} on is reserved for control records; check it."
    pattern = Pattern(column, without(found.text, found.start - 1))
    return [Check(pattern, Fault(column.code, "reserved", zh, en))]


def number_in_force(resource: Resource) -> int | None:
    """Which declaration holds; one is made under the resource's lock."""
    return Declaration.objects.filter(resource=resource, ended_at=None).values_list("pk", flat=True).first()


def without(text: str, before: int) -> str:
    """The pattern of what does not have the text after so many characters. RE2 has no looking ahead: either it differs at some place, or it ends before."""
    last = f"(?:[^{text[-1]}](?s:.*))?"
    rest = reduce(lambda rest, one: f"(?:[^{one}](?s:.*)|{one}{rest})?", reversed(text[:-1]), last)
    return f"(?s:.{{0,{before}}})|(?s:.{{{before}}}){rest}" if before else rest
