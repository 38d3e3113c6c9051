"""How many records a search finds, told up to a bound: by the blocks' bits and the newest ids alone, no record is read."""

from typing import Final

from django.db import connection

from yishu.audit import postings
from yishu.audit.wanted import Bounds, Filters, Scope, bounds_of, conditions, groups_of, scope_condition

MOST: Final = 1000
_SHORT: Final = 5 * postings.SPAN
"""Records of a log that is looked through where it has no blocks yet."""


def count_up_to(scope: Scope, filters: Filters, most: int) -> int | None:
    """One more than `most` says that there are more. None where it would cost more than it tells: of one case or subject, of what names no case, while blocks are missing."""
    if filters.number or filters.case or filters.subject is not None or filters.without_case:
        return None
    bounds, groups = bounds_of(filters, None), groups_of(scope, filters)
    if filters.fits_nothing or bounds.is_empty:
        return 0
    edge = postings.indexed_below(groups) if groups else None
    if edge is None:
        return _newer(scope, filters, bounds, most + 1) if not groups or _is_short() else None
    found = _newer(scope, filters, Bounds(max(edge, bounds.least or edge), bounds.below), most + 1)
    older = Bounds(bounds.least, min(edge, bounds.below or edge))
    return found + len(postings.newest(groups, older, most + 1 - found)) if found <= most else found


def _newer(scope: Scope, filters: Filters, bounds: Bounds, most: int) -> int:
    if bounds.is_empty:
        return 0
    text, parameters = conditions(filters, bounds)
    own = {"agency": scope.agency, "resources": list(scope.resources), "most": most}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select count(*) from (
                select 1 from audit_record where {text} and {scope_condition(scope, filters.side)} limit %(most)s
            ) found
            """,
            parameters | own,
        )
        return cursor.fetchone()[0]


def _is_short() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(index), 0) < %s from audit_leaf", [_SHORT])
        return cursor.fetchone()[0]
