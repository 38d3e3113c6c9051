"""What of the catalogue waits for a person: submissions to pass on, returned entries, the yearly confirmation (9.1, 10.2)."""

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from yishu.agencies.models import Role
from yishu.catalogue import queries
from yishu.catalogue.confirming import queries as confirming
from yishu.catalogue.confirming.commands import CONFIRMERS
from yishu.catalogue.models import Entry
from yishu.catalogue.vocabulary import EntryStatus
from yishu.core.actor import Actor
from yishu.shell.components import Text
from yishu.shell.todos import MOST, Todo

_REVIEWS: Final[dict[str, Text]] = {
    EntryStatus.IN_AGENCY_REVIEW: _("单位审核"),
    EntryStatus.IN_SECRECY_REVIEW: _("保密审查"),
    EntryStatus.IN_COORDINATOR_REVIEW: _("审核目录"),
}


def submissions(actor: Actor, _now: datetime) -> list[Todo]:
    """Those of others that this person may pass on, the longest waiting first."""
    return [
        Todo(
            _REVIEWS[entry.status],
            "file-text",
            entry.name,
            entry.resource.provider_name,
            reverse("catalogue:version", args=[entry.pk]),
            entry.submitted_at,
        )
        for entry in queries.list_waiting_for(actor)[:MOST]
    ]


def returned(actor: Actor, _now: datetime) -> list[Todo]:
    """What came back to the agency's cataloguers, with the opinion."""
    if Role.CATALOGUER not in actor.roles:
        return []
    found = Entry.objects.filter(resource__provider_id=actor.agency_id, status=EntryStatus.RETURNED)
    url = reverse("catalogue:mine")
    return [
        Todo(_("修改退回的目录"), "arrow-back-up", entry.name, entry.opinion, url, entry.submitted_at)
        for entry in found[:MOST]
    ]


def confirmations(actor: Actor, now: datetime) -> list[Todo]:
    """One line for whatever is late or due within 30 days, for those who may confirm."""
    if not actor.roles & set(CONFIRMERS):
        return []
    counts = confirming.count(now, agency_id=actor.agency_id)
    late = ngettext("{n} 条目录逾期未确认", "{n} 条目录逾期未确认", counts.overdue)
    soon = ngettext("{n} 条目录 30 天内应确认", "{n} 条目录 30 天内应确认", counts.due_soon)
    url = reverse("catalogue:confirming")
    return [
        Todo(_("年度确认"), "calendar-event", words.format(n=n), "", f"{url}?state={state}")
        for state, n, words in (("overdue", counts.overdue, late), ("due_soon", counts.due_soon, soon))
        if n
    ]
