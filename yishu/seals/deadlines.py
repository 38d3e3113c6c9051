"""Documents that wait to be archived: their day is counted again when the calendar changes (24.2)."""

from django.urls import reverse

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.node import clocks
from yishu.node.workdays.counting import register, stored
from yishu.seals.models import Document


def register_deadlines() -> None:
    """In `AppConfig.ready()`."""
    register(
        "seals.archive",
        stored(
            clocks.ARCHIVE,
            lambda: Document.objects.filter(bag=None),
            duty=DutyKind.PUBLISHING,
            roles=(Role.HANDLER.value, Role.SIGNER.value),
            start=lambda document: document.issued_at,
            thing=lambda document: document.number,
            agency=lambda document: document.agency_id,
            path=lambda document: reverse("seals:document", args=[document.number]),
            due="archive_due",
            provisional="archive_due_provisional",
        ),
    )
