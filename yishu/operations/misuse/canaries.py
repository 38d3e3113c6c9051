"""Declaring, planting and ending canaries; every write of them. What is put on record says of which resource, never which subject (30.1)."""

import csv
import random
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from yishu.access.errors import MalformedSubject
from yishu.access.subjects import Subject, read_subject
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.core.identifiers import KeyKind
from yishu.hosting import commands as hosting
from yishu.hosting.invented.queries import invented_record
from yishu.hosting.tables import Column, Table
from yishu.node.enciphering import decipher, encipher
from yishu.operations.misuse import queries
from yishu.operations.misuse.drawing import draw
from yishu.operations.misuse.errors import CanaryKnown, NothingToDraw, NotPlanted, NotYoursToWatch
from yishu.operations.misuse.models import Canary

LONGEST_NOTE: Final = 200
_dice: Final = random.SystemRandom()


@transaction.atomic
def declare(actor: Actor, resource: Resource, subject: str, *, note: str = "", now: datetime) -> Canary:
    """From now on whoever verifies or queries this subject is found. Raises Invalid, CanaryKnown."""
    _require_watcher(actor, resource)
    _require_sound(note)
    return _keep(actor, resource, subject.strip(), note, False, now)


def invent(actor: Actor, resource: Resource, *, note: str = "", plant: bool = False, now: datetime) -> Canary:
    """A subject drawn at random is declared; with `plant`, a record of it, invented as well, is published too, so that copies hold it. Raises Invalid, NothingToDraw, NotPlanted."""
    _require_watcher(actor, resource)
    _require_sound(note)
    entry = resource.current
    assert entry is not None
    subject = draw(KeyKind(entry.key_kind), _dice)
    keys = [item.code for item in entry.items.all() if item.is_key]
    if subject is None or len(keys) != 1:
        raise NothingToDraw
    if plant:
        # Published by a transaction of its own: should we die here, an invented record is left that is not watched.
        _publish(actor, resource, {**invented_record(entry), keys[0]: subject}, now)
    with transaction.atomic():
        return _keep(actor, resource, subject, note, plant, now)


@transaction.atomic
def end(actor: Actor, number: int, *, now: datetime) -> Canary:
    """It is watched no more. A record that was planted stays until its provider deletes it."""
    canary = queries.get_canary(actor, number)
    canary.ended_at = now
    canary.save(update_fields=["ended_at"])
    recording.record(actor, Action.CANARY_ENDED, resource=canary.resource.code, target=f"canary:{canary.pk}")
    return canary


def subject_of(canary: Canary) -> str:
    """Its key, for who may see it; empty where it was enciphered under other secrets."""
    try:
        return decipher(settings.YISHU_SECRETS.tokens, canary.sealed)
    except ValueError:
        return ""


def _require_watcher(actor: Actor, resource: Resource) -> None:
    if not queries.watched_resources(actor).filter(pk=resource.pk).exists():
        raise NotYoursToWatch


def _require_sound(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        zh, en = "不超过 {most} 字。", "At most {most} characters."
        raise Invalid(errors=[FieldError("note", "length", zh, en, most=LONGEST_NOTE)])


def _keep(actor: Actor, resource: Resource, subject: str, note: str, planted: bool, now: datetime) -> Canary:
    hashed = _subject(resource, subject, now).hashed(settings.YISHU_SECRETS.subjects)
    try:
        with transaction.atomic():
            made = Canary.objects.create(
                resource=resource,
                hash=hashed,
                sealed=encipher(settings.YISHU_SECRETS.tokens, subject),
                is_planted=planted,
                note=note.strip(),
                declared_at=now,
                declared_by=actor.ref,
                declared_by_name=actor.name,
            )
    except IntegrityError:
        raise CanaryKnown from None
    recording.record(actor, Action.CANARY_DECLARED, resource=resource.code, target=f"canary:{made.pk}")
    return made


def _subject(resource: Resource, text: str, now: datetime) -> Subject:
    """As a call would name it. Raises Invalid, on the field `subject`."""
    entry = resource.current
    assert entry is not None
    table = Table("", KeyKind(entry.key_kind), tuple(Column.of(item) for item in entry.items.all()))
    try:
        return read_subject(table, text, "subject", today=shanghai_day(now))
    except MalformedSubject as wrong:
        raise Invalid(errors=wrong.errors) from None


def _publish(actor: Actor, resource: Resource, record: dict[str, str], now: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spool = Path(folder) / "canary.csv"
        with spool.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(record))
            writer.writeheader()
            writer.writerow(record)
        receipt = hosting.publish(actor, resource.code, spool, media_type="text/csv", how="upsert", now=now)
    if receipt.accepted != 1:
        raise NotPlanted
