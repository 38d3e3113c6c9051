"""Who holds a grant is told when a document is withdrawn: it is not to be used any longer. Heard from the record of the act."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.hosting.files.told import name_of, version_of
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, tell
from yishu.sharing.models import Grant

WITHDRAWN: Final = Kind(
    "file.withdrawn",
    _("文件被撤回"),
    _("提供单位撤回了“{name}”中的一版文件（{number}，第 {n} 版），请停止使用已取得的副本。"),
    urgent=True,
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(WITHDRAWN)
    listen(Action.FILE_WITHDRAWN, _withdrawn)


def _withdrawn(actor: Actor, made: Record) -> None:
    if not made.detail.get("provided"):
        return  # nobody else has seen it
    version = version_of(made)
    resource = version.document.shelf.resource
    said = {"name": name_of(version), "number": version.document.number, "n": version.n}
    held = Grant.objects.filter(resource=resource, state=Grant.State.ACTIVE).order_by("consumer_id", "-opened_at")
    for grant in held.distinct("consumer_id"):
        path = reverse("access:documents", args=[grant.pk])
        tell(WITHDRAWN, To(grant.consumer_id, roles=(Role.HANDLER,)), said=said, path=path, by=actor)
