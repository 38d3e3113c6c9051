"""What cannot go on is said where it stands, on record, and told once; values taken before stay (22.1)."""

from django.db import transaction
from django.utils import timezone

from yishu.access.assembling.models import Assembly, Source
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.core.errors import Problem


@transaction.atomic
def note(where: Assembly | Source, assembly: Assembly, problem: Problem) -> None:
    """`where`: a source that cannot be taken, or the assembly itself. It is told when it begins, and when its reason changes."""
    before = where.refusal.get("code") if where.failed_at else None
    where.failed_at = where.failed_at or timezone.now()
    where.refusal = {"code": problem.code, "zh": _said(problem, "zh"), "en": _said(problem, "en")}
    where.save(update_fields=["failed_at", "refusal"])
    if before != problem.code:
        _record(Action.ASSEMBLY_STOPPED, where, assembly, reason=problem.code)


@transaction.atomic
def clear(where: Assembly | Source, assembly: Assembly) -> None:
    if where.failed_at is None:
        return
    where.failed_at, where.refusal = None, {}
    where.save(update_fields=["failed_at", "refusal"])
    _record(Action.ASSEMBLY_RESUMED, where, assembly)


def _record(action: Action, where: Assembly | Source, assembly: Assembly, reason: str = "") -> None:
    source = where.resource.code if isinstance(where, Source) else ""
    recording.record(
        PLATFORM,
        action,
        resource=assembly.resource.code,
        target=f"assembly:{assembly.pk}",
        reason=reason,
        source=source,
    )


def _said(problem: Problem, language: str) -> str:
    said = problem.detail("zh" if language == "zh" else "en")
    more = [error.message("zh" if language == "zh" else "en") for error in problem.errors]
    return " ".join([said, *more])[:1000]
