"""Catching up with another node: what waits is sent, what is new is taken, each page in one transaction with its cursor (14.1, 37.1).

Killed at any point, nothing is lost or doubled: a page that was not committed is asked for again, an application that was not acknowledged is sent again and
is known there by its id.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from yishu.core.errors import Problem
from yishu.exchange import applying, client, delivering, entries, proving, signing
from yishu.exchange.errors import AnswerUnreadable, LinkDown
from yishu.exchange.messages import DecisionsPage, EntriesPage
from yishu.exchange.models import Cursor, Flow, Link

log = logging.getLogger(__name__)


def catch_up(link: Link) -> bool:
    """One round with one node; whether it answered. Notes the contact, or why there was none."""
    try:
        _take_entries(link)
        _take_decisions(link)
        _send_waiting(link)
        _send_acceptances(link)
    except (LinkDown, AnswerUnreadable, client.Refused) as failure:
        _note_failure(link, failure)
        return False
    _note_contact(link)
    for replica in delivering.list_replicas(link):
        if delivering.has_ended(replica.application, timezone.now()):
            applying.drop_replica(replica.application)
            continue
        if not _patience.allows(replica.application_id):
            continue
        try:
            while delivering.pull(replica, now=timezone.now()):
                replica.refresh_from_db()
        except (LinkDown, AnswerUnreadable) as failure:
            _note_failure(link, failure)
            return False
        except client.Refused as refused:
            # One delivery that is refused must not stop the others: its grant may have been withdrawn just now.
            log.warning("a delivery from %s was refused: %s", link.code, refused)
            _patience.wait_longer(replica.application_id)
        else:
            _patience.forget(replica.application_id)
    return True


def _send_waiting(link: Link) -> None:
    waiting = [each for each in applying.list_waiting(link)[:1000] if _patience.allows(each.pk)]
    for application in waiting[:100]:
        try:
            applying.carry(application, now=timezone.now())
        except client.Refused as refused:
            if refused.status < 500:
                raise  # the link itself is not accepted
            # What the other node cannot take in now must not stop the others; it goes on waiting.
            log.warning("an application to %s was not taken in: %s", link.code, refused)
            _patience.wait_longer(application.pk)
        else:
            _patience.forget(application.pk)


def _send_acceptances(link: Link) -> None:
    waiting = [each for each in proving.list_unaccepted(link)[:1000] if _slow_to_hear.allows(each.pk)]
    for application in waiting[:100]:
        try:
            proving.carry_acceptance(application, now=timezone.now())
        except (client.Refused, Problem) as refused:
            if isinstance(refused, LinkDown):
                raise
            # Access does not wait for it: a node of before does not know it, and whatever it is must not stop the others.
            log.warning("an acceptance to %s was not taken in: %s", link.code, refused)
            _slow_to_hear.wait_longer(application.pk)
        else:
            _slow_to_hear.forget(application.pk)


class Patience:
    """What was refused is tried again later and later, up to every five minutes. Kept in memory: a new worker tries all at once."""

    FIRST, LONGEST = 2.0, 300.0  # seconds

    def __init__(self) -> None:
        self._pauses: dict[UUID, tuple[float, float]] = {}  # seconds to wait, and until when

    def allows(self, number: UUID) -> bool:
        return self._pauses.get(number, (0.0, 0.0))[1] <= time.monotonic()

    def wait_longer(self, number: UUID) -> None:
        pause = min(2 * self._pauses.get(number, (self.FIRST / 2, 0.0))[0], self.LONGEST)
        self._pauses[number] = pause, time.monotonic() + pause

    def forget(self, number: UUID) -> None:
        self._pauses.pop(number, None)


_patience, _slow_to_hear = Patience(), Patience()


def _take_entries(link: Link) -> None:
    while True:
        since = _position(link, Flow.ENTRIES)
        page = client.read(link, client.ask(link, "GET", f"/api/v1/exchange/entries?since={since}"), EntriesPage)

        def take(now: datetime, page: EntriesPage = page) -> None:
            for told in page.entries:
                signing.give_back_outdated(entries.take(link, told, now=now), now=now)

        if not _apply(link, Flow.ENTRIES, since, page.next, page.head, take):
            return


def _take_decisions(link: Link) -> None:
    while True:
        since = _position(link, Flow.DECISIONS)
        page = client.read(link, client.ask(link, "GET", f"/api/v1/exchange/decisions?since={since}"), DecisionsPage)

        def take(_: datetime, page: DecisionsPage = page) -> None:
            for told in page.decisions:
                applying.apply_decision(link, told)

        if not _apply(link, Flow.DECISIONS, since, page.next, page.head, take):
            return


def _position(link: Link, flow: Flow) -> int:
    cursor, _ = Cursor.objects.get_or_create(link=link, flow=flow)
    return cursor.position


@transaction.atomic
def _apply(link: Link, flow: Flow, since: int, next_: int, head: int, take: Callable[[datetime], None]) -> bool:
    """Rows and cursor together; whether there is more. Another process that took the page meanwhile has moved the cursor: then ours is dropped."""
    cursor = Cursor.objects.select_for_update().get(link=link, flow=flow)
    if cursor.position != since:
        return True
    if head < since:  # the other node was restored to an earlier state: begin anew
        next_ = 0
    else:
        take(timezone.now())
    cursor.position, cursor.head = next_, head
    cursor.save(update_fields=["position", "head"])
    return next_ < head


def _note_contact(link: Link) -> None:
    Link.objects.filter(pk=link.pk).update(last_contact=timezone.now(), failure="")


def _note_failure(link: Link, failure: Exception) -> None:
    said = failure.detail("zh") if isinstance(failure, Problem) else str(getattr(failure, "detail", "") or failure)
    Link.objects.filter(pk=link.pk).update(last_failure=timezone.now(), failure=said[:200] or "?")
