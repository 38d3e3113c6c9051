"""Control records of a resource, over HTTP (20.2)."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict

from yishu.agencies.api import PlainText, known
from yishu.hosting.controls import commands, queries
from yishu.hosting.controls.errors import ControlsNotFound
from yishu.hosting.controls.models import Declaration

router = Router(tags=["data"], auth=known)


class ControlsIn(Schema):
    """For keys without a range of their own: `item`, a text key, and `text`, with which only control records begin. `empty`: items that are empty in control records."""

    model_config = ConfigDict(extra="forbid")
    item: PlainText = ""
    text: PlainText = ""
    empty: list[PlainText] = Field([], max_length=200)


class ControlsOut(Schema):
    """A control record has `text` in `item` from place `start` on (1 is the first); `leave_out` is the SQL condition for all others. Copies under grants opened since
    `declared_at` have some, where the key is granted as it is."""

    number: int
    item: str
    start: int
    text: str
    leave_out: str
    declared_at: datetime
    ended_at: datetime | None


@router.get("/{code}/controls", response=ControlsOut)
def get_controls(request: HttpRequest, code: str) -> ControlsOut:
    """Whether copies of a resource have control records, and how they are told from others: for whoever may see the resource. 404 where they have none."""
    resource, found = queries.find_seen(request.actor, code)  # type: ignore[attr-defined]
    if found is None:
        raise ControlsNotFound(code=resource.code)
    return _out(found)


@router.post("/{code}/controls", response={201: ControlsOut})
def declare_controls(request: HttpRequest, code: str, body: ControlsIn) -> Status[ControlsOut]:
    """Declare them: the provider's data officer. Grants of before are not affected."""
    wish = commands.Wish(body.item, body.text, tuple(body.empty))
    return Status(201, _out(commands.declare(request.actor, code, wish, now=timezone.now())))  # type: ignore[attr-defined]


@router.delete("/{code}/controls", response=ControlsOut)
def end_controls(request: HttpRequest, code: str) -> ControlsOut:
    """Copies from now on have none; those of before are traced as ever."""
    return _out(commands.end(request.actor, code, now=timezone.now()))  # type: ignore[attr-defined]


def _out(found: Declaration) -> ControlsOut:
    rule = found.rule
    return ControlsOut(
        number=rule.number,
        item=rule.item,
        start=rule.start,
        text=rule.text,
        leave_out=rule.sql,
        declared_at=found.declared_at,
        ended_at=found.ended_at,
    )
