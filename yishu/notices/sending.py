"""The worker's part: what is due leaves, each batch by exactly one worker, again and again under the same id until it is taken or given up.

A batch's row stays locked while it is on its way. Die in between and the lock is gone with the connection: the batch is sent once more, with the same id.
"""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final, LiteralString

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from yishu.core.errors import Language
from yishu.notices import webhook_sending
from yishu.notices.channels import Line, channels
from yishu.notices.errors import SendingFailed
from yishu.notices.kinds import words
from yishu.notices.models import Delivery, Preference
from yishu.notices.pacing import next_attempt
from yishu.notices.telling import WEBHOOK

log = logging.getLogger(__name__)

HANDS: Final = 4
"""Batches on their way at a time."""
SPELL: Final = 20.0
"""Seconds after which the hands are laid down, so that the worker's other chores get their turn."""
GIVEN_UP: Final = timedelta(days=3)
"""What still waits then, because nobody answers at its address, is given up, also without an attempt of its own."""

_GATHER: LiteralString = """
with due as (
    select id, person_id, channel from notices_delivery
    where state = 'waiting' and batch is null and due_at <= %(now)s
    order by due_at limit 5000 for update skip locked
), firsts as (
    select person_id, channel, min(id::text)::uuid as batch from due group by person_id, channel
)
update notices_delivery as delivery set batch = firsts.batch
from due join firsts using (person_id, channel)
where delivery.id = due.id
"""
"""What is due for a person by one channel goes together. `min` of uuids exists from PostgreSQL 18 on; their texts sort the same."""

_CLAIM: LiteralString = """
select id from notices_delivery
where state = 'waiting' and batch = id and due_at <= %(now)s
order by due_at limit 1 for update skip locked
"""

_POSTPONE: LiteralString = """
with heads as (
    select coalesce(batch, id) as batch, wanted_at < %(old)s as is_old from notices_delivery
    where state = 'waiting' and due_at < %(until)s and (batch is null or batch = id) and channel = %(channel)s
        and (%(webhook)s::bigint is null or webhook_id = %(webhook)s)
    for update skip locked
)
update notices_delivery as delivery
set due_at = greatest(due_at, %(until)s),
    state = case when is_old then 'dead' else state end,
    ended_at = case when is_old then %(now)s end,
    error = %(why)s
from heads
where state = 'waiting' and coalesce(delivery.batch, delivery.id) = heads.batch
"""
"""What goes together waits together, and is given up together."""


def send_due(now: datetime) -> int:
    """Send what is due: how many batches were tried."""
    if not Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=now).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_GATHER, {"now": now})
    until = time.monotonic() + SPELL
    with ThreadPoolExecutor(HANDS) as hands:
        return sum(hands.map(lambda _hand: _send_until(until), range(HANDS)))


def _send_until(until: float) -> int:
    tried = 0
    try:
        while time.monotonic() < until and _send_one(timezone.now()):
            tried += 1
    finally:
        connection.close()
    return tried


@transaction.atomic
def _send_one(now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now})
        found = cursor.fetchone()
    if found is None:
        return False
    parts = list(
        Delivery.objects.select_for_update(of=("self",))
        .select_related("message__agency")
        .filter(batch=found[0])
        .order_by("id")
    )
    try:
        ended = _carry(parts, now)
    except SendingFailed as failed:
        _put_off(parts, failed, now)
    except Exception as wrong:
        # The edge of one batch: whatever it was must neither lose it nor hold up the others.
        log.exception("sending %s failed", found[0])
        _put_off(parts, SendingFailed(type(wrong).__name__), now)
    else:
        _end(parts, ended, now)
    return True


def _carry(parts: list[Delivery], now: datetime) -> Delivery.State:
    first = parts[0]
    if first.channel == WEBHOOK:
        return webhook_sending.carry(first, now)
    wish = Preference.objects.filter(person_id=first.person_id, channel=first.channel, person__is_active=True).first()
    channel = channels().get(first.channel)
    if wish is None or channel is None or not channel.is_address(wish.address):
        return Delivery.State.DROPPED  # no longer wanted, or no longer possible; the portal still has it
    language: Language = "en" if wish.language == "en" else "zh"
    lines = [Line(words(one.message.kind, one.message.params, language), link_of(one.message.path)) for one in parts]
    channel.send(str(first.batch), wish.address, lines, language)
    return Delivery.State.SENT


def link_of(path: str) -> str:
    """The address of a page for somebody outside the portal; the path alone where `YISHU_URL` is not set."""
    return f"{settings.YISHU_URL}{path}"


def _end(parts: list[Delivery], state: Delivery.State, now: datetime) -> None:
    for one in parts:
        one.state, one.ended_at, one.attempts, one.error = state, now, one.attempts + 1, ""
    Delivery.objects.bulk_update(parts, ["state", "ended_at", "attempts", "error"])


def _put_off(parts: list[Delivery], failed: SendingFailed, now: datetime) -> None:
    """Wait for the next attempt, or give up. Where nobody answered, everything else for that address waits as well: one attempt finds out for all."""
    attempts = parts[0].attempts + 1
    is_old = attempts > 1 and parts[0].wanted_at < now - GIVEN_UP
    again = None if failed.lasting or is_old else next_attempt(attempts, now)
    for one in parts:
        one.attempts, one.error = attempts, failed.why[:300]
        one.due_at, one.state = again or one.due_at, one.state if again else Delivery.State.DEAD
        one.ended_at = None if again else now
    Delivery.objects.bulk_update(parts, ["attempts", "error", "due_at", "state", "ended_at"])
    if not failed.reached:
        _postpone_others(parts[0], failed.why[:300], again or now + timedelta(hours=1), now)


def _postpone_others(failed: Delivery, why: str, until: datetime, now: datetime) -> None:
    given = {
        "until": until,
        "old": now - GIVEN_UP,
        "now": now,
        "why": why,
        "channel": failed.channel,
        "webhook": failed.webhook_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_POSTPONE, given)
