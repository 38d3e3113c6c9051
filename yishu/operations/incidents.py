"""Security incidents: reported, classified, told to the authority, handled, closed; every write of them (31.1)."""

import re
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from yishu.agencies.models import Agency, Person, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI, shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.node import clocks
from yishu.operations import concerned, evidence, queries, severities
from yishu.operations.concerned import Concern
from yishu.operations.errors import (
    IncidentClosed,
    IncidentNotAcknowledged,
    IncidentNotReported,
    IncidentReportedAlready,
    NobodyAccounted,
    NotReporter,
    TaskNotFound,
    TasksStillOpen,
)
from yishu.operations.models import Accountability, Incident, IncidentStep, IncidentTask
from yishu.operations.texts import require_texts
from yishu.sharing.models import Grant

RECEIPT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[0-9a-f]{64}")
REPORTERS = (
    Role.RISK_OFFICER,
    Role.AGENCY_ADMINISTRATOR,
    Role.DATA_OFFICER,
    Role.HANDLER,
    Role.SECURITY_ADMINISTRATOR,
    Role.SYSTEM_ADMINISTRATOR,
)
HANDLERS = (Role.RISK_OFFICER, Role.AGENCY_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)


@transaction.atomic
def report(
    actor: Actor,
    agency: Agency,
    *,
    kind: str,
    severity: str = "",
    what: str,
    found_at: datetime,
    resources: tuple[str, ...] = (),
    grants: tuple[UUID, ...] = (),
    receipts: tuple[str, ...] = (),
    concern: Concern = Concern(),  # noqa: B008 frozen
    now: datetime,
) -> Incident:
    """Put an incident on record. From its discovery the clock runs until the authority has been told; the agency's risk officer answers for it.

    How long, its severity says. It concerns the agencies that are named, and those of the resources and grants that it points to."""
    require(actor, *REPORTERS)
    require_texts(what=what)
    if found_at > now:
        raise Invalid(errors=[FieldError("found_at", "past", "发现时间不能在将来。", "This lies in the future.")])
    receipts = evidence.whole(actor, receipts)
    _require_known(resources, grants, receipts)
    incident = Incident.objects.create(
        number=_next_number(shanghai_day(now)),
        agency=agency,
        kind=Incident.Kind(kind),
        severity=Incident.Severity(severity),
        what=what.strip(),
        found_at=found_at,
        resources=list(dict.fromkeys(resources)),
        grants=list(dict.fromkeys(grants)),
        receipts=list(dict.fromkeys(receipts)),
        responsible=queries.responsible_person(agency, reporter=actor),
        reported_by=actor.ref,
        reported_by_name=actor.name,
        reported_at=now,
        report_clock=severities.report_clock(severity),
        report_due=clocks.ends(severities.report_clock(severity), found_at),
        close_due=clocks.ends(clocks.INCIDENT_CLOSE, found_at),
    )
    newly = concerned.name(incident, concern | concerned.pointed_to(resources, grants))
    _step(actor, incident, Action.INCIDENT_REPORTED, what, now, concerned=newly)
    return incident


@transaction.atomic
def classify(actor: Actor, number: str, *, severity: str, concern: Concern | None = None, now: datetime) -> Incident:
    """How grave it is, and which agencies it concerns, in place of those named so far; None leaves them.

    Of another severity than before, the report is due by its rule, counted from the discovery; tasks already given keep their days."""
    incident = _open(actor, number)
    if severity != incident.severity and incident.sent_at is None:
        _count_again(incident, severity, now)
    incident.severity = Incident.Severity(severity)
    incident.save(update_fields=["severity", "report_clock", "report_due"])
    newly = [] if concern is None else concerned.name(incident, concern)
    note = "。".join(filter(None, (str(incident.get_severity_display()), concerned.said(incident))))
    _step(actor, incident, Action.INCIDENT_CLASSIFIED, note, now, concerned=newly)
    return incident


@transaction.atomic
def send(actor: Actor, number: str, *, authority: str, text: str, now: datetime) -> Incident:
    """The report to the information-security authority: to whom, in which words, when; it ends with the agencies concerned (31.1)."""
    incident = _open(actor, number)
    if incident.sent_at:
        raise IncidentReportedAlready(at=f"{incident.sent_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    require_texts(authority=authority, text=text)
    whole = "\n\n".join(filter(None, (text.strip(), concerned.said(incident))))
    incident.authority, incident.report, incident.sent_at = authority.strip(), whole, now
    incident.save(update_fields=["authority", "report", "sent_at"])
    _step(actor, incident, Action.INCIDENT_SENT, authority, now)
    return incident


@transaction.atomic
def acknowledge(actor: Actor, number: str, *, acknowledgement: str, now: datetime) -> Incident:
    """The authority has taken note: by whom, or under which number."""
    incident = _open(actor, number)
    if incident.sent_at is None:
        raise IncidentNotReported
    require_texts(acknowledgement=acknowledgement)
    incident.acknowledgement, incident.acknowledged_at = acknowledgement.strip(), now
    incident.save(update_fields=["acknowledgement", "acknowledged_at"])
    _step(actor, incident, Action.INCIDENT_ACKNOWLEDGED, acknowledgement, now)
    return incident


@transaction.atomic
def assign(
    actor: Actor, number: str, *, what: str, assignee: Person, due: date | None = None, now: datetime
) -> IncidentTask:
    """Something that a named person has to do until a day: the last that the severity's rule leaves, or an earlier one."""
    incident = _open(actor, number)
    require_texts(what=what)
    last = severities.last_day(incident.severity, now)
    if due is not None and due > last:
        zh, en = (
            "按事件级别的期限，最迟 {last}；不填即为这一天。",
            "The severity leaves until {last}; left empty, it is that day.",
        )
        raise Invalid(errors=[FieldError("due", "longer_than_rule", zh, en, last=str(last))])
    clock = severities.task_clock(incident.severity)
    task = IncidentTask.objects.create(
        incident=incident, what=what.strip(), assignee=assignee, clock=clock, due=due or last
    )
    _step(actor, incident, Action.INCIDENT_TASKED, f"{assignee.name}：{what}", now)
    return task


@transaction.atomic
def finish_task(actor: Actor, number: str, task_id: int, *, outcome: str, now: datetime) -> IncidentTask:
    """A task is done, with its outcome; by whoever has it, or who handles the incident."""
    incident = queries.get_incident(actor, number, lock=True)
    task = incident.tasks.select_related("assignee").filter(pk=task_id, done_at=None).first()
    if task is None or incident.state == Incident.State.CLOSED:
        raise TaskNotFound
    if actor.ref != f"person:{task.assignee_id}":
        _require_handling(actor, incident)
    require_texts(outcome=outcome)
    task.done_at, task.outcome = now, outcome.strip()
    task.save(update_fields=["done_at", "outcome"])
    _step(actor, incident, Action.INCIDENT_TASK_DONE, f"{task.what}：{outcome}", now)
    return task


@transaction.atomic
def account(actor: Actor, number: str, *, agency: Agency, person: str, outcome: str, now: datetime) -> Accountability:
    """Who of an agency is accountable, and what came of it (31.1)."""
    incident = _open(actor, number)
    require_texts(person=person, outcome=outcome)
    made = Accountability.objects.create(
        incident=incident, agency=agency, person=person.strip(), outcome=outcome.strip(), recorded_at=now
    )
    _step(actor, incident, Action.INCIDENT_ACCOUNTED, f"{agency.name} {person}：{outcome}", now)
    return made


@transaction.atomic
def close(actor: Actor, number: str, *, lessons: str, unaccounted: str = "", now: datetime) -> Incident:
    """It has been handled: told, acknowledged, all tasks done; with its cause and what was learnt. Of misuse somebody is accountable (30.1), or `unaccounted` says why nobody is; it is kept with the lessons."""
    incident = _open(actor, number)
    require_texts(lessons=lessons)
    if incident.sent_at is None:
        raise IncidentNotReported
    if incident.acknowledged_at is None:
        raise IncidentNotAcknowledged
    if waiting := incident.tasks.filter(done_at=None).count():
        raise TasksStillOpen(count=waiting)
    if incident.kind == Incident.Kind.MISUSE and not (unaccounted.strip() or incident.accountable.exists()):
        raise NobodyAccounted
    if unaccounted.strip():
        lessons = f"{lessons.strip()}\n\n不追究责任的理由：{unaccounted.strip()}"
    incident.state, incident.closed_at, incident.lessons = Incident.State.CLOSED, now, lessons.strip()
    incident.save(update_fields=["state", "closed_at", "lessons"])
    _step(actor, incident, Action.INCIDENT_CLOSED, lessons, now)
    return incident


def _count_again(incident: Incident, severity: str, now: datetime) -> None:
    """Being late already is not undone by a milder severity."""
    clock = severities.report_clock(severity)
    due = clocks.ends(clock, incident.found_at)
    if now < incident.report_due or due < incident.report_due:
        incident.report_clock, incident.report_due = clock, due


def _require_known(resources: tuple[str, ...], grants: tuple[UUID, ...], receipts: tuple[str, ...]) -> None:
    """What the incident points to is there; a receipt has the form of one (whether it holds is shown, not asked)."""
    known = set(Resource.objects.filter(code__in=resources).values_list("code", flat=True))
    there = set(Grant.objects.filter(pk__in=grants).values_list("pk", flat=True))
    unknown = [("resources", each) for each in resources if each not in known]
    unknown += [("grants", str(each)) for each in grants if each not in there]
    zh, en = "没有 {value}，请核对。", "There is no {value}; check it."
    errors = [FieldError(field, "unknown", zh, en, value=value) for field, value in unknown]
    zh = "{value} 既不是留痕的编号，也不是完整的回执：请从留痕页面“回执”一栏复制，含点号后的 64 位。"
    en = "{value} is neither a record's number nor a whole receipt: copy it from the record's page, with the 64 digits behind the point."
    wrong = [each[:60] for each in receipts if not RECEIPT.fullmatch(each)]
    errors += [FieldError("receipts", "unknown", zh, en, value=value) for value in wrong]
    if errors:
        raise Invalid(errors=errors)


def _open(actor: Actor, number: str) -> Incident:
    """An open incident that this actor may handle, locked."""
    require(actor, *HANDLERS)
    incident = queries.get_incident(actor, number, lock=True)
    _require_handling(actor, incident)
    if incident.state == Incident.State.CLOSED:
        raise IncidentClosed(number=number)
    return incident


def _require_handling(actor: Actor, incident: Incident) -> None:
    if not queries.may_handle(actor, incident):
        raise NotReporter


def _step(
    actor: Actor, incident: Incident, action: Action, note: str, now: datetime, *, concerned: list[str] | None = None
) -> None:
    """The evidence, and the step of the timeline with its receipt. `concerned`: codes of agencies that it now concerns, to be told."""
    receipt = recording.record(actor, action, target=incident.number, why=note[:200], concerned=concerned or None)
    IncidentStep.objects.create(
        incident=incident, at=now, who=actor.name, act=action.value, note=note.strip(), receipt=receipt
    )


def _next_number(day: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into operations_incidentcounter as c (day, next) values (%s, 2) "
            "on conflict (day) do update set next = c.next + 1 returning next - 1",
            [day],
        )
        (n,) = cursor.fetchone()
    return f"SJ{day:%Y%m%d}-{n:04d}"
