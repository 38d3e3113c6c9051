"""What is put on record of a file that was asked for (32.1)."""

from typing import Any

from yishu.access.downloads.models import Download
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor


def record(actor: Actor, action: Action, made: Download, **more: Any) -> None:
    """An act on the file, under its grant; `more`: what is particular to the act."""
    recording.record(
        actor,
        action,
        resource=made.grant.resource.code,
        target=f"download:{made.pk}",
        grant=str(made.grant_id),
        grant_hash=made.grant.hash,
        version=made.version,
        **more,
    )
