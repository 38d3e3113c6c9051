"""Pages of scores: one's own entries, the poorest first; for the coordinator every provider; and the card beside an entry."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.catalogue import queries
from yishu.catalogue.drafting import draft_of
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.rules import check_entry
from yishu.catalogue.scoring.advice import Advice, advise
from yishu.catalogue.scoring.queries import GOOD, POOR, Score, get_score, list_providers, list_scores, summarise
from yishu.catalogue.scoring.rules import WEIGHTS, Measure
from yishu.catalogue.vocabulary import EntryStatus
from yishu.core.actor import Actor
from yishu.shell.components import Text

PAGE = 50
WORDS: dict[Measure, Text] = {
    Measure.COMPLETENESS: _("填写完整"),
    Measure.VALIDITY: _("符合规则"),
    Measure.FRESHNESS: _("更新及时"),
    Measure.DESCRIBED: _("信息项说明"),
    Measure.ANSWERS: _("按时答复"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure with its word, value (None: does not apply) and weight in the total."""

    word: Text
    value: int | None
    weight: int


@dataclass(frozen=True, slots=True)
class Next:
    """An advice with its address; none for who may not follow it."""

    advice: Advice
    url: str


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """An entry's score and what to do next. A draft has only the latter."""

    total: int | None
    tone: str
    measures: list[Shown]
    nexts: list[Next]


@require_GET
def scores(request: HttpRequest) -> HttpResponse:
    """The entries of one's own agency, the poorest first; for the coordinator also every provider's means."""
    actor, now = actor_of(request), timezone.now()
    own = summarise(actor.agency_id, now=now)
    page = Paginator(range(own.entries), PAGE).get_page(request.GET.get("page"))
    listed = list_scores(actor.agency_id, now=now, offset=(page.number - 1) * PAGE, limit=PAGE)
    given = {
        "own": own,
        "rows": [(one, tone_of(one.total), _shown(one)) for one in listed],
        "page": page,
        "measures": [(WORDS[measure], WEIGHTS[measure]) for measure in Measure],
        "is_coordinator": queries.is_coordinator(actor),
    }
    return render(request, "catalogue/scores.html", given)


@require_GET
def providers(request: HttpRequest) -> HttpResponse:
    """Every provider's means, the poorest first: for the coordinator."""
    actor = actor_of(request)
    queries.require_coordinator(actor)
    page = Paginator(list_providers(now=timezone.now()), PAGE).get_page(request.GET.get("page"))
    rows = [(one, tone_of(one.total), [(WORDS[measure], getattr(one, measure)) for measure in Measure]) for one in page]
    words = [WORDS[measure] for measure in Measure]
    return render(request, "catalogue/score_providers.html", {"page": page, "rows": rows, "words": words, "poor": POOR})


def score_card(actor: Actor | None, resource: Resource, entry: Entry, *, now: datetime) -> ScoreCard | None:
    """For the provider and the coordinator. Whoever catalogues for the provider finds the way into the editor."""
    if actor is None or not (actor.agency_id == resource.provider_id or queries.is_coordinator(actor)):
        return None
    is_in_effect = entry.pk == resource.current_id
    score = get_score(resource.pk, now=now) if is_in_effect else None
    if score is None and entry.status not in (EntryStatus.DRAFT, EntryStatus.RETURNED):
        return None
    draft = draft_of(entry)
    faults = [] if entry.status == EntryStatus.IMPORTED else check_entry(draft)
    editor = _editor(actor, resource, entry)
    nexts = [Next(one, _address(one, editor)) for one in advise(draft, faults, score)]
    total = score.total if score else None
    return ScoreCard(total, tone_of(total), _shown(score) if score else [], nexts)


def tone_of(total: int | None) -> str:
    if total is None:
        return "grey"
    return "good" if total >= GOOD else "warn" if total >= POOR else "bad"


def _shown(score: Score) -> list[Shown]:
    return [Shown(WORDS[measure], score.of(measure), WEIGHTS[measure]) for measure in Measure]


def _editor(actor: Actor, resource: Resource, entry: Entry) -> str:
    """Where this person changes the entry: its draft, or its next version; nowhere for others."""
    if Role.CATALOGUER not in actor.roles or actor.agency_id != resource.provider_id:
        return ""
    under_way = resource.entries.filter(status__in=(EntryStatus.DRAFT, EntryStatus.RETURNED)).first()
    if under_way is not None:
        return reverse("catalogue:amend", args=[under_way.pk])
    if entry.status == EntryStatus.PUBLISHED:
        return reverse("catalogue:draft_version", args=[resource.path_code])
    return ""


def _address(advice: Advice, editor: str) -> str:
    if advice.url_name:
        return reverse(advice.url_name)
    return f"{editor}#{advice.place}" if editor else ""
