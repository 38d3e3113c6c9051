"""One's own list and drafts; nobody sees another's."""

from django.db.models import QuerySet

from yishu.core.actor import Actor
from yishu.sharing.basket.errors import DraftNotFound
from yishu.sharing.basket.models import Chosen, Draft


def list_chosen(actor: Actor) -> QuerySet[Chosen]:
    """In the order in which they were chosen."""
    return Chosen.objects.filter(person_id=actor.id if actor.kind == "person" else None).select_related(
        "resource__current", "resource__provider"
    )


def list_drafts(actor: Actor) -> QuerySet[Draft]:
    """The last saved first."""
    return Draft.objects.filter(person_id=actor.id if actor.kind == "person" else None)


def get_draft(actor: Actor, draft_id: int) -> Draft:
    """Raises DraftNotFound, also where it is somebody else's."""
    found = list_drafts(actor).filter(pk=draft_id).first()
    if found is None:
        raise DraftNotFound(draft=draft_id)
    return found
