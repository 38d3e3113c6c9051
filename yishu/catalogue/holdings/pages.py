"""Pages of unlisted holdings: an agency's duties, one duty, and all agencies for the coordinator (4.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.catalogue.errors import NotTheCoordinator
from yishu.catalogue.holdings import commands, queries
from yishu.catalogue.holdings.forms import ExemptionForm, LinkForm
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import is_coordinator
from yishu.core.errors import Invalid
from yishu.shell.fields import add_errors


@require_GET
def holdings(request: HttpRequest) -> HttpResponse:
    """One's own agency's duties: what is unlisted first; for the coordinator also the count of every agency."""
    actor = actor_of(request)
    rows = queries.list_duties(actor.agency_id)
    given = {
        "rows": rows,
        "unlisted": sum(row.is_unlisted for row in rows),
        "agencies": queries.count_by_agency(actor),
        "may_link": Role.CATALOGUER in actor.roles,
    }
    return render(request, "catalogue/holdings.html", given)


@require_GET
def agency_holdings(request: HttpRequest, code: str) -> HttpResponse:
    """The duties of any agency, with the laws it cites: for the coordinator."""
    actor = actor_of(request)
    if not is_coordinator(actor):
        raise NotTheCoordinator
    agency = agencies.get_agency(code)
    rows = queries.list_duties(agency.pk)
    given = {"agency": agency, "rows": rows, "unlisted": sum(row.is_unlisted for row in rows)}
    return render(request, "catalogue/holdings.html", given)


def holding(request: HttpRequest, duty_id: int) -> HttpResponse:
    """One duty of one's own agency: link a resource, undo a link, cite a law."""
    actor = actor_of(request)
    duty = queries.get_own_duty(actor, duty_id)
    act = request.POST.get("act", "")
    choices = [(one.path_code, _label(one)) for one in queries.list_linkable(actor.agency_id)]
    link, exemption = (
        LinkForm(choices, request.POST if act == "link" else None),
        ExemptionForm(request.POST if act == "exempt" else None),
    )
    form = {"link": link, "exempt": exemption}.get(act)
    if act == "unlink":
        commands.unlink_holding(actor, duty_id, request.POST.get("resource", ""))
        return redirect("catalogue:holding", duty_id)
    if form is not None and form.is_valid():
        try:
            if act == "link":
                commands.link_holding(actor, duty_id, form.cleaned_data["resource"], now=timezone.now())
                messages.success(request, _("已关联。资源发布后，该事项不再列为应编未编。"))
            else:
                commands.cite_exemption(actor, duty_id, **form.cleaned_data, now=timezone.now())
                messages.success(request, _("已登记不编目的依据，平台主管部门可见。"))
            return redirect("catalogue:holdings")
        except Invalid as wrong:
            add_errors(form, wrong)
    row = next(one for one in queries.list_duties(actor.agency_id) if one.duty.pk == duty.pk)
    given = {
        "duty": duty,
        "row": row,
        "link": link,
        "exemption": exemption,
        "may_link": Role.CATALOGUER in actor.roles,
        "may_exempt": bool(actor.roles & {Role.REVIEWER, Role.CATALOGUER}),
        "has_resources": bool(choices),
    }
    return render(request, "catalogue/holding.html", given, status=422 if form and form.errors else 200)


def _label(resource: Resource) -> str:
    entry = resource.current or resource.entries.all()[0]  # the latest version, by the entries' own order
    return f"{entry.name}（{resource.code}，{resource.get_state_display()}）"
