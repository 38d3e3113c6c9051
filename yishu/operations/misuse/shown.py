"""A finding as its page has it, as far as this person may know."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.agencies.models import Role
from yishu.agencies.queries import answerable
from yishu.audit.queries import list_numbered
from yishu.audit.record import Record
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.operations import evidence
from yishu.operations.misuse import queries, words
from yishu.operations.misuse.models import Finding
from yishu.sharing.models import Grant
from yishu.sharing.overseeing import may_read
from yishu.sharing.restraints.commands import may_restrain
from yishu.sharing.restraints.models import Restraint
from yishu.sharing.restraints.queries import list_standing
from yishu.shell.components import Step

TONES = {"open": "bad", "explained": "warn", "accepted": "good", "misuse": "bad"}


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in a list."""

    finding: Finding
    kind: str
    name: str
    reason: str

    @property
    def tone(self) -> str:
        return TONES[self.finding.state]


@dataclass(frozen=True, slots=True)
class Held:
    """A restraint, and whether this person may lift it, and read the grant that it holds back."""

    one: Restraint
    may_lift: bool
    may_read: bool

    @property
    def reason(self) -> str:
        """What the platform itself laid is said in the reader's language."""
        if self.one.laid_by == "platform" and self.one.finding:
            return _("异常使用 {number}，按规则自动处理").format(number=self.one.finding)
        return self.one.reason


def held_of(actor: Actor, one: Restraint) -> Held:
    return Held(one, may_restrain(actor, one.grant), one.grant is not None and may_read(actor, one.grant))


def row_of(finding: Finding, actor: Actor) -> Row:
    entry = finding.resource.current
    name = entry.name if entry else finding.resource.code
    return Row(finding, words.kind_word(finding, actor), name, words.reason(finding, actor))


@dataclass(frozen=True, slots=True)
class Shown:
    """A record that shows a finding. `record` is None where it may not be read here, or is archived."""

    number: str
    record: Record | None


def uses_of(finding: Finding, actor: Actor) -> list[Shown]:
    """The records that show it, with what each says of its case and of what was found."""
    numbers = records_of(finding, actor)
    found = list_numbered(evidence.scope_of(actor), [UUID(each) for each in numbers])
    known = {str(seen.record.id): seen.record for seen in found}
    return [Shown(each, known.get(each)) for each in numbers]


def records_of(finding: Finding, actor: Actor) -> list[str]:
    """The numbers of records that show it; none that would tell a canary."""
    return [text.partition(".")[0] for text in finding.receipts] if queries.sees_the_reason(actor, finding) else []


def search_url(finding: Finding) -> str:
    """The search of the evidence for that caller's agency, resource and day."""
    day = shanghai_day(finding.hour)
    until = shanghai_day(finding.hour + timedelta(hours=1))
    asked = {
        "action": "data:",
        "resource": finding.resource.code,
        "agency": finding.agency.code,
        "since": day.isoformat(),
        "until": until.isoformat(),
    }
    return f"{reverse('portal:evidence')}?{urlencode(asked)}"


def ask_url(finding: Finding) -> str:
    """The form by which an inspector asks for an inspection of the using agency."""
    about = f"{finding.get_kind_display()} {finding.number}"
    asked = {"agency": finding.agency.code, "about": about, "path": reverse("misuse:finding", args=[finding.number])}
    return f"{reverse('assessment:request_inspection')}?{urlencode(asked)}"


def restraints_of(finding: Finding, actor: Actor) -> list[Held]:
    """What holds back the caller or the grants of a finding now."""
    standing = list_standing(timezone.now())
    found = standing.filter(grant__in=finding.grants) | standing.filter(caller=finding.caller)
    return [held_of(actor, one) for one in found]


def targets_of(finding: Finding, actor: Actor) -> list[tuple[str, str]]:
    """What this person may hold back: the grants of a finding that are active, the caller as a whole."""
    grants = Grant.objects.select_related("line__entry").filter(pk__in=finding.grants, state=Grant.State.ACTIVE)
    found = [
        (str(grant.pk), _("授权：{name}").format(name=grant.line.entry.name))
        for grant in grants
        if may_restrain(actor, grant)
    ]
    if may_restrain(actor, None):
        found.append((finding.caller, _("{name}的全部使用").format(name=finding.caller_name)))
    return found


def steps_of(finding: Finding) -> list[Step]:
    """What has happened, and what is waited for."""
    steps = [Step(_("发现"), _("平台"), finding.found_at, "done")]
    if finding.reminded_at:
        steps.append(Step(_("催办说明"), finding.reminded_by_name, finding.reminded_at, "done"))
    if finding.explained_at:
        steps.append(Step(_("说明"), finding.explained_by_name, finding.explained_at, "done", finding.explanation))
    elif not finding.is_settled:
        steps.append(Step(_("使用单位说明"), finding.agency.name, None, "current", _("没有规定期限，请尽快说明。")))
    if finding.judged_at:
        state = "done" if finding.state == Finding.State.ACCEPTED else "refused"
        steps.append(
            Step(str(finding.get_state_display()), finding.judged_by_name, finding.judged_at, state, finding.judgement)
        )
    else:
        steps.append(Step(_("认定"), _judges(finding), None, "current" if finding.explained_at else "waiting"))
    return steps


def _judges(finding: Finding) -> str:
    """Who may judge it (`queries.may_judge`), by name where the provider has named somebody."""
    provider = finding.resource.provider
    if provider is None or provider.pk == finding.agency_id:
        return _("平台的安全管理员或主管部门的风险责任人")
    names = answerable({provider.pk}, Role.RISK_OFFICER).get(provider.pk, ())
    officer = _("{agency}的风险责任人").format(agency=provider.name)
    said = _("{officer}（{names}）").format(officer=officer, names=_("、").join(names)) if names else officer
    return _("{officer}，或平台的安全管理员").format(officer=said)


def hour_of(finding: Finding) -> str:
    """The hour it was found in, from and to."""
    first = timezone.localtime(finding.hour)
    return f"{first:%Y-%m-%d %H:%M}–{first + timedelta(hours=1):%H:%M}"
