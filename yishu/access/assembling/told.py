"""The building agency's data officers are told when an assembly, or one of its sources, cannot go on (22.1)."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.access.assembling.models import Assembly
from yishu.agencies.models import Role
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, tell

SOURCE_STOPPED: Final = Kind(
    "assembly.source-stopped",
    _("基础库来源停更"),
    _("“{name}”的来源“{source}”取不到数：此前取得的值保留，但不再更新。请处理。"),
)
STOPPED: Final = Kind(
    "assembly.stopped", _("基础库停止汇聚"), _("“{name}”未能汇聚：已发布的数据保留，但不再更新。请处理。")
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(SOURCE_STOPPED, STOPPED)
    listen(Action.ASSEMBLY_STOPPED, _stopped)


def _stopped(_actor: Actor, made: Record) -> None:
    number = int(made.target.removeprefix("assembly:"))
    resource = Assembly.objects.select_related("resource__current").get(pk=number).resource
    source = str(made.detail.get("source") or "")
    said = {"name": name_of(resource)}
    if source:
        said["source"] = name_of(Resource.objects.select_related("current").get(code=source))
    to = To(resource.provider_id, roles=(Role.DATA_OFFICER,))
    path = reverse("assembling:assembly", args=[resource.path_code])
    tell(SOURCE_STOPPED if source else STOPPED, to, said=said, path=path)


def name_of(resource: Resource) -> str:
    return resource.current.name if resource.current else resource.code
