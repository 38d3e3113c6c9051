"""On an entry's page: the way to try its calls; and for an agency that holds no grant yet, the call itself (26.5)."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.access.sandbox.desks import facts_of_twin, is_tried
from yishu.access.sandbox.forms import TRIAL
from yishu.access.sandbox.twin import get_twin
from yishu.access.snippets.curl import curl
from yishu.agencies.middleware import viewer_of
from yishu.catalogue.models import Resource
from yishu.core.errors import Problem
from yishu.sharing import queries as sharing
from yishu.shell.addresses import public_address


def try_panel(request: HttpRequest, thing: object) -> str | None:
    """Hung on `catalogue.entry`, for whoever has signed in."""
    actor = viewer_of(request)
    if actor is None or not isinstance(thing, Resource) or not is_tried(thing):
        return None
    given: dict[str, object] = {"resource": thing}
    if not sharing.list_held(actor, thing).exists():
        try:
            twin = get_twin(thing.path_code, timezone.now())
        except Problem:
            return None
        facts = facts_of_twin(twin, public_address(request), str(TRIAL), _("办件编号"))
        given["call"] = curl(facts, facts.modes[0])
    return render_to_string("sandbox/panel.html", given, request)
