"""Templates of reasons, and the words that a refusal is made of."""

from django.db.models import QuerySet

from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.sharing.refusing.errors import TemplateNotFound
from yishu.sharing.refusing.models import RefusalTemplate


def list_templates(actor: Actor | None = None) -> QuerySet[RefusalTemplate]:
    """Those that may be chosen now; for the coordinator, who keeps them, also those that are retired."""
    if actor is not None and is_coordinator(actor):
        return RefusalTemplate.objects.order_by("-is_active", "position", "code")
    return RefusalTemplate.objects.filter(is_active=True)


def get_template(code: str) -> RefusalTemplate:
    """Raises TemplateNotFound."""
    found = RefusalTemplate.objects.filter(pk=code).first()
    if found is None:
        raise TemplateNotFound(template=code)
    return found


def reason_of(code: str, own: str) -> str:
    """The template's words, then what the decider adds. Raises TemplateNotFound, also for one that is retired."""
    if not code:
        return own.strip()
    found = get_template(code)
    if not found.is_active:
        raise TemplateNotFound(template=code)
    return "\n".join(part for part in (found.words, own.strip()) if part)
