"""Spellings of providers to agencies of the register: the same name, the same but for province, blanks and brackets, an alias; else suggestions.

What is surely the same is taken, once and for all (`Spelling`); what is only like it waits for somebody, with suggestions shown.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from yishu.agencies.models import Agency
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.portals import Found
from yishu.catalogue.spreadsheets.commands import require_coordinator
from yishu.catalogue.spreadsheets.models import Spelling
from yishu.catalogue.vocabulary import EntryStatus
from yishu.core.actor import Actor
from yishu.core.text import fold

Key = tuple[str, str, str]
"""Portal, county, spelling."""
MOST_SUGGESTED: Final = 3
LIKENESS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Suggestion:
    agency_id: int
    name: str
    likeness: float


def match(found: Iterable[Found]) -> dict[Key, str]:
    """The names to show: the register's where a spelling is matched, else the full name that was read, else the spelling."""
    names = {(each.portal, each.county, each.provider): each.agency for each in found if each.provider}
    known = {
        (each.portal, each.county, each.spelling): each
        for each in Spelling.objects.filter(portal__in={key[0] for key in names}).select_related("agency")
    }
    register = Register()
    for key, full in names.items():
        spelling = known.setdefault(key, Spelling(portal=key[0], county=key[1], spelling=key[2], full_name=full))
        if spelling.agency is None:  # the register may have grown since
            spelling.agency, spelling.how = register.find(full) if full else (None, Spelling.How.NONE)
    changed = [known[key] for key in names]
    Spelling.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["portal", "county", "spelling"],
        update_fields=["full_name", "agency", "how"],
    )
    return {key: _shown(known[key]) for key in names}


def _shown(spelling: Spelling) -> str:
    name = spelling.agency.name if spelling.agency else spelling.full_name or spelling.spelling
    return name[:120]


class Register:
    """The agencies by the ways in which a name may be theirs; a way that two share leads to none."""

    def __init__(self) -> None:
        self._ways: dict[str, dict[str, set[Agency]]] = {
            how: defaultdict(set) for how in (Spelling.How.EXACT, Spelling.How.PLAIN, Spelling.How.ALIAS)
        }
        for agency in Agency.objects.filter(is_active=True).select_related("division"):
            self._ways[Spelling.How.EXACT][agency.name].add(agency)
            self._ways[Spelling.How.PLAIN][plain(agency.name)].add(agency)
            for alias in (*aliases(agency.name), f"{agency.division.name}{agency.short_name}"):
                self._ways[Spelling.How.ALIAS][plain(alias)].add(agency)

    def find(self, name: str) -> tuple[Agency | None, Spelling.How]:
        tries = (
            (Spelling.How.EXACT, [name]),
            (Spelling.How.PLAIN, [plain(name)]),
            (Spelling.How.ALIAS, [plain(name), *(plain(alias) for alias in aliases(name))]),
        )
        for how, words in tries:
            ways = self._ways[how]
            agencies = {agency for word in words for agency in ways.get(word, ())}
            if len(agencies) == 1:
                return agencies.pop(), how
        return None, Spelling.How.NONE


def plain(name: str) -> str:
    """A name as names are compared: folded, without what stands in brackets, without the province, 人民政府 and 中共 as they are left out."""
    text = re.sub(r"[(（].*?[)）]", "", fold(name))
    return re.sub(r"^(?:中共|浙江省人民政府|浙江省|省人民政府|省政府|省)|人民政府(?=.)", "", text)


def aliases(name: str) -> list[str]:
    """The other names that stand in brackets behind one: 省知识产权局 of 省市场监管局(省知识产权局)."""
    return [
        alias
        for alias in re.findall(r"[(（](.{4,}?)[)）]", name)
        if alias.endswith(("局", "厅", "委", "办", "中心", "院", "会"))
    ]


def suggestions(spellings: list[Spelling]) -> dict[int, list[Suggestion]]:
    """For each spelling that is not matched, the agencies whose names share most pairs of characters with it (Dice, rare pairs counting more), the best first."""
    names = {each.pk: each.full_name or each.spelling for each in spellings if each.agency_id is None}
    found: dict[int, list[Suggestion]] = defaultdict(list)
    with connection.cursor() as cursor:
        given = {"ids": list(names), "names": list(names.values()), "most": MOST_SUGGESTED, "likeness": LIKENESS}
        cursor.execute(_SUGGEST, given)
        for spelling, agency, name, likeness in cursor.fetchall():
            found[spelling].append(Suggestion(agency, name, float(likeness)))
    return found


_SUGGEST: Final = """
with asked as (
    select id, gram from unnest(%(ids)s::bigint[], %(names)s::text[]) as given (id, name),
        unnest(yishu_bigrams(yishu_folded(name))) as gram
    where length(gram) = 2
),
known as (
    select id, name, gram from agencies_agency, unnest(yishu_bigrams(yishu_folded(name))) as gram
    where is_active and length(gram) = 2
),
-- A pair that stands in many names (嘉兴, 市民) says little of which agency it is (inverse document frequency); one that stands in none, such as a slip, no more than a rare one.
weights as (
    select gram, ln(1 + (select count(distinct id) from known)::numeric / greatest(1, count(known.id))) as weight
    from (select gram from asked union select gram from known) as every left join known using (gram) group by gram
),
spelled as (
    select id, gram, weight, sum(weight) over (partition by id) as grams from asked join weights using (gram)
),
registered as (
    select id, name, gram, sum(weight) over (partition by id) as grams from known join weights using (gram)
),
rated as (
    select s.id, r.id as agency, r.name, 2.0 * sum(s.weight) / (s.grams + r.grams) as likeness
    from spelled s join registered r using (gram)
    group by s.id, s.grams, r.id, r.name, r.grams
    having 2.0 * sum(s.weight) / (s.grams + r.grams) >= %(likeness)s
),
placed as (
    select *, row_number() over (partition by id order by likeness desc, name) as place from rated
)
select id, agency, name, likeness from placed where place <= %(most)s order by id, place
"""


@transaction.atomic
def choose(actor: Actor, spelling_id: int, agency: Agency | None) -> Spelling:
    """The coordinator says which agency a spelling means (None: none of them); the imported entries show its name from now on."""
    require_coordinator(actor)
    spelling = Spelling.objects.select_for_update(of=("self",)).get(pk=spelling_id)
    spelling.agency, spelling.how, spelling.by = agency, Spelling.How.CHOSEN if agency else Spelling.How.NONE, actor.ref
    spelling.save(update_fields=["agency", "how", "by"])
    spelled = Entry.objects.filter(
        status=EntryStatus.IMPORTED,
        imported_fields__portal=spelling.portal,
        imported_fields__county=spelling.county,
        imported_fields__provider=spelling.spelling,
    )
    _rename(list(Resource.objects.filter(current__in=spelled).select_related("current")), _shown(spelling))
    recording.record(
        actor,
        Action.PROVIDER_MATCHED,
        target=f"{spelling.portal}:{spelling.spelling}"[:80],
        agency_name=_shown(spelling),
    )
    return spelling


def _rename(resources: list[Resource], name: str) -> None:
    for resource in resources:
        lines = resource.search_text.split("\n")
        if len(lines) > 2:  # name, code, provider, …
            lines[2] = fold(name)
        resource.provider_name, resource.search_text = name, "\n".join(lines)
    Resource.objects.bulk_update(resources, ["provider_name", "search_text"], batch_size=500)
