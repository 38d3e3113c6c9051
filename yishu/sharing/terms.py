"""The terms that a decision makes of what was asked (26.3, 26.5)."""

from datetime import UTC, date, datetime, time

from yishu.core.calendar import SHANGHAI, Deadline
from yishu.core.ids import new_id
from yishu.sharing.asked import Decision
from yishu.sharing.bounds import settled_limits, settled_networks
from yishu.sharing.models import Line
from yishu.sharing.rows import row_items, settled
from yishu.sharing.rules import Terms


def terms_of(line: Line, decision: Decision, now: datetime) -> Terms:
    """Frozen from here on: what every call is held against."""
    callers = [f"system:{system.pk}" for system in line.systems.all()]
    callers += [f"person:{user.pk}" for user in line.users.all()]
    assert line.resource.provider is not None
    return Terms(
        grant=new_id(),
        resource=line.resource.code,
        entry_version=line.entry.version,
        provider=line.resource.provider.code,
        consumer=line.application.consumer.code,
        callers=tuple(sorted(callers)),
        items=tuple(dict.fromkeys(decision.items)),
        modes=tuple(dict.fromkeys(decision.modes)),  # type: ignore[arg-type]
        duties=(line.application.duty,),
        case_required=line.entry.case_required,
        valid_from=max(_begins(decision.start), now).astimezone(UTC) if decision.start else now.astimezone(UTC),
        valid_until=Deadline(decision.until or line.until, provisional=False).ends.astimezone(UTC),
        rows=settled(decision.rows, row_items(line.entry)) if decision.rows else line.row_rule,
        limits=settled_limits(decision.limits),
        networks=settled_networks(decision.networks),
        masks=dict(sorted(decision.masks.items())),
        standing=decision.standing,
    )


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
