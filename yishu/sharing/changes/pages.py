"""Narrowing a grant, by its provider."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.errors import Invalid
from yishu.sharing import queries
from yishu.sharing.changes import commands
from yishu.sharing.changes.errors import GrantNotInForce, NothingNarrowed, OnlyTheProviderNarrows
from yishu.sharing.changes.forms import NarrowingForm, by_form_fields
from yishu.sharing.models import Grant
from yishu.shell.fields import add_errors


def narrow(request: HttpRequest, grant_id: str) -> HttpResponse:
    """The terms in force as a form; what is taken away holds from the next call on."""
    actor = actor_of(request)
    grant = queries.get_grant(actor, grant_id)
    if grant.provider_id != actor.agency_id:
        raise OnlyTheProviderNarrows
    require(actor, Role.SIGNER, Role.HANDLER)
    if grant.state != Grant.State.ACTIVE or grant.has_expired(timezone.now()):
        raise GrantNotInForce
    form = NarrowingForm(grant, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.narrow(actor, grant_id, form.narrowing, reason=form.cleaned_data["reason"], now=timezone.now())
        except Invalid as wrong:
            add_errors(form, by_form_fields(wrong))
        except NothingNarrowed as same:
            add_errors(form, same)
        else:
            messages.success(request, _("授权已收窄，即刻生效，并已告知使用单位。"))
            return redirect("sharing:grant", grant_id)
    given = {"grant": grant, "form": form}
    return render(request, "changes/narrow.html", given, status=422 if form.errors else 200)
