"""Attaching a file to an application that waits."""

import hashlib
from datetime import datetime
from typing import Final

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.sharing import queries as sharing
from yishu.sharing import sending
from yishu.sharing.attachments import store
from yishu.sharing.attachments.errors import ApplicationSettled, TooManyAttachments
from yishu.sharing.attachments.kinds import KINDS, FileKind, kind_of
from yishu.sharing.attachments.models import Attachment
from yishu.sharing.errors import ApplicationNotFound
from yishu.sharing.models import OPEN, Application

MOST: Final = 10
LARGEST: Final = 10 * 1024 * 1024
LONGEST_NAME: Final = 120


@transaction.atomic
def attach(actor: Actor, number: str, *, kind: str, name: str, content: bytes, now: datetime) -> Attachment:
    """By a handler of either side, or a provider's signer, while something of it waits. Raises Invalid, ApplicationSettled, TooManyAttachments."""
    application = sharing.get_application(actor, number)
    require(actor, Role.HANDLER, Role.SIGNER)
    application = Application.objects.select_for_update().get(pk=application.pk)
    if not sharing.is_side(actor, application):
        raise ApplicationNotFound(number=number)
    if not sharing.list_lines(actor, application).filter(state__in=OPEN).exists():
        raise ApplicationSettled
    found = require_sound(kind, name, content)
    if application.attachments.filter(agency=actor.agency_id).count() >= MOST:
        raise TooManyAttachments(most=MOST)
    attachment = Attachment.objects.create(
        application=application,
        n=application.attachments.count() + 1,
        agency_id=actor.agency_id,
        kind=kind,
        name=named(name, found),
        media_type=found.media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_by=actor.ref,
        added_by_name=actor.name,
        added_at=now,
    )
    store.put(attachment, content)
    if application.consumer_id == actor.agency_id:
        sending.begin_anew(actor, application, now=now)  # what is being signed off has changed
    recording.record(
        actor, Action.ATTACHMENT_ADDED, target=number, attachment=attachment.n, kind=kind, sha256=attachment.sha256
    )
    return attachment


def require_sound(kind: str, name: str, content: bytes) -> FileKind:
    """What it is, by its content. Raises Invalid."""
    wrong, known = [], ", ".join(Attachment.Kind.values)
    if kind not in Attachment.Kind.values:
        zh, en = "附件类别可选：{known}。", "The kind of an attachment is one of {known}."
        wrong.append(FieldError("kind", "one_of", zh, en, known=known))
    if len(content) > LARGEST:
        zh, en = "文件不能超过 {most} MB。", "A file has {most} MB at most."
        wrong.append(FieldError("file", "size", zh, en, most=LARGEST // 2**20))
    found = kind_of(content)
    if found is None:
        zh = "只接受完整的 PDF、OFD、PNG、JPEG 文件（按内容判别，不看文件名）。"
        en = "Whole PDF, OFD, PNG or JPEG files only, told by their content and not by their name."
        wrong.append(FieldError("file", "kind", zh, en))
    if not name.strip().isprintable() or not name.strip():
        zh, en = "文件名须为一行可见字符。", "A file's name is one line of visible characters."
        wrong.append(FieldError("file", "name", zh, en))
    if wrong or found is None:
        raise Invalid(errors=wrong)
    return found


def named(name: str, kind: FileKind) -> str:
    """Without folders, ending as its content says."""
    base = name.replace("\\", "/").rpartition("/")[2].strip()
    stem, dot, suffix = base.rpartition(".")
    known = {each.suffix for each in KINDS} | {".jpeg"}
    stem = stem if dot and f".{suffix.lower()}" in known and stem else base
    return f"{stem[: LONGEST_NAME - len(kind.suffix)]}{kind.suffix}"
