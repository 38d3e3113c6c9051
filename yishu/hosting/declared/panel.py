"""Where else rules are shown: on the page of publishing, and on the entry, whose data they vouch for."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import Provision
from yishu.hosting.declared.queries import list_rules


def publish_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `hosting.publish`: what a file will be checked by beside the entry's items."""
    assert isinstance(resource, Resource)
    return _rendered(request, resource, may_declare=True)


def entry_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`: for whoever has logged in, where there are any; for the provider's data officer always, to declare them."""
    assert isinstance(resource, Resource)
    viewer, entry = viewer_of(request), resource.current
    if viewer is None or entry is None or entry.provision != Provision.HOSTED:
        return None
    is_officer = viewer.agency_id == resource.provider_id and Role.DATA_OFFICER in viewer.roles
    return _rendered(request, resource, may_declare=is_officer)


def _rendered(request: HttpRequest, resource: Resource, *, may_declare: bool) -> str | None:
    rules = [one for one in list_rules(resource) if one.rule is not None]
    if not rules and not may_declare:
        return None
    given = {"resource": resource, "rules": rules, "may_declare": may_declare}
    return render_to_string("declared/panel.html", given, request)
