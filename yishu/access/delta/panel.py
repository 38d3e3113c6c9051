"""On the page of a grant with bulk: the profile for stock clients, for whom may have it."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.access.delta.models import Profile
from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import ApplicationSystem, Role
from yishu.sharing.models import Grant


def profile_panel(request: HttpRequest, thing: object) -> str | None:
    """Hung on `sharing.grant`: the consumer's agency administrator, while the grant is in force."""
    actor = viewer_of(request)
    if actor is None or not isinstance(thing, Grant) or Role.AGENCY_ADMINISTRATOR not in actor.roles:
        return None
    terms = thing.read_terms()
    if thing.consumer_id != actor.agency_id or thing.state != Grant.State.ACTIVE or thing.has_expired(timezone.now()):
        return None
    callers = [int(ref.removeprefix("system:")) for ref in terms.callers if ref.startswith("system:")]
    systems = list(ApplicationSystem.objects.filter(pk__in=callers, is_active=True).order_by("name"))
    if "bulk" not in terms.modes or not systems:
        return None
    used = dict(Profile.objects.filter(grant=thing).values_list("system_id", "last_used_at"))
    given = {"grant": thing, "systems": [(system, system.pk in used, used.get(system.pk)) for system in systems]}
    return render_to_string("delta/panel.html", given, request)
