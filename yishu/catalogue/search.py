"""Finding resources: Chinese search by characters and bigrams, facets with counts, ranking (26.1).

Every word of the query must stand in the entry, as it is or as a synonym. The index proposes, a literal comparison decides, so what is found is exact. Counts are
exact up to CAP hits; beyond, they are lower bounds and say so.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from yishu.catalogue.hits import CAP, Counted, Sought, count_facet, count_hits, list_best
from yishu.catalogue.models import LISTED, Entry, Resource, Synonym
from yishu.catalogue.vocabulary import Openness, ResourceState
from yishu.core.actor import Actor
from yishu.core.text import fold

PAGE = 20
FACETS = ("category", "provider", "mode", "kind", "cycle", "openness", "state")
_WORDS = re.compile(r'["“”＂]([^"“”＂]+)["“”＂]|([^\s"“”＂]+)')


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for. Filters are facet name → chosen value."""

    q: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    offset: int = 0
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results, best first; `facets` count the hits under the other filters. `more`: there are more than `total`, and every count is a lower bound;
    `capped` names the facets whose counts are."""

    total: int
    more: bool
    facets: dict[str, list[FacetValue]]
    capped: frozenset[str]
    resources: list[Resource]
    next_offset: int | None


def searchable(resource: Resource, entry: Entry, items: Iterable[str]) -> str:
    """The folded text that searches look into: a line each for name, code, provider, tags, domain, summary, items."""
    words = " ".join(items)
    tags = " ".join(entry.tags)
    lines = [entry.name, resource.code, resource.provider_name, tags, entry.domain, entry.summary, words]
    return "\n".join(fold(line) for line in lines)


DESCRIBED = ("search_text", "folded_name", "facets")
"""The fields that `describe` fills."""


def describe(resource: Resource, entry: Entry, items: Iterable[str]) -> None:
    """What searches know of a resource, from its current entry; whoever sets `current` saves DESCRIBED with it."""
    resource.search_text = searchable(resource, entry, items)
    resource.folded_name = fold(entry.name)
    # What comes from an open directory has no category until it is catalogued, whatever its column says.
    categories = [] if resource.state == ResourceState.IMPORTED else [f"category={entry.category}"]
    modes = [f"mode={mode}" for mode in entry.modes]
    resource.facets = [
        *categories,
        *modes,
        f"kind={entry.kind}",
        f"cycle={entry.cycle}",
        f"openness={entry.openness}",
    ]


def visible(viewer: Actor | None) -> QuerySet[Resource]:
    """What this viewer's directory holds (8.2): agencies see all that is published or imported; without login what is open, and what an open directory does not call closed."""
    found = Resource.objects.filter(current__isnull=False, state__in=LISTED)
    if viewer:
        return found
    is_open = Q(state=ResourceState.PUBLISHED, current__openness=Openness.OPEN)
    is_in_open_directory = Q(state=ResourceState.IMPORTED) & ~Q(current__openness=Openness.CLOSED)
    return found.filter(is_open | is_in_open_directory)


def search(viewer: Actor | None, what: Search, *, cap: int = CAP) -> Found:
    """One page of what the viewer may see of what was looked for; counts are exact up to `cap` hits."""
    chosen = {name: value for name, value in what.filters.items() if name in FACETS and value}
    sought = _sought(viewer, what.q, chosen)
    counted = count_hits(sought, what.offset, what.limit + 1, cap=cap)
    ids = list_best(sought, what.offset, what.limit + 1) if counted.more else counted.ids
    others = {name: count_facet(_sought(viewer, what.q, chosen, but=name), name, cap=cap) for name in chosen}
    return Found(
        total=counted.total,
        more=counted.more,
        facets={name: _values(others.get(name, counted), name) for name in FACETS},
        capped=frozenset(name for name in FACETS if others.get(name, counted).more),
        resources=_in_order(viewer, ids[: what.limit]),
        next_offset=what.offset + what.limit if len(ids) > what.limit else None,
    )


def find_ids(viewer: Actor | None, q: str, *, most: int) -> list[int]:
    """The ids of all hits, best first, up to `most`: for what goes through them, and for checks of recall."""
    return count_hits(_sought(viewer, q, {}), 0, most, cap=most).ids


def words_sought(q: str) -> list[list[str]]:
    """The folded words of a query, each with its synonyms; what stands in quotation marks is one word, and literal."""
    given = [(fold(quoted or word), bool(quoted)) for quoted, word in _WORDS.findall(q)]
    words = [(word, is_literal) for word, is_literal in given if word]
    others = _synonyms([word for word, is_literal in words if not is_literal])
    return [sorted({word, *(() if is_literal else others.get(word, ()))}) for word, is_literal in words]


def _synonyms(words: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    pairs = Synonym.objects.filter(Q(word__in=words) | Q(also__in=words)).values_list("word", "also") if words else ()
    for word, also in pairs:
        found.setdefault(word, set()).add(also)
        found.setdefault(also, set()).add(word)
    return found


def _sought(viewer: Actor | None, q: str, chosen: dict[str, str], *, but: str = "") -> Sought:
    tokens = [f"{name}={value}" for name, value in chosen.items() if name != but]
    if viewer is None:
        tokens.append("seen=public")
    name = fold(" ".join(quoted or word for quoted, word in _WORDS.findall(q)))
    return Sought(tuple(map(tuple, words_sought(q))), tuple(tokens), name)


def _values(counted: Counted, name: str) -> list[FacetValue]:
    return [FacetValue(value, count) for value, count in counted.facets.get(name, ())]


def _in_order(viewer: Actor | None, ids: list[int]) -> list[Resource]:
    found = visible(viewer).select_related("current", "provider").defer("search_text").in_bulk(ids)
    return [found[each] for each in ids if each in found]
