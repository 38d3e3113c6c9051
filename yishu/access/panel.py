"""On a grant's page: the way to the desk, for whom the grant names (27.1, 27.2)."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.access.queries import PAGE_MODES
from yishu.agencies.middleware import viewer_of
from yishu.catalogue.vocabulary import Provision
from yishu.hosting.controls.queries import find_declaration
from yishu.sharing.models import Grant


def controls_panel(request: HttpRequest, thing: object) -> str | None:
    """What whoever copies under this grant must leave out (20.2)."""
    if not isinstance(thing, Grant) or thing.state != Grant.State.ACTIVE or viewer_of(request) is None:
        return None
    terms, found = thing.read_terms(), find_declaration(thing.resource)
    if found is None or "bulk" not in terms.modes or terms.valid_from < found.declared_at:
        return None
    return render_to_string("access/controls.html", {"found": found}, request)


def desk_panel(request: HttpRequest, thing: object) -> str | None:
    """Nothing for a grant that this person may not use on a page now."""
    actor = viewer_of(request)
    if actor is None or not isinstance(thing, Grant) or thing.state != Grant.State.ACTIVE:
        return None
    if thing.resource.current is not None and thing.resource.current.provision == Provision.FILE:
        return None
    terms = thing.read_terms()
    in_force = terms.valid_from <= timezone.now() < terms.valid_until
    if actor.ref not in terms.callers or not in_force or not set(PAGE_MODES) & set(terms.modes):
        return None
    return render_to_string("access/panel.html", {"grant": thing}, request)
