"""What a person is to sign."""

from datetime import datetime

from yishu.core.actor import Actor
from yishu.sharing.signing.models import Round
from yishu.sharing.signing.queries import list_mine
from yishu.sharing.signing.subjects import kind_of
from yishu.sharing.signing.told import page_of
from yishu.shell.todos import MOST, Todo


def signatures(actor: Actor, _now: datetime) -> list[Todo]:
    """The most urgent first; a decision by the day on which its review ends, for the clock goes on."""
    return [_todo(one) for one in list_mine(actor)[:MOST]]


def _todo(one: Round) -> Todo:
    due, provisional = one.clock
    who = f"{one.turn.name} · {one.prepared_by_name}"
    return Todo(kind_of(one).task, "certificate", one.name, who, page_of(one), one.moved_at, due, provisional)
