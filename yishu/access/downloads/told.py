"""Who asked for a file is told when it is ready: long work ends with a notice."""

from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.access.downloads.models import Download
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, person_of, tell

READY: Final = Kind(
    "download.ready", _("下载文件已备好"), _("“{name}”第 {version} 版的下载文件已备好。"), to_systems=False
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(READY)
    listen(Action.COPY_KEPT, _kept)


def _kept(_actor: Actor, made: Record) -> None:
    found = Download.objects.select_related("grant__resource__current").get(
        pk=UUID(made.target.removeprefix("download:"))
    )
    if not (people := person_of(found.asked_by)):
        return
    entry = found.grant.resource.current
    said = {"name": entry.name if entry else found.grant.resource.code, "version": found.version}
    tell(READY, To(people=people), path=reverse("downloads:grant", args=[found.grant_id]), said=said)
