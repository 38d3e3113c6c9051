"""The clocks of an incident by how grave it is: of its report and of its tasks (31.1). Their lengths are rows with their basis, as every clock's (38.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from yishu.core.calendar import shanghai_day
from yishu.core.errors import Language
from yishu.node import clocks
from yishu.node.models import Clock
from yishu.operations.models import Incident

_REPORT: Final = {
    Incident.Severity.SERIOUS: clocks.INCIDENT_REPORT_SERIOUS,
    Incident.Severity.MAJOR: clocks.INCIDENT_REPORT_MAJOR,
    Incident.Severity.CRITICAL: clocks.INCIDENT_REPORT_CRITICAL,
}
_TASK: Final = {
    Incident.Severity.SERIOUS: clocks.INCIDENT_TASK_SERIOUS,
    Incident.Severity.MAJOR: clocks.INCIDENT_TASK_MAJOR,
    Incident.Severity.CRITICAL: clocks.INCIDENT_TASK_CRITICAL,
}


def report_clock(severity: str) -> str:
    """What is not classified runs as an ordinary one."""
    return _REPORT.get(Incident.Severity(severity), clocks.INCIDENT_REPORT)


def task_clock(severity: str) -> str:
    return _TASK.get(Incident.Severity(severity), clocks.INCIDENT_TASK)


def last_day(severity: str, given_at: datetime) -> date:
    """The last day of a task that is given then."""
    return shanghai_day(clocks.ends(task_clock(severity), given_at))


@dataclass(frozen=True, slots=True)
class SeverityRules:
    """How long a severity leaves: the clocks of the report and of tasks."""

    severity: str
    report: Clock
    task: Clock


def list_rules() -> Iterator[SeverityRules]:
    """The table, the gravest first; what is not classified yet runs by the last."""
    known = Clock.objects.in_bulk()
    for severity in (each for each in Incident.Severity if each):
        yield SeverityRules(str(severity.label), known[report_clock(severity)], known[task_clock(severity)])


@dataclass(frozen=True, slots=True)
class Rule:
    """A clock as a page says it: its name and its basis, a node's own rule in its own words."""

    name: str
    basis: str


def rule(clock: str, language: Language) -> Rule | None:
    """None without a clock: what was begun before there was one."""
    found = Clock.objects.filter(code=clock).first()
    return None if found is None else Rule(found.name(language), found.basis(language))
