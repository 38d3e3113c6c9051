"""Pages: a case through all agencies, and statistics."""

import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from yishu.agencies.errors import RoleMissing
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Agency
from yishu.audit.errors import RecordNotFound
from yishu.audit.queries import Scope, get_record, moment_of
from yishu.audit.record import Outcome
from yishu.audit.words import action_word
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.portal.evidence import bounded
from yishu.portal.filtering import CALLS
from yishu.portal.inspecting import charts, counting, periods, reasons
from yishu.portal.inspecting.following import MOST, find_joint, follow, list_lost
from yishu.portal.inspecting.forms import PeriodForm, ReceiptForm
from yishu.portal.inspecting.statistics import BY_TIME, Asked, By, Row, count
from yishu.portal.rows import scope_of, sees_everything
from yishu.shell.markup import safe
from yishu.shell.sheets import csv_answer

DRAWN: Final = 15
"""Bars of a chart; the table has all."""
SHOWN: Final = 100
_BEFORE: Final = {
    By.DAY: gettext_lazy("前一日"),
    By.MONTH: gettext_lazy("前一个月"),
    By.QUARTER: gettext_lazy("前一季度"),
    By.YEAR: gettext_lazy("前一年"),
}
_EARLIEST: Final = datetime(2020, 1, 1, tzinfo=UTC).timestamp() * 1000  # milliseconds


@dataclass(frozen=True, slots=True)
class Earlier:
    """The period before: how much of each name; in a table by time, how much in the one before each. `unlike`: what is not whole, and therefore not compared."""

    first: date
    last: date
    counts: dict[str, int]
    head: str
    unlike: frozenset[str] = frozenset()

    def beside(self, row: Row) -> tuple[int, str]:
        """How much it was, and by how much it has changed."""
        was = self.counts.get(row.name, 0)
        if row.name in self.unlike:
            return was, "—"
        return was, f"{row.total - was:+d}" if row.total != was else "0"


@require_GET
def case(request: HttpRequest) -> HttpResponse:
    """One case (办件); without a number, where to type one."""
    actor = actor_of(request)
    number = request.GET.get("number", "").strip()[:200]
    scope = scope_of(actor)
    with bounded():
        found = follow(actor, scope, number) if number else None
    joint = find_joint(actor, scope, number) if number else None
    lost = list_lost(actor, scope, joint, found)
    given = {
        "number": number,
        "found": found,
        "joint": joint,
        "lost": lost,
        "lost_days": sorted({(use.agency, use.day) for use in lost}),
        "sees_all": scope.everything,
        "most": MOST,
        "exact_times": True,
    }
    return render(request, "inspecting/case.html", given, status=404 if number and not (found or joint) else 200)


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Where a receipt is pasted; its record's own page says whether it was changed."""
    scope, form = scope_of(actor_of(request)), ReceiptForm(request.GET or None)
    if not form.is_valid():
        return render(request, "inspecting/check.html", {"form": form}, status=422 if form.errors else 200)
    text, _point, leaf = form.cleaned_data["receipt"].partition(".")
    number = UUID(text)
    if scope.everything and not _is_on_record(scope, number):
        unknown = {"number": text, "at": _said_at(number), "node": settings.YISHU_NODE_CODE}
        return render(request, "inspecting/check.html", {"form": form, "unknown": unknown}, status=404)
    return redirect(reverse("portal:record", args=[number]) + (f"?{urlencode({'hash': leaf})}" if leaf else ""))


def _said_at(number: UUID) -> datetime | None:
    """The moment in a record's number (RFC 9562, 5.7); None for a number that this platform cannot have given."""
    is_possible = number.version == 7 and _EARLIEST <= number.int >> 80 <= time.time() * 1000
    return moment_of(number) if is_possible else None


def _is_on_record(scope: Scope, number: UUID) -> bool:
    try:
        get_record(scope, number)
    except RecordNotFound:
        return False
    return True


@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """How often the data was used, and refused: a chart, a table, or with `?as=csv` the table as a file."""
    actor, today = actor_of(request), shanghai_day(timezone.now())
    require_overseer(actor)
    form = PeriodForm.of(request.GET, today)
    shown: dict[str, Any] = {}
    if form.is_valid():
        asked = form.asked()
        with bounded(at_one_moment=True):
            until = counting.counted_until()
            rows = periods.filled(asked, count(asked), today)
            earlier = _earlier(asked, rows, today) if form.cleaned_data["compare"] else None
            if earlier is not None:
                rows += [Row(name, 0, 0) for name in earlier.counts if name not in {row.name for row in rows}]
            if request.GET.get("as") == "csv":
                return _as_csv(asked, rows, earlier, until)
            shown = _shown(asked, rows, earlier) | {
                "until": until,
                "reasons": reasons.reasons_of(asked, _period(asked, outcome=Outcome.DENIED), until),
            }
    given = {"form": form, "behind": counting.behind(), "quick": _quick(today), **shown}
    return render(request, "inspecting/statistics.html", given, status=422 if form.errors else 200)


def _quick(today: date) -> list[tuple[str, date, date]]:
    """The usual periods, in words."""
    words = {
        By.MONTH: (_("本月"), _("上月")),
        By.QUARTER: (_("本季度"), _("上季度")),
        By.YEAR: (_("今年"), _("去年")),
    }
    return [(word, *periods.span_of(by, today, ago)) for by, both in words.items() for ago, word in enumerate(both)]


def require_overseer(actor: Actor) -> None:
    """Raises RoleMissing."""
    if not sees_everything(actor):
        raise RoleMissing(
            role="监督检查员、平台主管部门、审计管理员", role_en="inspector, coordinator, audit administrator"
        )


def _earlier(asked: Asked, rows: list[Row], today: date) -> Earlier:
    """What the same was in the period before; of a table by time, in the one before each."""
    if asked.by in BY_TIME:
        wider = periods.with_the_one_before(asked)
        totals = {row.name: row.total for row in count(wider)}
        found = {row.name: totals.get(periods.previous(asked.by, row.name), 0) for row in rows}
        unlike = frozenset(row.name for row in rows if not periods.is_whole(row.name, asked, today))
        return Earlier(wider.first, wider.last, found, str(_BEFORE[asked.by]), unlike)
    first, last = periods.before(asked.first, asked.last, today)
    found = {row.name: row.total for row in count(replace(asked, first=first, last=last))}
    return Earlier(first, last, found, _("上一段时间"))


def _heads(asked: Asked) -> tuple[str, str, str]:
    """What is counted in all, what of it was answered, what was refused."""
    if asked.action.startswith(CALLS):
        return pgettext("counted", "调用"), _("得到答复"), _("被拒绝")
    return _("使用和操作"), _("答复或完成"), _("被拒绝")


def _shown(asked: Asked, rows: list[Row], earlier: Earlier | None) -> dict[str, Any]:
    names = _names(asked.by, rows)
    denied, total = sum(row.denied for row in rows), sum(row.total for row in rows)
    return {
        "asked": asked,
        "by": asked.by.value,
        "heads": _heads(asked),
        "title": _title(asked.by),
        "earlier": earlier,
        "rows": [
            (row, names[row.name], _search(asked, row), earlier.beside(row) if earlier else None)
            for row in rows[:SHOWN]
        ],
        "all": _period(asked),
        "all_denied": _period(asked, outcome=Outcome.DENIED),
        "left_out": max(0, len(rows) - SHOWN),
        "total": total,
        "denied": denied,
        "answered": total - denied,
        "all_answered": _period(asked, outcome=Outcome.ALLOWED),
        "share": f"{denied / total:.1%}" if total else "",
        "chart": safe(_drawn(asked, rows, names)) if rows else "",
    }


def _title(by: By) -> str:
    """What is told apart."""
    return {
        By.DAY: _("每日的次数"),
        By.MONTH: _("每月的次数"),
        By.QUARTER: _("每季度的次数"),
        By.YEAR: _("每年的次数"),
        By.AGENCY: _("各单位的次数"),
        By.RESOURCE: _("各信息资源的次数"),
        By.ACTION: _("各项操作的次数"),
    }[by]


def _drawn(asked: Asked, rows: list[Row], names: dict[str, str]) -> str:
    title = _("使用次数，红色为被拒绝的")
    if asked.by == By.DAY:
        known = {row.name: row for row in rows}
        days = [str(asked.first + timedelta(n)) for n in range((asked.last - asked.first).days + 1)]
        return charts.columns([known.get(day, Row(day, 0, 0)) for day in days], title)
    if asked.by in BY_TIME:
        return charts.columns([replace(row, name=names[row.name]) for row in rows], title)
    return charts.bars([(names[row.name], row) for row in rows[:DRAWN]], title)


def _names(by: By, rows: list[Row]) -> dict[str, str]:
    """What the codes stand for; platform acts have no agency, and some no resource."""
    codes = [row.name for row in rows]
    if by == By.ACTION:
        return {code: action_word(code) for code in codes}
    names: dict[str, str] = {code: code for code in codes}
    if by == By.QUARTER:
        words = _("{year} 年第 {quarter} 季度")
        return {code: words.format(year=code[:4], quarter=code[-1]) for code in codes}
    if by == By.AGENCY:
        names |= dict(Agency.objects.filter(code__in=codes).values_list("code", "name"))
        names[""] = _("平台")
    elif by == By.RESOURCE:
        found = Resource.objects.filter(code__in=codes, current__isnull=False)
        names |= dict(found.values_list("code", "current__name"))
        names[""] = _("（不涉及信息资源）")
    return names


def _search(asked: Asked, row: Row) -> str:
    """The query of the evidence page for the records that a row counts; none where there is no such search."""
    if not row.name:
        return ""
    first, last = asked.first, asked.last
    if asked.by in BY_TIME:
        begins, ends = periods.days_of(asked.by, row.name)
        first, last = max(first, begins), min(last, ends)
    more = {asked.by.value: row.name} if asked.by in (By.AGENCY, By.RESOURCE, By.ACTION) else {}
    return _query(asked, since=str(first), until=str(last), **more)


def _period(asked: Asked, outcome: str = "") -> str:
    """The same for all that is counted, or for what of it had that outcome."""
    return _query(asked, since=str(asked.first), until=str(asked.last), outcome=outcome)


def _query(asked: Asked, **told: str) -> str:
    """As it was asked, names as they were typed."""
    given = {"action": asked.action, "agency": asked.agency_typed, "resource": asked.resource_typed, **told}
    return urlencode({name: value for name, value in given.items() if value})


def _as_csv(asked: Asked, rows: list[Row], earlier: Earlier | None, until: counting.Until | None) -> HttpResponse:
    names = _names(asked.by, rows)
    head = [_("名称"), _("代码"), *_heads(asked)]
    table = [(names[row.name], row.name, row.total, row.allowed, row.denied) for row in rows]
    if earlier is not None:
        head += [earlier.head, _("增减")]
        table = [(*cells, *earlier.beside(row)) for cells, row in zip(table, rows, strict=True)]
    if until is not None:
        head += [_("计至"), _("计至序号")]
        table = [(*cells, f"{timezone.localtime(until.at):%Y-%m-%d %H:%M:%S}", until.index) for cells in table]
    return csv_answer(f"evidence-{asked.by}-{asked.first}-{asked.last}", head, table)
