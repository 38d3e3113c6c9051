"""An erasure as pages have it: names, its state and what goes in words; nothing of what is to be erased."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from yishu.agencies.models import Agency
from yishu.agencies.queries import names_of
from yishu.audit.queries import Seen, moment_of
from yishu.audit.record import read
from yishu.audit.words import OUTCOMES, action_word, detail_word
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.operations.erasing import queries
from yishu.operations.erasing.models import Erasure
from yishu.shell.components import Step


@dataclass(frozen=True, slots=True)
class Row:
    """With the names of who asked and who decided; `may_decide`: this reader does."""

    erasure: Erasure
    asked_by: str
    decided_by: str
    state: str
    tone: str
    may_decide: bool

    @property
    def at(self) -> datetime:
        """When the record was made."""
        return moment_of(self.erasure.record)

    @property
    def decision(self) -> UUID | None:
        """The number of the record of the decision."""
        receipt = self.erasure.receipt
        return UUID(receipt.partition(".")[0]) if receipt else None


def rows_of(actor: Actor, found: Iterable[Erasure]) -> list[Row]:
    """One statement for all the names."""
    erasures = list(found)
    names = names_of({ref for each in erasures for ref in (each.asked_by, each.decided_by)})
    return [
        Row(
            each,
            names.get(each.asked_by) or each.asked_by,
            names.get(each.decided_by) or each.decided_by,
            *_state(each),
            queries.may_decide(actor, each),
        )
        for each in erasures
    ]


def parts_of(seen: Seen) -> list[str]:
    """What goes, in words."""
    return [_part_word(name) for name in queries.personal_parts(seen)]


def left_of(seen: Seen) -> list[tuple[str, str]]:
    """What else the record says, and goes on saying, in words: read from its body alone, in which nothing personal stands."""
    try:
        record = read(seen.body, None)
    except msgspec.MsgspecError:
        return []
    agency = Agency.objects.filter(code=record.agency).values_list("name", flat=True).first()
    resource = Resource.objects.filter(code=record.resource).values_list("current__name", flat=True).first()
    told = [
        (_("做了什么"), action_word(record.action)),
        (_("单位"), agency or record.agency),
        (_("使用人的编号"), record.actor),
        (_("信息资源"), f"{resource} {record.resource}" if resource else record.resource),
        (_("履职事项"), record.duty),
        (_("办理对象"), record.target),
        (_("结果"), str(OUTCOMES.get(record.outcome, record.outcome))),
    ]
    return [(label, value) for label, value in told if value]


def steps_of(row: Row) -> list[Step]:
    """What has happened, and what is waited for."""
    erasure = row.erasure
    asked = Step(_("提出抹除申请"), row.asked_by, erasure.asked_at, "done", exact=True)
    if erasure.state == Erasure.State.ASKED:
        return [asked, Step(_("另一人决定"), _("审计管理员或安全管理员"), None, "current")]
    how = "done" if erasure.state == Erasure.State.DONE else "refused"
    return [asked, Step(row.state, row.decided_by, erasure.decided_at, how, exact=True)]


def _state(erasure: Erasure) -> tuple[str, str]:
    return {
        Erasure.State.ASKED: (_("等待决定"), "warn"),
        Erasure.State.DONE: (_("已抹除"), "good"),
        Erasure.State.REFUSED: (_("未同意"), "grey"),
    }[Erasure.State(erasure.state)]


def _part_word(name: str) -> str:
    own = {
        "actor_name": _("使用人的姓名（其编号保留）"),
        "case": _("办件编号（此后不能再按它找到此条）"),
        "reason": _("写明的拒绝原因"),
    }
    return own.get(name) or detail_word(name)
