"""Where else versions are shown: on the entry, for whoever has logged in; and on the page of publishing, for its provider."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Resource
from yishu.hosting import shaping
from yishu.hosting.archiving.loading import listed
from yishu.hosting.archiving.queries import list_files
from yishu.hosting.errors import KeyItemMissing, SchemaChanged
from yishu.hosting.keeping.queries import rule_of
from yishu.hosting.keeping.wording import rule_in_words
from yishu.hosting.models import Holding


def entry_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`; nothing where nothing is hosted."""
    assert isinstance(resource, Resource)
    viewer = viewer_of(request)
    if viewer is None:
        return None
    is_officer = viewer.agency_id == resource.provider_id and Role.DATA_OFFICER in viewer.roles
    return _rendered(request, resource, is_officer=is_officer)


def publish_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `hosting.publish`."""
    assert isinstance(resource, Resource)
    return _rendered(request, resource, is_officer=True)


def _rendered(request: HttpRequest, resource: Resource, *, is_officer: bool) -> str | None:
    holding = Holding.objects.filter(resource=resource).select_related("entry__resource").first()
    if holding is None or not holding.version:
        return None
    given = {
        "resource": resource,
        "oldest": max(holding.kept, 1),
        "newest": holding.version,
        "filed": listed(one.version for one in list_files(holding) if one.version < holding.kept),
        "rule": rule_in_words(rule_of(resource)),
        "is_officer": is_officer,
        "to_convert": is_officer and _is_to_convert(resource, holding),
    }
    return render_to_string("keeping/panel.html", given, request)


def _is_to_convert(resource: Resource, holding: Holding) -> bool:
    entry = resource.current
    if entry is None or entry.pk == holding.entry_id:
        return False
    try:
        stored, wanted = (shaping.table_of_entry(each, holding.table) for each in (holding.entry, entry))
        return shaping.change_of(stored, wanted).makes_version
    except (KeyItemMissing, SchemaChanged):
        return False
