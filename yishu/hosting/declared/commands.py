"""Declaring a rule, and ending it: the provider's data officer, on record (13.1, 21.2)."""

from datetime import datetime

from django.db import transaction

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.hosting.declared import wording
from yishu.hosting.declared.drafts import Draft, kept, read_new
from yishu.hosting.declared.errors import CheckRuleEnded, CheckRuleStands, TooManyCheckRules
from yishu.hosting.declared.models import CheckRule
from yishu.hosting.declared.queries import columns_of, get_hosted, get_own, get_rule

MOST_IN_FORCE = 50


@transaction.atomic
def declare(actor: Actor, resource_code: str, draft: Draft, *, replaces: int | None = None, now: datetime) -> CheckRule:
    """The files that come in from now on are checked by the rule; the one that it `replaces` ends. What is hosted already stays as it is.

    Raises Invalid, CheckRuleStands, TooManyCheckRules, CheckRuleNotFound, CheckRuleEnded, NotHosted, ResourceNotPublished, RoleMissing, NotTheProvider.
    """
    resource, entry = get_hosted(actor, resource_code)
    rule = read_new(draft, columns_of(entry))
    Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    before = _ended(actor, resource, replaces, now) if replaces is not None else None
    in_force = CheckRule.objects.filter(resource=resource, ended_at=None)
    items, parameters = [item.code for item in rule.items], kept(rule.parameters)
    if standing := in_force.filter(kind=rule.kind, items=items, parameters=parameters).first():
        raise CheckRuleStands(number=standing.pk)
    if in_force.count() >= MOST_IN_FORCE:
        raise TooManyCheckRules(most=MOST_IN_FORCE)
    said = wording.fault(rule, draft.zh.strip(), draft.en.strip())
    made = CheckRule.objects.create(
        resource=resource,
        kind=rule.kind,
        items=items,
        parameters=parameters,
        zh=said.zh,
        en=said.en,
        replaces=before,
        declared_by=actor.ref,
        declared_by_name=actor.name,
        declared_at=now,
    )
    recording.record(
        actor,
        Action.CHECK_DECLARED,
        resource=resource.code,
        target=f"check:{made.pk}",
        version=entry.version,
        says=wording.asked(rule).zh,
        replaces=replaces,
    )
    return made


@transaction.atomic
def end(actor: Actor, resource_code: str, number: int, *, now: datetime) -> CheckRule:
    """Files that come in from now on are no longer checked by the rule. Raises CheckRuleNotFound, CheckRuleEnded, RoleMissing, NotTheProvider."""
    return _ended(actor, get_own(actor, resource_code), number, now)


def _ended(actor: Actor, resource: Resource, number: int, now: datetime) -> CheckRule:
    rule = get_rule(resource, number, lock=True)
    if rule.ended_at is not None:
        raise CheckRuleEnded(number=number)
    rule.ended_at, rule.ended_by, rule.ended_by_name = now, actor.ref, actor.name
    rule.save(update_fields=["ended_at", "ended_by", "ended_by_name"])
    recording.record(actor, Action.CHECK_ENDED, resource=resource.code, target=f"check:{number}")
    return rule
