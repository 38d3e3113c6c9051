"""On a grant's page: the calls that it allows, for the agency that holds it (26.5)."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.access.snippets.programs import programs_of
from yishu.access.snippets.queries import facts_of
from yishu.agencies.middleware import viewer_of
from yishu.catalogue.vocabulary import Provision
from yishu.sharing.models import Grant
from yishu.shell.addresses import public_address


def calls_panel(request: HttpRequest, thing: object) -> str | None:
    """Hung on `sharing.grant.calls`, while the grant is in force. Documents are fetched by other calls than these."""
    actor = viewer_of(request)
    if actor is None or not isinstance(thing, Grant) or thing.consumer_id != actor.agency_id:
        return None
    if thing.state != Grant.State.ACTIVE or thing.has_expired(timezone.now()):
        return None
    current = thing.resource.current
    given = {
        "grant": thing,
        "systems": thing.line.systems.all(),
        "is_of_files": current is not None and current.provision == Provision.FILE,
        "shown": programs_of(facts_of(thing, public_address(request))),
    }
    return render_to_string("snippets/panel.html", given, request)
