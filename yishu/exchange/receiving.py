"""The provider's side: applications that other nodes carry here, and the agencies and systems that act through them (37.1)."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction

from yishu.agencies import commands as agencies
from yishu.agencies.models import Agency, ApplicationSystem, Scope
from yishu.agencies.queries import actor_of_system
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.core.canonical import canonical
from yishu.core.errors import FieldError, Invalid
from yishu.exchange.errors import AgencyNotOfNode, ForeignApplicationNotFound
from yishu.exchange.linking import is_within
from yishu.exchange.messages import AcceptanceSent, AgencyTold, ApplicationSent
from yishu.exchange.models import IncomingApplication, Link, RemoteAgency
from yishu.node.models import Division
from yishu.sharing import commands as sharing
from yishu.sharing.models import Application, Grant, Line
from yishu.sharing.proof import commands as proof


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
    if sent.statement:
        _keep_application(link, made, sent)
    recording.record(
        actor_of_system(system), Action.APPLICATION_RECEIVED, resource=sent.resource, target=made.number, link=link.code
    )
    return made


@transaction.atomic
def receive_acceptance(link: Link, sent: AcceptanceSent) -> None:
    """The consumer's node accepts the terms of a grant, those of now or of before. Raises ForeignApplicationNotFound, Invalid."""
    incoming = IncomingApplication.objects.filter(link=link, remote_id=_uuid(sent.id)).first()
    line = None if incoming is None else _line(incoming.application)
    grant: Grant | None = getattr(line, "grant", None)
    if line is None or grant is None:
        raise ForeignApplicationNotFound(id=sent.id[:40])
    known = line.statements.filter(jws=sent.statement).exists()  # type: ignore[attr-defined]
    said = proof.keep(line, sent.statement, says="accepted", node=link.code, key=link.public_key)
    hashes = {grant.hash, *grant.earlier_terms.values_list("hash", flat=True)}  # type: ignore[attr-defined]
    if said.grant != str(grant.pk) or said.hash not in hashes:
        zh, en = "所接受的不是此授权的条款。", "These are not the terms of this grant."
        raise Invalid(errors=[FieldError("statement", "terms", zh, en)])
    if not known:
        recording.record(
            PLATFORM,
            Action.GRANT_ACCEPTED,
            resource=line.resource.code,
            target=str(grant.pk),
            grant=str(grant.pk),
            grant_hash=said.hash,
            link=link.code,
        )


def _keep_application(link: Link, made: Application, sent: ApplicationSent) -> None:
    said = proof.keep(_line(made), sent.statement, says="applied", node=link.code, key=link.public_key)
    if canonical(said.asked) != canonical(msgspec.to_builtins(msgspec.structs.replace(sent, statement=""))):
        zh, en = "所签内容与所送申请不一致。", "What is signed is not what is sent."
        raise Invalid(errors=[FieldError("statement", "same", zh, en)])


def _line(application: Application) -> Line:
    """A carried application is for one resource."""
    lines = Line.objects.select_related("application__consumer", "resource__provider")
    return lines.get(application=application)


def find_remote_system(link: Link, agency_code: str, name: str) -> ApplicationSystem | None:
    """A system that acts through this very node, if its agency and itself are active."""
    of_link = RemoteAgency.objects.filter(link=link, agency__code=agency_code, agency__is_active=True)
    return (
        ApplicationSystem.objects.select_related("agency")
        .filter(agency__in=of_link.values("agency"), name=name, is_active=True)
        .first()
    )


def acts_through_its_node(agency_id: int) -> bool:
    """Whether another node speaks for this agency."""
    return RemoteAgency.objects.filter(agency_id=agency_id).exists()


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
