"""Laws cited for asking what the platform has: they wait for the coordinator (15.2)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.collected.queries import list_cited, review_day
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.shell.todos import MOST, Todo


def citations(actor: Actor, _now: datetime) -> list[Todo]:
    """One line a form, the longest waiting first."""
    if not is_coordinator(actor):
        return []
    day = review_day()
    forms = {item.form.number: item for item in reversed(list_cited()[: MOST * 4])}
    return [
        Todo(
            _("审核采集表单的依据"),
            "gavel",
            item.form.name,
            item.form.agency.name,
            reverse("collected:form", args=[number]),
            item.cited_at,
            day(item.cited_at).date if item.cited_at else None,
            bool(item.cited_at and day(item.cited_at).provisional),
        )
        for number, item in sorted(forms.items(), key=lambda pair: pair[1].pk)[:MOST]
    ]
