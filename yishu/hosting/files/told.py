"""Who is told what of documents, on the providing side: heard from the record of each act. A notice names resources, never what a document says."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.hosting.files.models import DocumentVersion
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, person_of, tell

WAITING: Final = Kind("file.to_review", _("文件待保密审查"), _("“{name}”有新上传的文件待保密审查。"), to_systems=False)
RETURNED: Final = Kind("file.returned", _("文件被退回"), _("“{name}”的一份文件已退回，请按意见修改后重新上传。"))


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(WAITING, RETURNED)
    listen(Action.FILE_UPLOADED, _uploaded)
    listen(Action.FILE_RETURNED, _returned)


def version_of(made: Record) -> DocumentVersion:
    """What a record is of: its target is `document:KEY/N`."""
    key, _slash, n = made.target.removeprefix("document:").partition("/")
    found = DocumentVersion.objects.select_related("document__shelf__resource__current")
    return found.get(document_id=int(key), n=int(n))


def name_of(version: DocumentVersion) -> str:
    resource = version.document.shelf.resource
    return resource.current.name if resource.current else resource.code


def _uploaded(actor: Actor, made: Record) -> None:
    version = version_of(made)
    to = To(version.document.shelf.resource.provider_id, roles=(Role.SECRECY_REVIEWER,))
    tell(WAITING, to, said={"name": name_of(version)}, path=_path(version), by=actor)


def _returned(actor: Actor, made: Record) -> None:
    version = version_of(made)
    to = To(version.document.shelf.resource.provider_id, people=person_of(version.uploaded_by))
    tell(RETURNED, to, said={"name": name_of(version)}, path=_path(version), by=actor)


def _path(version: DocumentVersion) -> str:
    return reverse("files:document", args=[version.document.shelf.resource.path_code, version.document_id])
