"""Pages of this slice: one's own page. Systems and keys stand in `system_pages`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yishu.agencies import queries
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here: agency, roles, duties of the agency."""
    actor = actor_of(request)
    agency = queries.get_agency(actor.agency_code)
    lent = {role for role, _ref in actor.stands_in}
    roles = [(Role(role), role in lent) for role in Role.values if role in actor.roles]
    given = {"agency": agency, "roles": roles, "duties": agency.duties.all(), "people": queries.list_people(agency)}
    return render(request, "agencies/me.html", given)
