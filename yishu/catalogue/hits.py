"""The statements of the search: hits by the index of terms, counted in one pass, ordered exactly.

Up to `cap` hits are counted and ordered one and all. Of more than that only the first are counted; their order is then walked from its best end (`standing`), where
hits are frequent enough to meet a page of them soon. What stands in nearly every entry is not looked up at all: walking meets enough of it before the index has
named them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, LiteralString

from django.db import connection

from yishu.core.text import bigrams

CAP = 10_000
PROVIDERS_SHOWN = 12
_PUBLISHED_FROM = 1 << 56  # of `standing`, see yishu_standing
_FREQUENT = 0.4  # of all entries: from here on walking is the shorter way
_COMBINATIONS = 16  # of synonyms that go into the index as one look-up each


@dataclass(frozen=True, slots=True)
class Sought:
    """Folded words, each with its alternatives; tokens of facets and visibility (`name=value`); the whole query as a name would have it."""

    words: tuple[tuple[str, ...], ...]
    tokens: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Counted:
    """`total` is exact unless `more`; the facets' values with their counts, most first; the ids of one page, best first (empty if `more`)."""

    total: int
    more: bool
    facets: dict[str, list[tuple[str, int]]]
    ids: list[int]


def count_hits(sought: Sought, offset: int, limit: int, *, cap: int = CAP) -> Counted:
    """All facets over all hits, and the page of the best."""
    hits, given = _hits(sought)
    given |= {"cap": cap, "providers": PROVIDERS_SHOWN, "offset": offset, "limit": limit} | _named(sought)
    total, counts, ids = _row(hits + _COUNTS, given)
    return Counted(min(total, cap), total > cap, _by_facet(counts, cap), [] if total > cap else list(ids))


def count_facet(sought: Sought, name: str, *, cap: int = CAP) -> Counted:
    """One facet's values over the hits."""
    hits, given = _hits(sought)
    given |= {"cap": cap, "providers": PROVIDERS_SHOWN, "facet": name}
    total, counts = _row(hits + _COUNTS_OF_ONE[name == "provider"], given)
    return Counted(min(total, cap), total > cap, _by_facet(counts, cap), [])


def list_best(sought: Sought, offset: int, limit: int) -> list[int]:
    """The ids of one page of hits that are many: exact names, then names that begin so, then the rest, each by standing."""
    where, given = _where(sought, by_walking=True)
    given |= {"need": offset + limit, "offset": offset, "limit": limit} | _named(sought)
    tiers: tuple[LiteralString, ...] = _TIERS if sought.name else _ONE_TIER
    branches = "\nunion all\n".join(
        _BRANCH.format(tier=tier, name=name, where=where) for tier, name in enumerate(tiers)
    )
    with connection.cursor() as cursor:
        cursor.execute(_BEST.format(branches=branches), given)
        return [one for (one,) in cursor.fetchall()]


def _hits(sought: Sought) -> tuple[str, dict[str, Any]]:
    is_frequent = _is_frequent(sought)
    where, given = _where(sought, by_walking=is_frequent)
    order = "order by r.standing desc, r.code" if is_frequent else ""
    return _HITS.format(where=where, order=order), given


def _is_frequent(sought: Sought) -> bool:
    """Whether the index's own statistics say that so many entries have all of the terms. They decide how hits are found, never which."""
    terms = sorted({*(gram for words in sought.words for gram in _grams(words[0])), *sought.tokens})
    if any(len(alternatives) > 1 for alternatives in sought.words):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_FREQUENCIES, {"terms": terms})
        known = [frequency for (frequency,) in cursor.fetchall()]
    return len(known) == len(terms) and prod(known) >= _FREQUENT


def _where(sought: Sought, *, by_walking: bool = False) -> tuple[str, dict[str, Any]]:
    """The condition on a resource `r`. By index: one look-up for each combination of alternatives, tokens included; the text is compared where bigrams alone do not
    decide. By walking: the text and the columns themselves.
    """
    conditions: list[str] = []
    given: dict[str, Any] = {}
    if by_walking:
        conditions += _tokens(sought.tokens, given)
    else:
        conditions += _look_ups(sought, given)
    for n, alternatives in enumerate(sought.words):
        if by_walking or any(len(word) > 2 for word in alternatives):
            given[f"like{n}"] = [f"%{_escaped(word)}%" for word in alternatives]
            conditions.append(f"r.search_text like any(%(like{n})s)")
    return "".join(f"\n        and {condition}" for condition in conditions), given


def _look_ups(sought: Sought, given: dict[str, Any]) -> Iterator[str]:
    number = 1
    for alternatives in sought.words:
        number *= len(alternatives)
    if number <= _COMBINATIONS:
        together = [tuple(words) for words in product(*sought.words)]
        yield from _any_of(together, sought.tokens, "all", given)
        return
    for n, alternatives in enumerate(sought.words):
        yield from _any_of([(word,) for word in alternatives], sought.tokens, f"word{n}", given)


def _any_of(
    combinations: list[tuple[str, ...]], tokens: tuple[str, ...], name: str, given: dict[str, Any]
) -> Iterator[str]:
    terms = [[*(gram for word in words for gram in _grams(word)), *tokens] for words in combinations]
    if not terms or not all(terms):
        return
    for n, one in enumerate(terms):
        given[f"{name}{n}"] = one
    yield "(" + " or ".join(f"{_TERMS} @> %({name}{n})s::text[]" for n in range(len(terms))) + ")"


def _grams(word: str) -> list[str]:
    """What the index has of a word: its bigrams, a single character as it is."""
    return [gram for gram in bigrams(word) if len(gram) == min(2, len(word))]


def _tokens(tokens: tuple[str, ...], given: dict[str, Any]) -> Iterator[str]:
    in_facets: list[str] = []
    for token in tokens:
        name, _equals, value = token.partition("=")
        if name == "seen":
            yield (
                "(r.state = 'imported' and not r.facets @> '{openness=closed}'"
                " or r.state = 'published' and r.facets @> '{openness=open}')"
            )
        elif name in ("state", "provider"):
            given[name] = value
            yield "r.state = %(state)s" if name == "state" else "r.provider_name = %(provider)s"
            if name == "state":  # where in the order such resources stand
                yield f"r.standing {'>=' if value == 'published' else '<'} {_PUBLISHED_FROM}"
        else:
            in_facets.append(token)
    if in_facets:
        given["in_facets"] = in_facets
        yield "r.facets @> %(in_facets)s::text[]"


def _named(sought: Sought) -> dict[str, str]:
    # Nothing sought: no name is it, and every name begins so.
    return {"name": sought.name or "\x7f", "prefix": f"{_escaped(sought.name)}%"}


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _row(statement: str, given: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone()


def _by_facet(counts: list[list[Any]] | None, cap: int) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for token, count in counts or ():
        name, _equals, value = token.partition("=")
        found.setdefault(name, []).append((value, min(count, cap)))
    return {name: sorted(values, key=lambda pair: (-pair[1], pair[0])) for name, values in found.items()}


_FREQUENCIES = """
select frequency from pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) as common (term, frequency)
where schemaname = current_schema and tablename = 'catalogue_resource_terms' and term = any(%(terms)s)
"""
_LISTED = "r.state in ('imported', 'published', 'suspended') and r.current_id is not null"
_TERMS = "yishu_terms(r.search_text, r.facets, r.state, r.provider_name)"
_HITS = f"""
with hits as materialized (
    select r.id, r.code, r.folded_name, r.state, r.provider_name, r.facets, r.standing, r.last_updated
    from catalogue_resource r
    where {_LISTED}{{where}}
    {{order}} limit %(cap)s + 1
),
providers as (
    select 'provider=' || provider_name as token, count(*) as n from hits
    group by provider_name order by n desc, provider_name limit %(providers)s
)
"""
_COUNTS = """,
of_facets as (
    select facet as token, sum(n) as n
    from (select facets, state, count(*) as n from hits group by facets, state) as alike, unnest(facets || ('state=' || state)) as facet
    group by facet
    union all select * from providers
),
page as (
    select row_number() over () as place, id from (
        select id from hits
        where (select count(*) from hits) <= %(cap)s
        order by case when folded_name = %(name)s then 0 when folded_name like %(prefix)s then 1 else 2 end,
            standing desc, last_updated desc nulls last, code
        offset %(offset)s limit %(limit)s
    ) as best
)
select (select count(*) from hits), (select json_agg(json_build_array(token, n)) from of_facets),
    (select coalesce(array_agg(id order by place), '{}') from page)
"""
_COUNTS_OF_ONE = {
    False: """
select (select count(*) from hits), (select json_agg(json_build_array(token, n)) from (
    select facet as token, sum(n) as n
    from (select facets, state, count(*) as n from hits group by facets, state) as alike, unnest(facets || ('state=' || state)) as facet
    where facet like %(facet)s || '=%%' group by facet
) as counted)
""",
    True: "select (select count(*) from hits), (select json_agg(json_build_array(token, n)) from providers)",
}
_TIERS = (
    "r.folded_name = %(name)s",
    "r.folded_name like %(prefix)s and r.folded_name <> %(name)s",
    "r.folded_name not like %(prefix)s",
)
_ONE_TIER = ("true",)
_BRANCH = f"""(select {{tier}} as tier, r.standing, r.code, r.id from catalogue_resource r
    where {_LISTED} and {{name}}{{where}}
    order by r.standing desc, r.code limit %(need)s)"""
_BEST = """select id from ({branches}) as best order by tier, standing desc, code offset %(offset)s limit %(limit)s"""
