"""An assessment of risk as its page shows it: beside an earlier one, since when each finding stands, and where it leads (32.2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.core.calendar import shanghai_day
from yishu.operations import risk
from yishu.operations.models import Finding, RiskAssessment
from yishu.shell.fields import language

RUNS: Final = 60
"""Assessments that are looked at, the newest; of what stands longer, the first of them is said."""
WEEK: Final = timedelta(days=7)
FEW: Final = 3
"""A group of at most so many begins unfolded."""
KINDS: Final = {
    "keys_without_expiry": gettext_lazy("长期有效的密钥"),
    "keys_near_expiry": gettext_lazy("将到期或应更换的密钥"),
    "keys_unused": gettext_lazy("长期没有使用的密钥"),
    "grants_stale": gettext_lazy("长期没有使用的授权"),
    "grants_near_expiry": gettext_lazy("将到期的授权"),
    "grants_broad": gettext_lazy("范围或期限过宽的授权"),
    "accounts_idle": gettext_lazy("长期没有登录的账号"),
    "roles_conflicting": gettext_lazy("管理员兼任或缺位"),
    "officers_missing": gettext_lazy("没有指定负责人员的单位"),
    "settings_weak": gettext_lazy("不安全的设置"),
    "duties_overdue": gettext_lazy("逾期未办的事项"),
    "evidence_sample": gettext_lazy("与写入时不符的留痕"),
    "recovery_unproved": gettext_lazy("没有证实能恢复的备份"),
    "evaluations_overdue": gettext_lazy("缺少或到期的外部测评"),
}
"""What the findings of a check have in common."""
_PAGES: Final = {
    "officers_missing": "operations:implementation",
    "recovery_unproved": "operations:drills",
    "evaluations_overdue": "operations:evaluations",
}


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding in the reader's language; tone and word of its severity. `since`: the day from which it is so where that is known (`was_due`), else of the first assessment that found it without a gap, None once it is gone; `url` is empty where no page shows more."""

    what: str
    remedy: str
    owner: str
    severity: str
    tone: str
    since: date | None
    was_due: bool
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one kind, the gravest first: severity is the worst of them, `since` the earliest day of theirs. `owners` without repetition; `remedy` is empty where theirs differ."""

    kind: str
    severity: str
    tone: str
    owners: list[str]
    since: date | None
    remedy: str
    rows: list[FindingShown]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """`shown` beside `before`, of `runs`; all of `owner`, or of everybody where that is empty. `counts` by severity. `week`: the newest that was a week old when `shown` was made, None where there is none;
    `misses_week`: it was asked for all the same."""

    runs: list[RiskAssessment]
    shown: RiskAssessment | None
    before: RiskAssessment | None
    earlier: list[RiskAssessment]
    owner: str
    owners: list[str]
    counts: dict[str, int]
    new: list[Group]
    staying: list[Group]
    gone: list[Group]
    week: RiskAssessment | None = None
    misses_week: bool = False


def seen(asked: Mapping[str, str], *, sees_records: bool) -> Seen:
    """By the numbers `run` and `since` and the name `owner`; what is not there is left out of account. `since=week`: the newest that was a week old then, else the oldest."""
    runs = list(RiskAssessment.objects.all()[:RUNS])
    shown = _chosen(runs, asked.get("run", "")) or (runs[0] if runs else None)
    if shown is None:
        return Seen([], None, None, [], "", [], _counts([]), [], [], [])
    earlier = runs[runs.index(shown) + 1 :]
    before = _before(shown, earlier, asked.get("since", ""))
    compared = risk.compare(shown, before)
    owners = sorted({each.owner for each in (*compared.new, *compared.staying, *compared.gone)})
    owner = asked.get("owner", "") if asked.get("owner", "") in owners else ""

    def groups(found: list[Finding]) -> list[Group]:
        shown_of = [each for each in found if owner in ("", each.owner)]
        return _grouped([(each.check, _row(each, _since(each, since), sees_records)) for each in shown_of])

    since = _standing(shown, earlier)
    counted = [each for each in shown.read_findings() if owner in ("", each.owner)]
    parts = groups(compared.new), groups(compared.staying), groups(compared.gone)
    week = _week_old(shown, earlier)
    misses = asked.get("since") == "week" and week is None and before is not None
    return Seen(runs, shown, before, earlier, owner, owners, _counts(counted), *parts, week, misses)


def _chosen(runs: list[RiskAssessment], number: str) -> RiskAssessment | None:
    return next((run for run in runs if str(run.pk) == number), None)


def _before(shown: RiskAssessment, earlier: list[RiskAssessment], asked: str) -> RiskAssessment | None:
    if asked == "week" and earlier:
        return _week_old(shown, earlier) or earlier[-1]
    return _chosen(earlier, asked) or (earlier[0] if earlier else None)


def _week_old(shown: RiskAssessment, earlier: list[RiskAssessment]) -> RiskAssessment | None:
    return next((run for run in earlier if run.at <= shown.at - WEEK), None)


def _standing(shown: RiskAssessment, earlier: list[RiskAssessment]) -> dict[tuple[str, str], datetime]:
    """Since when each finding has been found without a gap, by check and key."""
    found: dict[tuple[str, str], datetime] = {}
    still = _names(shown)
    for run in (shown, *earlier):
        still &= _names(run)
        found.update((name, run.at) for name in still)
    return found


def _names(run: RiskAssessment) -> set[tuple[str, str]]:
    return {(each["check"], each["key"]) for each in run.findings}


def _since(finding: Finding, standing: dict[tuple[str, str], datetime]) -> datetime | None:
    """None for one that is gone."""
    return standing.get((finding.check, finding.key))


def _grouped(rows: Sequence[tuple[str, FindingShown]]) -> list[Group]:
    """Of rows with their checks, in the order of the first of each kind: where the gravest come first, so do the groups."""
    by_check: dict[str, list[FindingShown]] = {}
    for check, row in rows:
        by_check.setdefault(check, []).append(row)
    return [_group(check, found, alone=len(by_check) == 1) for check, found in by_check.items()]


def _group(check: str, rows: list[FindingShown], *, alone: bool) -> Group:
    remedies = {row.remedy for row in rows}
    return Group(
        kind=str(KINDS.get(check, check)),
        severity=rows[0].severity,
        tone=rows[0].tone,
        owners=list(dict.fromkeys(row.owner for row in rows)),
        since=min((row.since for row in rows if row.since is not None), default=None),
        remedy=remedies.pop() if len(remedies) == 1 else "",
        rows=rows,
        is_open=alone or len(rows) <= FEW,
    )


def _row(finding: Finding, since: datetime | None, sees_records: bool) -> FindingShown:
    word = {"high": _("高"), "medium": _("中"), "low": _("低")}[finding.severity]
    tone = {"high": "bad", "medium": "warn", "low": "grey"}[finding.severity]
    in_english = language() == "en"
    what, remedy = (finding.en, finding.remedy_en) if in_english else (finding.zh, finding.remedy_zh)
    found = None if since is None else finding.since or shanghai_day(since)
    was_due = finding.since is not None and since is not None
    return FindingShown(what, remedy, finding.owner, word, tone, found, was_due, _url(finding, sees_records))


def _url(finding: Finding, sees_records: bool) -> str:
    """Where more is said of it, for whoever sees this page."""
    kind, _mark, number = finding.key.partition(":")
    if kind == "grant" and sees_records:
        return f"{reverse('portal:evidence')}?grant={number}"
    if finding.check == "evidence_sample" and sees_records:
        return reverse("portal:record", args=[finding.key])
    return reverse(_PAGES[finding.check]) if finding.check in _PAGES else ""


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    found = list(findings)
    return {severity: sum(each.severity == severity for each in found) for severity in risk.SEVERITIES}
