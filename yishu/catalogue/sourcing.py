"""Which resource is the source of a data element in a scope (4.3, 15.1).

A scope is a territory, a division with all below it, and a subject, whom or what the data are about. Two scopes overlap where one division lies in the other and
the subjects are the same, or one of them names none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from yishu.catalogue.rules import Source
from yishu.core.text import folded_name


@dataclass(frozen=True, slots=True)
class Scope:
    """`territory` is a division code of six digits, `subject` free words, empty for all."""

    territory: str
    subject: str = ""

    def overlaps(self, other: "Scope") -> bool:
        mine, theirs = _prefix(self.territory), _prefix(other.territory)
        is_within = mine.startswith(theirs) or theirs.startswith(mine)
        subjects = {folded_name(self.subject), folded_name(other.subject)} - {""}
        return is_within and len(subjects) < 2


@dataclass(frozen=True, slots=True)
class Claim:
    """A resource that is a source of a data element, or has asked to be. `role` is `source`, `verifying`, or `second`: beside the first one by a law."""

    element: str
    role: str
    scope: Scope
    source: Source
    law: str
    in_force: bool


_CLAIMS = """
select i.data_element, i.role, coalesce(nullif(e.territory, ''), a.division_id, ''), e.subject_scope,
    r.code, e.name, r.provider_name, e.second_source_law, e.id = r.current_id
from catalogue_item i
join catalogue_entry e on e.id = i.entry_id
join catalogue_resource r on r.id = e.resource_id
left join agencies_agency a on a.id = r.provider_id
where i.data_element = any(%(elements)s) and not i.is_key and i.role <> 'reference'
and r.state not in ('withdrawn', 'imported') and r.id <> %(apart_from)s
and (e.id = r.current_id
    or e.status in ('in_agency_review', 'in_secrecy_review', 'in_coordinator_review'))
order by i.data_element, e.second_source_law <> '', r.id, e.id <> r.current_id
"""


def list_claims(elements: Iterable[str], *, apart_from: int = 0) -> list[Claim]:
    """Who is a source of these data elements, or has asked to be: the first one of a scope before those beside it; drafts do not count."""
    wanted = list(elements)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, {"elements": wanted, "apart_from": apart_from})
        rows = cursor.fetchall()
    claims: list[Claim] = []
    for element, role, territory, subject, code, name, provider, law, in_force in rows:
        scope, source = Scope(territory, subject), Source(code, name, provider)
        beside = role != "verifying" and bool(law) and element in sources_within(claims, scope)
        said = role if role == "verifying" else "second" if beside else "source"
        claims.append(Claim(element, said, scope, source, law if beside else "", in_force))
    return claims


def sources_within(claims: Iterable[Claim], scope: Scope) -> dict[str, Source]:
    """Data element → the first of its sources whose scope overlaps with this one."""
    found: dict[str, Source] = {}
    for claim in claims:
        if claim.role == "source" and claim.scope.overlaps(scope):
            found.setdefault(claim.element, claim.source)
    return found


def lock(elements: Iterable[str]) -> None:
    """Nobody else becomes a source of these data elements until we commit: the second of two at once must see the first."""
    with connection.cursor() as cursor:
        for element in sorted(set(elements)):
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 15))", [f"catalogue.source {element}"])


def _prefix(division: str) -> str:
    """330100 → 3301: what the codes of all divisions below begin with."""
    while division.endswith("00"):
        division = division[:-2]
    return division
