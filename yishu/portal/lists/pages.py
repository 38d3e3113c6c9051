"""Pages of the three lists, and the same as spreadsheets with the heads of the compilation guide (4.2)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Agency
from yishu.catalogue.overseeing import oversees
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.portal.lists import queries
from yishu.portal.lists.queries import DemandRow, Kind, NegativeRow, ResponsibilityRow, word_of
from yishu.shell.sheets import xlsx_answer

PAGE = 50
LISTS: dict[Kind, Callable[[Agency, datetime], Sequence[Any]]] = {
    Kind.DEMANDS: queries.list_demands,
    Kind.RESPONSIBILITIES: queries.list_responsibilities,
    Kind.NEGATIVE: queries.list_negative,
}


@require_GET
def three_lists(request: HttpRequest, kind: str) -> HttpResponse:
    """One of the three lists of one's own agency, or with `?agency=` of any for the coordinator and the inspectors; `?as=xlsx`."""
    actor, now = actor_of(request), timezone.now()
    if kind not in set(Kind):
        raise Http404
    agency = queries.agency_of(actor, request.GET.get("agency", ""))
    rows = LISTS[Kind(kind)](agency, now)
    if request.GET.get("as") == "xlsx":
        return _as_xlsx(Kind(kind), agency, rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    others = (
        Agency.objects.filter(is_active=True).order_by("tier", "code") if oversees(actor) else Agency.objects.none()
    )
    given = {
        "kind": kind,
        "agency": agency,
        "is_own": agency.pk == actor.agency_id,
        "agencies": others,
        "page": page,
        "rows": [(row, word_of(_what(row)), _may_open(actor, agency, _what(row))) for row in page],
        "total": len(rows),
        "late": sum(getattr(row, "is_late", False) for row in rows),
        "today": shanghai_day(now),
    }
    return render(request, "portal/lists.html", given)


def _what(row: object) -> str:
    return getattr(row, "what", "demand")


def _may_open(actor: Actor, agency: Agency, what: str) -> bool:
    """Whether the page behind a row answers this reader: a duty's is its agency's own, a demand's also the coordinator's."""
    return what == "resource" or agency.pk == actor.agency_id or (what == "demand" and is_coordinator(actor))


def _as_xlsx(kind: Kind, agency: Agency, rows: Sequence[Any]) -> HttpResponse:
    head, line = _SHEETS[kind]
    numbered = [(n, agency.name, *line(row)) for n, row in enumerate(rows, 1)]
    return xlsx_answer(f"{kind}-{agency.code}", (_("序号"), _("单位"), *head()), numbered)


def _demand_head() -> tuple[str, ...]:
    return (
        _("需求编号"), _("需要的信息"), _("资源种类"), _("信息项"), _("履职事项"), _("履职依据"), _("用途"),
        _("提供单位"), _("状态"), _("答复期限"), _("是否逾期"), _("答复资源或依据"), _("提出日期"),
    )  # fmt: skip


def _demand_line(row: DemandRow) -> tuple[object, ...]:
    late = _("是") if row.is_late else _("否")
    asked = (row.number, row.name, row.kind, "、".join(row.items), row.duty, row.basis, row.why)
    return (*asked, row.provider, row.state, row.due, late, row.outcome, row.filed)


def _responsibility_head() -> tuple[str, ...]:
    return (
        _("责任类型"), _("名称"), _("代码或编号"), _("信息项"), _("更新周期"), _("时效要求"), _("期限"), _("是否逾期"), _("状态"),
    )  # fmt: skip


def _responsibility_line(row: ResponsibilityRow) -> tuple[object, ...]:
    late = _("是") if row.is_late else _("否")
    named = (word_of(row.what), row.name, row.code, "、".join(row.items))
    return (*named, row.cycle, row.timeliness, row.due, late, row.state)


def _negative_head() -> tuple[str, ...]:
    return (_("类型"), _("名称"), _("代码或编号"), _("信息项"), _("不予共享依据"), _("理由"), _("自何时"))


def _negative_line(row: NegativeRow) -> tuple[object, ...]:
    return (word_of(row.what), row.name, row.code, "、".join(row.items), row.law, row.reason, row.since)


_SHEETS: dict[Kind, tuple[Callable[[], tuple[str, ...]], Callable[[Any], tuple[object, ...]]]] = {
    Kind.DEMANDS: (_demand_head, _demand_line),
    Kind.RESPONSIBILITIES: (_responsibility_head, _responsibility_line),
    Kind.NEGATIVE: (_negative_head, _negative_line),
}
