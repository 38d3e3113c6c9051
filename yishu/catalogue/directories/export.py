"""The one-way export of what is open: as a folder by the command line, or as an archive that the coordinator downloads (8.2)."""

from pathlib import Path

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.directories.site import write_site
from yishu.core.actor import Actor


def export_site(actor: Actor, folder: Path, address: str, base: str) -> dict[str, int]:
    """Write the site to the folder and put it on record. `address` is where it will stand, `base` begins the lasting addresses. Raises NotASite."""
    require(actor, Role.COORDINATOR)
    made = write_site(folder, address, base)
    with transaction.atomic():
        recording.record(actor, Action.DIRECTORY_EXPORTED, target="site", open_entries=made["entries"], url=address)
    return made
