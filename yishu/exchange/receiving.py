"""The provider's side: applications that other nodes carry here, and the agencies and systems that act through them (37.1)."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yishu.agencies import commands as agencies
from yishu.agencies.models import Agency, ApplicationSystem, Scope
from yishu.agencies.queries import actor_of_system
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.core.errors import FieldError, Invalid
from yishu.exchange.errors import AgencyNotOfNode
from yishu.exchange.linking import is_within
from yishu.exchange.messages import AgencyTold, ApplicationSent
from yishu.exchange.models import IncomingApplication, Link, RemoteAgency
from yishu.node.models import Division
from yishu.sharing import commands as sharing
from yishu.sharing.models import Application


@transaction.atomic
def receive_application(link: Link, sent: ApplicationSent, *, now: datetime) -> Application:
    """An application of a remote agency, as a normal one of that agency; the same one sent twice is one (37.1).

    The link's row is locked: two deliveries of one application wait for each other.
    """
    Link.objects.select_for_update().get(pk=link.pk)
    remote_id = _uuid(sent.id)
    if known := IncomingApplication.objects.filter(link=link, remote_id=remote_id).first():
        return known.application
    agency = _registered(link, sent.agency, now)
    system = _system(agency, sent.system, now)
    request = sharing.LineRequest(
        resource=sent.resource,
        items=tuple(sent.items),
        modes=tuple(sent.modes),
        systems=(system.name,),
        until=sent.until,
        reason=sent.reason,
        rows=sent.rows,
    )
    made = sharing.apply(
        actor_of_system(system), duty=sent.duty, basis=sent.basis, requests=(request,), carried=True, now=now
    )
    IncomingApplication.objects.create(link=link, remote_id=remote_id, application=made)
    recording.record(
        actor_of_system(system), Action.APPLICATION_RECEIVED, resource=sent.resource, target=made.number, link=link.code
    )
    return made


def find_remote_system(link: Link, agency_code: str, name: str) -> ApplicationSystem | None:
    """A system that acts through this very node, if its agency and itself are active."""
    of_link = RemoteAgency.objects.filter(link=link, agency__code=agency_code, agency__is_active=True)
    return (
        ApplicationSystem.objects.select_related("agency")
        .filter(agency__in=of_link.values("agency"), name=name, is_active=True)
        .first()
    )


def _registered(link: Link, told: AgencyTold, now: datetime) -> Agency:
    """The agency on our register, bound to its node: a node speaks for agencies of its own divisions only, and never for one that we know otherwise."""
    known = Agency.objects.filter(code=told.code).first()
    if known is not None:
        if not RemoteAgency.objects.filter(link=link, agency=known).exists():
            raise AgencyNotOfNode(code=told.code, node=link.code)
        return known
    division = Division.objects.filter(pk=told.division).first()
    ours = settings.YISHU_NODE_CODE
    if not is_within(division, link.code) or (link.side == Link.Side.PARENT and is_within(division, ours)):
        raise AgencyNotOfNode(code=told.code[:18], node=link.code)
    assert division is not None
    if Agency.objects.filter(division=division, name=told.name).exists():
        raise AgencyNotOfNode(code=told.code[:18], node=link.code)
    agency = agencies.register_agency(
        PLATFORM,
        code=told.code,
        name=told.name,
        short_name=told.short_name,
        division=division,
        kind=Agency.Kind(told.kind),
        code_origin=Agency.CodeOrigin(told.code_origin),
        now=now,
    )
    RemoteAgency.objects.create(link=link, agency=agency)
    return agency


def _system(agency: Agency, name: str, now: datetime) -> ApplicationSystem:
    """The remote system on our register: without a key, it is heard through its node only."""
    known = ApplicationSystem.objects.filter(agency=agency, name=name).first()
    scopes = frozenset({Scope.DATA, Scope.APPLY})
    return known or agencies.register_system(PLATFORM, agency, name=name[:120], scopes=scopes, now=now)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(errors=[FieldError("id", "uuid", "应为 UUID。", "This is a UUID.")]) from None
