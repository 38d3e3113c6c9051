"""An erasure as pages have it: names, its state and what goes in words; nothing of what is to be erased."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from yishu.agencies.queries import names_of
from yishu.audit.queries import Seen, moment_of
from yishu.audit.words import detail_word
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


def steps_of(row: Row) -> list[Step]:
    """What has happened, and what is waited for."""
    erasure = row.erasure
    asked = Step(_("提出抹除申请"), row.asked_by, erasure.asked_at, "done")
    if erasure.state == Erasure.State.ASKED:
        return [asked, Step(_("另一人决定"), _("审计管理员或安全管理员"), None, "current")]
    how = "done" if erasure.state == Erasure.State.DONE else "refused"
    return [asked, Step(row.state, row.decided_by, erasure.decided_at, how)]


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
