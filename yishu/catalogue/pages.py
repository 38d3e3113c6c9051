"""Pages of the directory: searching, reading an entry, one's own entries."""

import re
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of, viewer_of
from yishu.agencies.models import Role
from yishu.catalogue import codes, course, queries
from yishu.catalogue.cards import cards_of
from yishu.catalogue.confirming import queries as upkeep
from yishu.catalogue.drafting import draft_of
from yishu.catalogue.errors import ResourceNotFound
from yishu.catalogue.models import Entry, Item, Resource
from yishu.catalogue.rules import check_entry
from yishu.catalogue.scoring.pages import score_card
from yishu.catalogue.search import FACETS, PAGE, Found, Search, search
from yishu.catalogue.surroundings import look_around
from yishu.catalogue.versions import ISSUED, list_versions
from yishu.catalogue.vocabulary import Category, EntryStatus, ResourceState
from yishu.catalogue.words import FACET_LABELS, FACET_VALUES, FACET_WORDS, IMPORTED_LABELS, KEY_WORDS
from yishu.core.actor import Actor
from yishu.node.models import Division
from yishu.shell.addresses import public_address
from yishu.shell.components import Text, category_look
from yishu.shell.fields import language

PAGES_OF_MANY = 50
"""How far one may leaf through more hits than are counted: nobody reads on, and the way there grows."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: its word, how many hits it has (`more`: at least so many), the query string that chooses it (or drops it)."""

    word: Text
    count: int
    more: bool
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: Text
    choices: list[Choice]

    @property
    def is_chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)


@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Search box, facets, cards. With htmx only what changes."""
    chosen = {name: value for name in FACETS if (value := _given(request, name))}
    q = _given(request, "q")
    number = _page_number(request.GET.get("page", ""))
    viewer = viewer_of(request)
    found = search(viewer, Search(q, chosen, (number - 1) * PAGE))
    if not found.resources and number > 1:
        return redirect(f"{request.path}?{_query(request, page=None)}")
    leaves = min(found.total, PAGES_OF_MANY * PAGE) if found.more else found.total
    given = {
        "q": q,
        "own_search": True,
        "chosen": chosen,
        "found": found,
        "most": f"{found.total:,}".replace(",", " "),
        "cards": cards_of(found, q, viewer, now=timezone.now()),
        "facets": [_facet(request, found, name, chosen) for name in FACET_LABELS],
        "page": Paginator(range(leaves), PAGE).get_page(number),
        "without_filters": _query(request, **dict.fromkeys([*FACETS, "page"])),
    }
    is_part = request.headers.get("HX-Target") == "results"
    return render(request, "catalogue/results.html" if is_part else "catalogue/search.html", given)


@require_GET
def entry_page(request: HttpRequest, code: str) -> HttpResponse:
    """One resource: everything its entry says."""
    viewer = viewer_of(request)
    try:
        resource = queries.get_resource(code, viewer=viewer)
    except ResourceNotFound:
        if successor := upkeep.find_successor(codes.from_path(code), viewer):
            return redirect("catalogue:entry", successor.path_code, permanent=True)
        actor_of(request)  # a colleague's link to what is not public leads to the login first, whether it exists or not
        raise
    entry = resource.current or resource.entries.latest("version")
    entry.resource = resource  # at hand already, with its provider and division
    is_own = viewer is not None and viewer.agency_id == resource.provider_id
    listed = resource.entries.all() if is_own else resource.entries.filter(status__in=ISSUED)
    versions = list(listed.only("version", "status", "published_at"))
    given = {
        **entry_facts(entry, viewer),
        "resource": resource,
        "tone": course.STATE_TONES[resource.state],
        "score": score_card(viewer, resource, entry, now=timezone.now()),
        "lasting": public_address(request) + reverse("identifiers:resource", args=[resource.path_code]),
        "page_address": public_address(request) + reverse("catalogue:entry", args=[resource.path_code]),
        "is_own": is_own,
        "course": course.course_of(entry) if viewer else [],
        "versions": versions,
        "may_compare": len(versions) > 1 and list_versions(resource, viewer).count() > 1,
        "merger": upkeep.find_merger(resource.pk) if resource.state == ResourceState.WITHDRAWN else None,
        "pending": _pending(resource) if is_own else None,
        "may_catalogue": is_own and viewer is not None and Role.CATALOGUER in viewer.roles,
    }
    return render(request, "catalogue/entry.html", given)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The entries of one's own agency; `show` one kind of status only."""
    actor = actor_of(request)
    entries = queries.list_own_entries(actor)
    show = request.GET.get("show", "")
    found = entries.filter(status__in=SHOWN[show]) if show in SHOWN else entries
    page = Paginator(found, MANY if show == "drafts" else 50).get_page(request.GET.get("page"))
    counts = entries.order_by().aggregate(
        all=Count("pk"), **{name: Count("pk", filter=Q(status__in=some)) for name, some in SHOWN.items()}
    )
    may_catalogue = Role.CATALOGUER in actor.roles
    given = {
        "page": page,
        "rows": _rows(page),
        "show": show,
        "counts": counts,
        "may_catalogue": may_catalogue,
        "may_submit": may_catalogue and any(entry.status in SHOWN["drafts"] for entry in page),
    }
    return render(request, "catalogue/mine.html", given)


@require_GET
def version(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One version of an entry in whatever state, for its agency and the coordinator."""
    actor = actor_of(request)
    entry = queries.get_entry_for(actor, entry_id)
    given = {
        **entry_facts(entry, actor),
        "resource": entry.resource,
        "course": course.course_of(entry),
        "tone": course.TONES[entry.status],
        "score": score_card(actor, entry.resource, entry, now=timezone.now()),
        "may_amend": may_amend(actor, entry),
        "may_take_back": may_take_back(actor, entry),
        "faults": _faults(entry) if may_amend(actor, entry) else [],
        "may_review": queries.list_waiting_for(actor).filter(pk=entry.pk).exists(),
    }
    return render(request, "catalogue/version.html", given)


SHOWN = {
    "drafts": (EntryStatus.DRAFT, EntryStatus.RETURNED),
    "under_way": course.WAITING,
    "published": (EntryStatus.PUBLISHED,),
}
"""What `mine` may be narrowed to."""
MANY = 500  # drafts on one page: so many are submitted in one go


def entry_facts(entry: Entry, viewer: Actor | None) -> dict[str, object]:
    """What every full view of an entry shows to this reader."""
    prefetch_related_objects([entry], "items")  # read once for the page and its panels
    items = queries.shown_items(entry, viewer)
    return {
        "entry": entry,
        "items": items,
        "keys": [item for item in items if item.is_key],
        "alternatives": _alternatives(items),
        "sensitive": [item for item in items if item.sensitivity != "ordinary"],
        "sign_off": getattr(entry, "sign_off", None),
        "key_word": KEY_WORDS.get(entry.key_kind, entry.key_kind),
        "is_imported": entry.status == EntryStatus.IMPORTED,
        "imported_rows": imported_rows(entry),
        "non_shared": entry.category == Category.NON_SHARED,
        "scope_words": _scope_words(entry),
        "related": queries.list_related(entry, viewer),
    }


def _alternatives(items: list[Item]) -> list[list[Item]]:
    """Besides the key, what a record is asked for by: the items of each alternative key."""
    numbers = sorted({item.alternative for item in items} - {""})
    return [[item for item in items if item.alternative == number] for number in numbers]


def _scope_words(entry: Entry) -> str:
    """The territory by name, and the subject: what the entry's items are the source of (4.3)."""
    provider = entry.resource.provider
    if entry.territory:
        place = Division.objects.filter(pk=entry.territory).values_list("name", flat=True).first() or entry.territory
    else:
        place = provider.division.name if provider else ""
    return " · ".join(filter(None, (place, entry.subject_scope)))


def _faults(entry: Entry) -> list[str]:
    """What keeps a draft from being submitted, in the reader's language."""
    assert entry.resource.provider is not None  # what is drafted has one
    draft = draft_of(entry)
    found = check_entry(draft, look_around(entry.resource.provider, draft, resource=entry.resource))
    names = {n: item.name for n, item in enumerate(draft.items)}
    told = [(re.fullmatch(r"items\[(\d+)].*", error.field), error.message(language())) for error in found]
    return [f"{names[int(at[1])]}：{message}" if at else message for at, message in told]


def may_amend(actor: Actor, entry: Entry) -> bool:
    return entry.status in SHOWN["drafts"] and _catalogues(actor, entry)


def may_take_back(actor: Actor, entry: Entry) -> bool:
    return entry.status in course.WAITING and _catalogues(actor, entry)


def _catalogues(actor: Actor, entry: Entry) -> bool:
    return Role.CATALOGUER in actor.roles and entry.resource.provider_id == actor.agency_id


def imported_rows(entry: Entry) -> list[tuple[Text, object]]:
    """The open directory's own fields, as it had them."""
    return [
        (label, value)
        for name, label in IMPORTED_LABELS.items()
        if (value := entry.imported_fields.get(name)) not in ("", None)
    ]


def _pending(resource: Resource) -> Entry | None:
    """A version that is under way beside the current one."""
    return resource.entries.exclude(status__in=[*ISSUED, EntryStatus.IMPORTED]).first()


def _rows(page: Page) -> list[tuple[Entry, str]]:
    return [(entry, course.TONES[entry.status]) for entry in page]


def _facet(request: HttpRequest, found: Found, name: str, chosen: dict[str, str]) -> Facet:
    values = [(value.value, value.count) for value in found.facets[name]]
    known = {value for value, _count in values}
    more = name in found.capped
    if more and found.total:  # of the first hits alone none may have it
        values += [(value, 0) for value in FACET_VALUES.get(name, ()) if value not in known]
        known |= {value for value, _count in values}
    if name in chosen and chosen[name] not in known:
        values.append((chosen[name], 0))
    choices = [
        Choice(
            _word(name, value),
            count,
            more,
            _query(request, **{name: None if chosen.get(name) == value else value, "page": None}),
            chosen.get(name) == value,
        )
        for value, count in values
    ]
    return Facet(name, FACET_LABELS[name], choices)


def _word(facet: str, value: str) -> Text:
    if facet == "category" and value in Category.values:
        return category_look(value).word
    return FACET_WORDS.get(facet, {}).get(value, value)


def _given(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:120]


def _query(request: HttpRequest, **changes: str | None) -> str:
    """The query string of this page with some values set or, where None, dropped."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return query.urlencode()


def _page_number(text: str) -> int:
    return min(max(int(text), 1), 10_000) if text.isascii() and text.isdecimal() and len(text) < 8 else 1
