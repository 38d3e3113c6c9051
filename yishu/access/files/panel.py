"""On the page of a grant of documents: the way to them, for whom the grant names."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.agencies.middleware import viewer_of
from yishu.catalogue.vocabulary import Provision
from yishu.sharing.models import Grant


def documents_panel(request: HttpRequest, thing: object) -> str | None:
    """Hung on `sharing.grant`; nothing for a grant that this person may not use on a page now."""
    actor = viewer_of(request)
    if actor is None or not isinstance(thing, Grant) or thing.state != Grant.State.ACTIVE:
        return None
    entry, terms = thing.resource.current, thing.read_terms()
    in_force = terms.valid_from <= timezone.now() < terms.valid_until
    if entry is None or entry.provision != Provision.FILE or actor.ref not in terms.callers or not in_force:
        return None
    return render_to_string("filed/panel.html", {"grant": thing}, request)
