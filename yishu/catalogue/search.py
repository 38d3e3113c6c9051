"""Finding resources: Chinese search by bigrams, facets with counts, ranking (26.1).

Every word of the query must stand in the entry, as it is or as a synonym. The bigram index proposes, a literal comparison decides, so what is found is exact.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from yishu.catalogue.models import Entry, Openness, Resource, ResourceState, Synonym
from yishu.core.actor import Actor
from yishu.core.text import bigrams, fold

PAGE = 20
FACETS = {
    "category": "current__category",
    "provider": "provider_name",
    "mode": "current__modes",
    "kind": "current__kind",
    "cycle": "current__cycle",
    "state": "state",
}
PROVIDERS_SHOWN = 12


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
    """One page of results, best first; `facets` count the hits under the other filters."""

    total: int
    facets: dict[str, list[FacetValue]]
    resources: list[Resource]
    next_offset: int | None


def searchable(resource: Resource, entry: Entry, items: Iterable[str]) -> str:
    """The folded text that searches look into: a line each for name, code, provider, tags, domain, summary, items."""
    words = " ".join(items)
    tags = " ".join(entry.tags)
    lines = [entry.name, resource.code, resource.provider_name, tags, entry.domain, entry.summary, words]
    return "\n".join(fold(line) for line in lines)


def visible(viewer: Actor | None) -> QuerySet[Resource]:
    """What this viewer's directory holds (8.2): agencies see all that is published or imported; without login only what is open or came from an open directory."""
    found = Resource.objects.filter(current__isnull=False).exclude(
        state__in=[ResourceState.DRAFT, ResourceState.WITHDRAWN]
    )
    if viewer:
        return found
    is_open = Q(state=ResourceState.PUBLISHED, current__openness=Openness.OPEN)
    return found.filter(is_open | Q(state=ResourceState.IMPORTED))


def search(viewer: Actor | None, what: Search) -> Found:
    """One page of what the viewer may see of what was looked for."""
    matching = visible(viewer)
    for alternatives in words_sought(what.q):
        matching = matching.filter(_any_of(alternatives))
    hits = _filtered(matching, what.filters)
    ordered = _ranked(hits, fold(what.q).strip()).select_related("current", "provider")
    page = list(ordered[what.offset : what.offset + what.limit + 1])
    more = len(page) > what.limit
    return Found(
        total=hits.count(),
        facets={name: _facet(matching, what.filters, name) for name in FACETS},
        resources=page[: what.limit],
        next_offset=what.offset + what.limit if more else None,
    )


def words_sought(q: str) -> list[list[str]]:
    """The folded words of a query, each with its synonyms."""
    return [_with_synonyms(fold(word)) for word in q.split()]  # split first: folding joins Chinese words


def _with_synonyms(word: str) -> list[str]:
    pairs = Synonym.objects.filter(Q(word=word) | Q(also=word)).values_list("word", "also")
    return sorted({word, *(other for pair in pairs for other in pair)})


def _any_of(alternatives: list[str]) -> Q:
    some = Q()
    for word in alternatives:
        grams = [gram for gram in bigrams(word) if len(gram) == min(2, len(word))]
        some |= Q(bigrams__contains=grams, search_text__contains=word)
    return some


def _filtered(matching: QuerySet[Resource], filters: dict[str, str], *, but: str = "") -> QuerySet[Resource]:
    for name, value in filters.items():
        if name in FACETS and name != but and value:
            chosen: Any = [value] if name == "mode" else value
            matching = matching.filter(**{f"{FACETS[name]}__contains" if name == "mode" else FACETS[name]: chosen})
        if name == "category" and name != but and value:
            matching = matching.exclude(state=ResourceState.IMPORTED)  # not categorised yet, whatever their column says
    return matching


def _ranked(hits: QuerySet[Resource], q: str) -> QuerySet[Resource]:
    """Published before imported, exact name before prefix before the rest, then popularity and freshness."""
    published = Case(When(state=ResourceState.PUBLISHED, then=Value(0)), default=Value(1), output_field=IntegerField())
    name_match = (
        Case(
            When(search_text__startswith=f"{q}\n", then=Value(0)),
            When(search_text__startswith=q, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        if q
        else Value(0)
    )
    return hits.annotate(published_first=published, name_match=name_match).order_by(
        "published_first", "name_match", "-popularity", F("last_updated").desc(nulls_last=True), "code"
    )


def _facet(matching: QuerySet[Resource], filters: dict[str, str], name: str) -> list[FacetValue]:
    others = _filtered(matching, filters, but=name)
    if name == "mode":
        counts = {mode: others.filter(current__modes__contains=[mode]).count() for mode in ("verify", "query", "bulk")}
        return [FacetValue(mode, count) for mode, count in counts.items() if count]
    if name == "category":
        others = others.exclude(state=ResourceState.IMPORTED)
    rows = others.order_by().values_list(FACETS[name]).annotate(n=Count("pk")).order_by("-n", FACETS[name])
    return [FacetValue(value, count) for value, count in rows[:PROVIDERS_SHOWN]]
