"""Attachments, for the sides that they are between."""

from django.db.models import QuerySet

from yishu.core.actor import Actor
from yishu.sharing.attachments.errors import AttachmentNotFound
from yishu.sharing.attachments.models import Attachment
from yishu.sharing.models import Application


def list_attachments(actor: Actor, application: Application) -> QuerySet[Attachment]:
    """All for the applicant; for a provider the applicant's and its own, not those of another provider."""
    found = application.attachments.select_related("agency", "application")
    if application.consumer_id == actor.agency_id:
        return found
    return found.filter(agency__in=(application.consumer_id, actor.agency_id))


def get_attachment(actor: Actor, application: Application, n: int) -> Attachment:
    """Raises AttachmentNotFound."""
    found = list_attachments(actor, application).filter(n=n).first()
    if found is None:
        raise AttachmentNotFound(n=n)
    return found
