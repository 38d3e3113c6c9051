"""Taking away what a look shows, to go with a file: as a table or on paper, on record as the look is (30.1, 32.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI
from yishu.operations.subject_uses import queries, shown
from yishu.operations.subject_uses.commands import require_seer
from yishu.operations.subject_uses.errors import LookNotFound
from yishu.operations.subject_uses.models import Look, Way
from yishu.operations.subject_uses.queries import WINDOW
from yishu.operations.subject_uses.shown import Row
from yishu.shell.sheets import plain

MOST: Final = 5_000
"""Uses that are taken at once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was found, newest first, by what it was looked up, and the receipt of the taking. `has_more`: there are older ones."""

    look: Look
    basis: str
    reason: str
    rows: list[Row]
    has_more: bool
    receipt: str


@transaction.atomic
def take(actor: Actor, number: UUID, form: str, *, now: datetime) -> Taken:
    """All that one's own look shows, while its pages can be turned; `form`: csv or paper. On record, about the same subject. Raises OnlyAPerson, RoleMissing, LookNotFound."""
    require_seer(actor)
    look = queries.get_look(actor, number, now)
    if look.way != Way.AUTHORISED:  # the counter has its own sheet
        raise LookNotFound(minutes=int(WINDOW.total_seconds() // 60))
    page = queries.page_of(look, now, size=MOST)
    said = queries.said_of(look)
    receipt = recording.record(
        actor,
        Action.SUBJECT_TAKEN,
        target=f"look:{look.pk}",
        about=queries.subject_of(look),
        basis=said["basis"],
        why=said["reason"],
        format=form,
        records=len(page.uses),
    )
    return Taken(look, said["basis"], said["reason"], shown.rows_of(page.uses), page.before is not None, receipt)


def heads() -> list[str]:
    """What the page of a look shows, and no more."""
    return [
        _("时间"), _("非工作日"), _("已被改动"), _("留痕编号"), _("操作"), _("同一次的对象数"), _("使用单位"), _("使用人"),
        _("用途"), _("办件"), _("依据"), _("信息资源"), _("信息项"), _("结果"), _("拒绝原因"), _("查有"), _("不予告知"),
    ]  # fmt: skip


def cells(row: Row) -> list[object]:
    record, yes = row.record, pgettext("holds", "是")
    # What was erased may have named somebody, or a case: an empty cell would say that it did not.
    erased = _("已抹除") if row.seen.is_erased else ""
    case = record.case or erased or (_("没有写办件编号") if row.lacks_case else "")
    withheld = f"{row.withheld.law}{row.withheld.article}" if row.withheld else ""
    told = [
        _told(row.at), yes if row.rests else "", "" if row.holds else yes, str(record.id), row.action, row.count,
        row.agency, record.actor_name or erased, record.duty, case, str(record.detail.get("basis", "")),
        row.resource if record.resource else "", _("、").join(row.items), row.result, row.reason, record.found, withheld,
    ]  # fmt: skip
    return [plain(cell) for cell in told]


def ending(taken: Taken, subject: str, actor: Actor, agency: str) -> Sequence[Sequence[object]]:
    """Below the table: whom it is about, masked, by what it was looked up and taken, and what it proves."""
    said = _("得到证明的是留痕日志，不是本表：凭留痕编号可取得每一条的证明。")
    told: list[tuple[str, object]] = [
        (_("证件号码"), subject or _("号码已不显示")),
        (_("依据"), taken.basis),
        (_("理由"), taken.reason),
        (_("查询时间"), _told(taken.look.at)),
        (_("取走时间"), _told(timezone.now())),
        (_("取走人"), f"{agency} {actor.name}"),
        (_("查询的留痕编号"), str(taken.look.record)),
        (_("取走的留痕回执"), taken.receipt),
        (_("条数"), len(taken.rows)),
    ]
    if taken.has_more:
        told.append((_("说明"), _("只含最近 {n} 条，更早的没有列入。").format(n=MOST)))
    return [[], *([name, plain(value)] for name, value in told), [_("说明"), said]]


def _told(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
