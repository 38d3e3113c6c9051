"""Who is told what of forms by which agencies collect (15.2)."""

from django.urls import reverse

from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.catalogue.collected.models import CollectedForm
from yishu.catalogue.told import tell_law_cited
from yishu.core.actor import Actor


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    listen(Action.FORM_LAW_CITED, _law_cited)


def _law_cited(actor: Actor, made: Record) -> None:
    form = CollectedForm.objects.select_related("agency").get(number=made.target)
    path = reverse("collected:form", args=[form.number])
    tell_law_cited(actor, name=form.name, number=form.number, agency=form.agency.short_name, path=path)
