"""What a person is to sign."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from yishu.core.actor import Actor
from yishu.sharing.signing.models import Round
from yishu.sharing.signing.queries import list_mine
from yishu.sharing.signing.told import name_of, page_of
from yishu.shell.todos import MOST, Todo


def signatures(actor: Actor, _now: datetime) -> list[Todo]:
    """The most urgent first; a decision by the day on which its review ends, for the clock goes on."""
    return [_todo(one) for one in list_mine(actor)[:MOST]]


def _todo(one: Round) -> Todo:
    kind = _("审批拟办意见") if one.line else _("审批共享申请")
    due, provisional = one.clock
    who = f"{one.turn.name} · {one.prepared_by_name}"
    return Todo(kind, "certificate", name_of(one), who, page_of(one), one.moved_at, due, provisional)
