"""Beginning to witness a log anew: an act of a person, with a reason, after a problem was cleared up (a restored backup, say)."""

from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.exchange.errors import LinkNotFound
from yishu.exchange.witnessing.models import Watch


@transaction.atomic
def begin_anew(actor: Actor, code: str, *, reason: str, now: datetime) -> Watch:
    """What was seen of the neighbour's log and what it showed instead go on record; from now on it is witnessed from where it stands. Raises LinkNotFound, Invalid."""
    require(actor, Role.COORDINATOR, Role.AUDIT_ADMINISTRATOR)
    watch = Watch.objects.select_for_update(of=("self",)).select_related("link").filter(link__code=code).first()
    if watch is None or not watch.problem:
        raise LinkNotFound
    if len(reason.strip()) < 5:
        raise Invalid(errors=[FieldError("reason", "required", "请写明核实的结果（至少 5 个字）。", "Say what was found out (5 characters or more).")])  # fmt: skip
    recording.record(
        actor, Action.LOG_WITNESSED_ANEW, target=code, reason=watch.problem,
        note=reason.strip()[:500], witnessed=watch.note, checkpoint=watch.shown, since=now.isoformat(),
    )  # fmt: skip
    watch.size, watch.note, watch.at = 0, "", None
    watch.problem, watch.problem_at, watch.shown = "", None, ""
    watch.save()
    return watch
