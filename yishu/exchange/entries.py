"""The entries of other nodes' catalogues: taking them in, finding them (4.5, 14.1)."""

from datetime import datetime

import msgspec
from django.db.models import QuerySet

from yishu.catalogue.vocabulary import Mode
from yishu.core.text import fold
from yishu.exchange.errors import ForeignEntryNotFound, NotOfferedAbroad
from yishu.exchange.messages import EntryTold
from yishu.exchange.models import ForeignEntry, Link
from yishu.sharing.rows import RowItem

SHOWN = ("published", "suspended")


def take(link: Link, told: EntryTold, *, now: datetime) -> ForeignEntry:
    """Keep what a node says of its entry; in the caller's transaction. Saying it twice changes nothing."""
    known_modes = [mode for mode in told.modes if mode in Mode.values]
    searched = [told.code, told.name, told.summary, told.provider_name, *(item.name for item in told.items)]
    fields = {
        "state": told.state[:10],
        "version": told.version,
        "name": told.name[:200],
        "summary": told.summary,
        "provider_name": told.provider_name[:120],
        "provider_code": told.provider_code[:18],
        "category": told.category[:16],
        "condition": told.condition,
        "modes": known_modes,
        "cycle": told.cycle[:12],
        "key_kind": told.key_kind[:24],
        "case_required": told.case_required,
        "items": msgspec.to_builtins(told.items),
        "search_text": fold(" ".join(searched)),
        "received_at": now,
    }
    return ForeignEntry.objects.update_or_create(link=link, code=told.code[:40], defaults=fields)[0]


def search(words: str = "") -> QuerySet[ForeignEntry]:
    """What other nodes offer now; every word must occur."""
    found = ForeignEntry.objects.filter(state__in=SHOWN).select_related("link")
    for word in words.replace("\0", "").split():
        found = found.filter(search_text__contains=fold(word))
    return found


def get_entry(code: str) -> ForeignEntry:
    """By its full code `node/code`, or as it stands in a path. Withdrawn ones are found too: what was granted names them."""
    node, _, rest = code.replace("-", "/").partition("/")
    found = ForeignEntry.objects.select_related("link").filter(link__code=node, code=rest).first()
    if found is None:
        raise ForeignEntryNotFound(code=code[:60])
    return found


def require_offered(entry: ForeignEntry) -> None:
    """Its node shares it now. Raises NotOfferedAbroad."""
    if not entry.is_offered:
        state = "non_shared" if entry.category == "non_shared" else entry.state
        raise NotOfferedAbroad(code=entry.full_code, state=state)


def row_items(entry: ForeignEntry) -> list[RowItem]:
    """Its items as a rule of rows needs them; their code lists are its own node's business."""
    return [RowItem(item["code"], item["name"], item["type"], {}) for item in entry.items]
