"""Trying a file before it is published: what would come of it, on a page from which the same file is published with one more click (13.1, 21.2)."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.text import mask
from yishu.hosting import spooling
from yishu.hosting.dry_run import DryRun, dry_run
from yishu.hosting.forms import PublishForm
from yishu.hosting.holding_back import is_over
from yishu.hosting.quarantine.shown import mask_kind
from yishu.hosting.shaping import table_of_entry
from yishu.hosting.uploads.publishing import share_of
from yishu.shell.fields import language

_SALT: Final = "hosting.tried"
KEPT_SECONDS: Final = 2 * 3600


@dataclass(frozen=True, slots=True)
class Tried:
    """A file that was tried and waits in the spool: whose, for which resource, and how it is to be read. It travels signed in the page."""

    actor: str
    resource: str
    spool: str
    name: str
    media_type: str
    charset: str | None
    how: str

    def signed(self) -> str:
        return signing.dumps(asdict(self), salt=_SALT)

    @property
    def path(self) -> Path:
        return spooling.folder() / self.spool


def read_tried(actor: Actor, resource: Resource, token: str) -> Tried | None:
    """None where it is somebody else's, older than two hours, or gone."""
    try:
        tried = Tried(**signing.loads(token, salt=_SALT, max_age=KEPT_SECONDS))
    except (signing.BadSignature, TypeError):
        return None
    mine = (tried.actor, tried.resource) == (actor.ref, resource.code)
    return tried if mine and tried.path.is_file() else None


def try_out(request: HttpRequest, actor: Actor, resource: Resource, form: PublishForm) -> HttpResponse:
    """The page of what would come of the form's file. Raises what `dry_run` does; the file is kept only if it can be read."""
    upload = form.cleaned_data["file"]
    path = spooling.keep(upload.chunks())
    tried = Tried(
        actor.ref,
        resource.code,
        path.name,
        upload.name,
        form.media_type,
        form.declared_charset,
        form.cleaned_data["how"],
    )
    try:
        found = dry_run(
            actor,
            resource.code,
            path,
            media_type=tried.media_type,
            charset=tried.charset,
            how=tried.how,
            now=timezone.now(),
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return render(request, "hosting/tried.html", _shown(resource, tried, found))


def _shown(resource: Resource, tried: Tried, found: DryRun) -> dict[str, Any]:
    assert resource.current is not None
    table = table_of_entry(resource.current, "tried")
    names = {column.code: column.name for column in table.columns}
    faults = [
        {
            "item": names.get(fault.field, fault.field) or _("整条记录"),
            "message": getattr(fault, language()),
            "count": fault.count,
            "rows": "、".join(map(str, fault.rows)) + (" …" if fault.count > len(fault.rows) else ""),
        }
        for fault in found.faults
    ]
    kinds = {code: mask_kind(table, table.by_code[code]) for code in (found.sample[0] if found.sample else ())}
    sample = [
        [mask(kind, value) if (kind := kinds[code]) and value else value or "" for code, value in record.items()]
        for record in found.sample
    ]
    return {
        "resource": resource,
        "entry": resource.current,
        "tried": tried,
        "token": tried.signed(),
        "found": found,
        "held": is_over(share_of(resource.code), bad=found.quarantined, records=found.records),
        "faults": faults,
        "heads": [names[code] for code in kinds],
        "sample": sample,
    }
