"""Saying of which versions files are kept: the provider's data officer, on record (20.1)."""

from datetime import datetime

from django.db import transaction

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.archiving.errors import ArchiveRuleStands
from yishu.hosting.archiving.models import ArchiveRule
from yishu.hosting.archiving.queries import rule_of
from yishu.hosting.keeping.commands import require_numbers
from yishu.hosting.keeping.queries import get_own
from yishu.hosting.quarantine.commands import required_text


@transaction.atomic
def keep_files(
    actor: Actor, resource_code: str, *, each: str, days: int | None, newest: int | None, reason: str, now: datetime
) -> ArchiveRule:
    """From now on a file is kept of such versions, until it is older than `days` and not among the `newest` ones; without either, for ever.

    What the log no longer tells cannot be written any more. Raises Invalid, ArchiveRuleStands, RoleMissing, ResourceNotFound, NotTheProvider.
    """
    resource = get_own(actor, resource_code)
    if each not in ArchiveRule.Each.values:
        zh, en = "请写 {known} 之一。", "One of {known}."
        raise Invalid(errors=[FieldError("each", "choice", zh, en, known=", ".join(ArchiveRule.Each.values))])
    require_numbers(days=days, newest=newest)
    said = required_text("reason", reason)
    Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    before = rule_of(resource)
    stands = (before.each, before.days, before.newest) if before else (ArchiveRule.Each.NONE.value, None, None)
    if (each, days, newest) == stands:
        raise ArchiveRuleStands(code=resource.code)
    rule = ArchiveRule.objects.create(
        resource=resource,
        each=each,
        days=days,
        newest=newest,
        reason=said,
        set_by=actor.ref,
        set_by_name=actor.name,
        set_at=now,
    )
    recording.record(
        actor,
        Action.ARCHIVE_RULE_SET,
        resource=resource.code,
        target=f"archive:{rule.pk}",
        each=each,
        days=days,
        newest=newest,
        why=said,
    )
    return rule
