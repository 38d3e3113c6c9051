"""What the register holds in force. Everything by its lasting identifier; `None`, or no key, where nothing of that name is in force."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from yishu.standards.models import CodeList, DataElement, Kept, Standard, State

LIKENESS: Final = 0.6
"""From which share of common pairs of characters (Dice) two names are called similar."""
MOST_SUGGESTED: Final = 5
LONGEST_NAME: Final = 120


def get_element(identifier: str) -> DataElement | None:
    """The version in force of a data element."""
    return _elements().filter(identifier=identifier).first()


def elements_in_force(identifiers: Iterable[str]) -> dict[str, DataElement]:
    """Those of these data elements that are in force, in one query."""
    wanted = set(identifiers)
    return {found.identifier: found for found in _elements().filter(identifier__in=wanted)} if wanted else {}


def suggest_elements(names: Sequence[str]) -> dict[str, list[DataElement]]:
    """For each name the elements in force that it may mean, the surest first, at most MOST_SUGGESTED: those that are called so, by name before alias,
    whatever the width, case or blanks; where there are none, those whose names are alike and end alike (in Chinese the last word says what it is), then those
    whose name the asked one ends with: 法定代表人身份证号 is an 身份证号. One statement for all names."""
    asked = list(dict.fromkeys(names))
    with connection.cursor() as cursor:
        given = [name[:LONGEST_NAME].replace("\0", "") for name in asked]
        cursor.execute(_SUGGEST, {"names": given, "likeness": LIKENESS, "most": MOST_SUGGESTED})
        found = cursor.fetchall()
    by_key = _elements().in_bulk({key for _, key in found})
    suggested: dict[str, list[DataElement]] = {name: [] for name in asked}
    for n, key in found:
        suggested[asked[n - 1]].append(by_key[key])
    return suggested


def get_code_list(identifier: str) -> CodeList | None:
    """The version in force of a code list."""
    return CodeList.objects.filter(identifier=identifier, state=State.IN_FORCE).select_related("standard").first()


def code_list_values(identifier: str) -> dict[str, str]:
    """Code → text of the version in force, in the list's own order; empty where there is none."""
    found = get_code_list(identifier)
    return dict(found.values.values_list("code", "text")) if found else {}


def standards_in_force(codes: Iterable[str]) -> dict[str, Standard]:
    """Those of these standards that are in force today."""
    wanted = set(codes)
    return {found.code: found for found in in_force_today().filter(code__in=wanted)} if wanted else {}


def list_users(kept: Kept) -> list[str]:
    """What in force needs this: the elements of a code list, elements and code lists of a standard, by identifier and name."""
    return [str(one) for one in (*list_elements_of(kept), *list_code_lists_of(kept))]


def list_elements_of(kept: Kept) -> list[DataElement]:
    """The elements in force that use a code list or follow a standard."""
    if isinstance(kept, CodeList):
        return list(_elements().filter(code_list__identifier=kept.identifier))
    return list(_elements().filter(standard_id=kept.pk)) if isinstance(kept, Standard) else []


def list_code_lists_of(kept: Kept) -> list[CodeList]:
    """The code lists in force that follow a standard."""
    if not isinstance(kept, Standard):
        return []
    return list(CodeList.objects.filter(state=State.IN_FORCE, standard_id=kept.pk))


def in_force_today() -> QuerySet[Standard]:
    today = timezone.localdate()
    begun = Q(in_force_from=None) | Q(in_force_from__lte=today)
    lasting = Q(in_force_until=None) | Q(in_force_until__gte=today)
    return Standard.objects.filter(begun, lasting, state=State.IN_FORCE)


def _elements() -> QuerySet[DataElement]:
    return DataElement.objects.filter(state=State.IN_FORCE).select_related("code_list", "standard")


_SUGGEST = """
with asked as (
    select n, yishu_folded(name) as folded from unnest(%(names)s::text[]) with ordinality as given (name, n)
),
sure as (
    select a.n, e.id, case when e.folded_names[1] = a.folded then 1 else 2 end as rank, 1.0 as likeness
    from asked a join standards_dataelement e on e.state = 'in_force' and e.folded_names @> array[a.folded]
    where a.folded <> ''
),
open_names as (
    select distinct a.n, a.folded, substr(a.folded, at, 2) as gram
    from asked a, generate_series(1, length(a.folded) - 1) as at
    where not exists (select from sure s where s.n = a.n)
),
known as (
    select e.id, word, word = e.folded_names[1] as is_name, substr(word, at, 2) as gram
    from standards_dataelement e, unnest(e.folded_names) as word, generate_series(1, length(word) - 1) as at
    where e.state = 'in_force' and e.pairs && (select array_agg(distinct gram) from open_names)
),
qualified as (
    select o.n, k.id, k.word from open_names o join known k using (gram)
    where right(o.folded, length(k.word)) = k.word and length(k.word) >= case when k.is_name then 2 else 3 end
),
alike as (
    select o.n, k.id, 2.0 * count(distinct o.gram) / (length(o.folded) + length(k.word) - 2) as likeness
    from open_names o join known k using (gram)
    where translate(right(o.folded, 1), '码称间', '号名期') = translate(right(k.word, 1), '码称间', '号名期')
        or right(regexp_replace(o.folded, '代码$', ''), 1) = right(regexp_replace(k.word, '代码$', ''), 1)
    group by o.n, o.folded, k.id, k.word
    having 2.0 * count(distinct o.gram) / (length(o.folded) + length(k.word) - 2) >= %(likeness)s
),
found as (
    select * from sure
    union all
    select n, id, 4, max(length(word)) from qualified group by n, id
    union all
    select n, id, 3, max(likeness) from alike group by n, id
),
once as (
    select distinct on (n, id) * from found order by n, id, rank, likeness desc
),
placed as (
    select f.*, row_number() over (partition by f.n order by f.rank, f.likeness desc, f.id) as place from once f
)
select n, id from placed where place <= %(most)s order by n, place
"""
