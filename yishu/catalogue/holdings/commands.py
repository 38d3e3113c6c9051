"""Linking a duty with the resources that hold its data, or citing the law by which there are none (4.1)."""

from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue import queries as catalogue
from yishu.catalogue.citing import check_citation
from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.holdings.queries import get_own_duty
from yishu.catalogue.models import DutyHolding, HoldingExemption
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid


@transaction.atomic
def link_holding(actor: Actor, duty_id: int, resource_code: str, *, now: datetime) -> DutyHolding:
    """This resource of one's own agency, draft or published, holds the duty's data. A cited exemption ends with it."""
    require(actor, Role.CATALOGUER)
    duty = get_own_duty(actor, duty_id, lock=True)
    resource = catalogue.get_resource(resource_code, viewer=actor)
    if resource.provider_id != actor.agency_id:
        raise NotTheProvider
    if resource.state == ResourceState.WITHDRAWN:
        zh, en = (
            "该资源已撤销，请选择在编或已发布的资源。",
            "This resource was withdrawn; choose a drafted or published one.",
        )
        raise Invalid(errors=[FieldError("resource", "in_use", zh, en)])
    holding, _made = DutyHolding.objects.get_or_create(
        duty=duty,
        resource=resource,
        defaults={"linked_by": actor.ref, "linked_by_name": actor.name, "linked_at": now},
    )
    HoldingExemption.objects.filter(duty=duty).delete()
    recording.record(actor, Action.HOLDING_LINKED, resource=resource.code, target=f"duty:{duty.pk}", duty=duty.name)
    return holding


@transaction.atomic
def unlink_holding(actor: Actor, duty_id: int, resource_code: str) -> None:
    """The link was wrong: the duty is unlisted again where nothing else holds its data."""
    require(actor, Role.CATALOGUER)
    duty = get_own_duty(actor, duty_id, lock=True)
    resource = catalogue.get_resource(resource_code, viewer=actor)
    DutyHolding.objects.filter(duty=duty, resource=resource).delete()
    recording.record(actor, Action.HOLDING_UNLINKED, resource=resource.code, target=f"duty:{duty.pk}", duty=duty.name)


@transaction.atomic
def cite_exemption(
    actor: Actor, duty_id: int, *, law: str, article: str, reason: str, now: datetime
) -> HoldingExemption:
    """A law, by its article, lets the duty's data stay out of the catalogue; the coordinator sees it. Citing again replaces it."""
    require(actor, Role.REVIEWER, Role.CATALOGUER)
    duty = get_own_duty(actor, duty_id, lock=True)
    if wrong := check_citation(law, article, reason):
        raise Invalid(errors=wrong)
    exemption, _made = HoldingExemption.objects.update_or_create(
        duty=duty,
        defaults={
            "law": law.strip(),
            "article": article.strip(),
            "reason": reason.strip(),
            "cited_by": actor.ref,
            "cited_by_name": actor.name,
            "cited_at": now,
        },
    )
    why = f"{exemption.law}{exemption.article}：{exemption.reason}"
    recording.record(actor, Action.HOLDING_EXEMPTED, target=f"duty:{duty.pk}", duty=duty.name, why=why)
    return exemption
