"""What sharing shows on an entry's page: apply, what one has, or that it is one's own; and on a grant's: onward use."""

from collections.abc import Iterator

from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Person, Role
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.sharing import commands, queries
from yishu.sharing.forms import ApplicationForm, LineForm
from yishu.sharing.models import Grant
from yishu.sharing.onward.course import shown_uses
from yishu.sharing.signing import rounds
from yishu.sharing.signing.models import Stage


def apply_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`."""
    assert isinstance(resource, Resource)
    viewer = viewer_of(request)
    given: dict[str, object] = {"resource": resource, "entry": resource.current}
    if viewer is None:
        given["kind"] = "stranger" if resource.state == ResourceState.PUBLISHED else "closed"
    elif viewer.agency_id == resource.provider_id:
        given |= {"kind": "own", **_own(viewer, resource)}
    else:
        given |= _others(request, viewer, resource)
    return render_to_string("sharing/panel.html", given, request)


def _own(viewer: Actor, resource: Resource) -> dict[str, object]:
    waiting = queries.list_inbox(viewer).filter(resource=resource)
    given = resource.grants.filter(state="active")
    return {"waiting": waiting.count(), "given": given.count()}


def _others(request: HttpRequest, viewer: Actor, resource: Resource) -> dict[str, object]:
    held = list(queries.list_held(viewer, resource))
    common = {"held": held, "asked": list(queries.list_asked(viewer, resource))}
    try:
        commands.require_applicable(viewer, resource)
    except Problem:
        return {**common, "kind": "closed"}
    if Role.HANDLER not in viewer.roles:
        return {**common, "kind": "not_a_handler"}
    line = LineForm(resource)
    is_signed = rounds.is_signed_off(viewer.agency_id, Stage.APPLICATION)
    if not line.is_immediate or held or is_signed:
        return {**common, "kind": "apply", "is_immediate": line.is_immediate, "is_signed": is_signed}
    assert isinstance(request.user, Person)
    form = ApplicationForm(request.user.agency, today=shanghai_day(timezone.now()), user=request.user)
    return {
        **common,
        "kind": "at_once",
        "form": form,
        "proposed": [*_proposed(form, "until", "users"), *_proposed(line)],
    }


def _proposed(form: forms.Form, *names: str) -> Iterator[tuple[str, str]]:
    """What a form begins with, as the pairs that it would send."""
    for name in names or form.fields:
        began = form.get_initial_for_field(form.fields[name], name)
        for value in began if isinstance(began, list | tuple) else [began]:
            if value not in (None, ""):
                yield form.add_prefix(name), str(value)


def demand_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`: ask for what it does not have (4.2). For handlers of other agencies."""
    assert isinstance(resource, Resource)
    viewer = viewer_of(request)
    if viewer is None or viewer.agency_id == resource.provider_id or Role.HANDLER not in viewer.roles:
        return None
    is_imported = resource.state == ResourceState.IMPORTED
    given = {"entry": resource.current, "is_imported": is_imported}
    return render_to_string("sharing/demand_panel.html", given, request)


def missing_panel(request: HttpRequest, words: object) -> str | None:
    """Hung on `catalogue.nothing_found`: ask for what the catalogue does not have, in the words it was looked for (4.2). For handlers."""
    viewer = viewer_of(request)
    if viewer is None:
        return None
    given = {"words": words, "may_file": Role.HANDLER in viewer.roles}
    return render_to_string("sharing/missing_panel.html", given, request)


def onward_panel(request: HttpRequest, grant: object) -> str | None:
    """Hung on `sharing.grant`: what was asked to be published under it, and asking anew (20.2)."""
    assert isinstance(grant, Grant)
    viewer = viewer_of(request)
    if viewer is None:
        return None
    uses = shown_uses(grant.onward_uses.all()[:5])
    may_ask = viewer.agency_id == grant.consumer_id and bool(viewer.roles & {Role.HANDLER, Role.SIGNER})
    if not uses and not may_ask:
        return None
    return render_to_string("sharing/onward_panel.html", {"grant": grant, "uses": uses, "may_ask": may_ask}, request)
