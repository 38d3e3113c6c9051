"""Taking a file in, telling what its columns mean: then the worker goes on (`working`)."""

import hashlib
from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue import portals
from yishu.catalogue.errors import NotTheCoordinator, NotTheProvider
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.spreadsheets import mapping, reading
from yishu.catalogue.spreadsheets.errors import ColumnsUnmapped, NoHeads, UploadWrongMoment
from yishu.catalogue.spreadsheets.fields import BY_NAME
from yishu.catalogue.spreadsheets.mapping import Mapping
from yishu.catalogue.spreadsheets.models import RememberedMapping, Upload
from yishu.core.actor import Actor


def take_entries(actor: Actor, agency: Agency, file_name: str, content: bytes, *, now: datetime) -> Upload:
    """An agency's own entries. The template, and heads that were mapped before, wait for the worker; others for a mapping.

    Raises what `reading` refuses, NoHeads.
    """
    require(actor, Role.CATALOGUER)
    if actor.kind != "platform" and actor.agency_id != agency.pk:
        raise NotTheProvider
    sheets = mapping.sheets_of(reading.peek(content))  # the costly part, before any lock
    if not sheets:
        raise NoHeads(lines=mapping.LINES_FOR_HEADS)
    upload = _upload(actor, Upload.Kind.ENTRIES, file_name, content, now)
    upload.agency = agency
    known = RememberedMapping.objects.filter(agency=agency, fingerprint=mapping.fingerprint(sheets)).first()
    told = Mapping.of_json(known.columns).applied_to(sheets) if known else mapping.mapping_of(sheets)
    upload.columns = told.as_json()
    is_clear = known is not None or mapping.is_template(sheets)
    upload.state = Upload.State.WAITING if is_clear else Upload.State.MAPPING
    return _saved(actor, upload)


def take_directory(actor: Actor, source: str, file_name: str, content: bytes, *, now: datetime) -> Upload:
    """A portal's directory. Raises what is wrong with its first row at once: NotAPortalDirectory, BrokenDirectory."""
    require_coordinator(actor)
    portals.read(content[:_FOR_HEADS].rpartition(b"\n")[0] if len(content) > _FOR_HEADS else content)
    upload = _upload(actor, Upload.Kind.DIRECTORY, file_name, content, now)
    upload.source, upload.state = source[:120], Upload.State.WAITING
    return _saved(actor, upload)


_FOR_HEADS = 64 * 1024


@transaction.atomic
def map_columns(actor: Actor, upload_id: int, told: Mapping, *, now: datetime) -> Upload:
    """What the columns mean, remembered for the agency's next file with these heads. Raises ColumnsUnmapped, UploadWrongMoment."""
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
    require(actor, Role.CATALOGUER)
    if actor.kind != "platform" and actor.agency_id != upload.agency_id:
        raise NotTheProvider
    if upload.state != Upload.State.MAPPING:
        raise UploadWrongMoment
    missing = [BY_NAME[name].zh for name in mapping.NEEDED if not told.has(name)]
    if missing:
        raise ColumnsUnmapped(missing="、".join(missing))
    sheets = mapping.sheets_of(reading.peek(bytes(upload.content)))
    RememberedMapping.objects.update_or_create(
        agency=upload.agency,
        fingerprint=mapping.fingerprint(sheets),
        defaults={"columns": told.as_json(), "by": actor.ref, "at": now},
    )
    upload.columns, upload.state = told.as_json(), Upload.State.WAITING
    upload.save(update_fields=["columns", "state"])
    return upload


def require_coordinator(actor: Actor) -> None:
    """The coordinator of this node, or the platform itself."""
    require(actor, Role.COORDINATOR)
    if actor.kind != "platform" and not is_coordinator(actor):
        raise NotTheCoordinator


def _upload(actor: Actor, kind: Upload.Kind, file_name: str, content: bytes, now: datetime) -> Upload:
    return Upload(
        kind=kind,
        file_name=file_name[:200],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor.ref,
        uploaded_by_name=actor.name,
        at=now,
    )


@transaction.atomic
def _saved(actor: Actor, upload: Upload) -> Upload:
    upload.save()
    recording.record(actor, Action.SPREADSHEET_UPLOADED, target=f"upload:{upload.pk}", reason=upload.digest)
    return upload
