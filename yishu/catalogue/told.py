"""Who is told what of entries, and of law that is cited against a finding: heard from the record of each act."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.catalogue.models import Entry
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import COORDINATORS, To, person_of, tell

RETURNED: Final = Kind("entry.returned", _("目录条目被退回"), _("目录条目“{name}”已退回，请按意见修改后重新提交。"))
PUBLISHED: Final = Kind("entry.published", _("目录条目已发布"), _("目录条目“{name}”（{code}）第 {version} 版已发布。"))
LAW_CITED: Final = Kind(
    "law.to_review", _("待审核所引依据"), _("{agency}就“{name}”引用了法律依据，请审核（{number}）。"), to_systems=False
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(RETURNED, PUBLISHED, LAW_CITED)
    listen(Action.ENTRY_RETURNED, _returned)
    listen(Action.ENTRY_PUBLISHED, _published)


def tell_law_cited(actor: Actor, *, name: str, number: str, agency: str, path: str) -> None:
    """A law was cited against a finding of the platform: the coordinator reviews it (12.1, 15.2, 16.2)."""
    tell(LAW_CITED, COORDINATORS, said={"name": name, "number": number, "agency": agency}, path=path, by=actor)


def _returned(actor: Actor, made: Record) -> None:
    entry = _entry(made)
    path = reverse("catalogue:amend", args=[entry.pk])
    tell(RETURNED, _provider(entry), said={"name": entry.name}, path=path, by=actor)


def _published(actor: Actor, made: Record) -> None:
    entry = _entry(made)
    path = reverse("catalogue:entry", args=[entry.resource.path_code])
    said = {"name": entry.name, "code": made.resource, "version": entry.version}
    tell(PUBLISHED, _provider(entry), said=said, path=path, by=actor)


def _entry(made: Record) -> Entry:
    return Entry.objects.select_related("resource").get(resource__code=made.resource, version=made.version)


def _provider(entry: Entry) -> To:
    """Who submitted it; nobody else of the agency has to do anything. Its systems hear of it."""
    return To(entry.resource.provider_id, people=person_of(entry.submitted_by))
