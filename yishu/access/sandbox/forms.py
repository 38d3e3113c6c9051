"""The console's form in the sandbox: the desk's own for one subject, for any duty and under no grant."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from yishu.access.forms import CLAIM, KEY, LONGEST, OneForm
from yishu.access.queries import Desk
from yishu.access.sandbox.roster import Seat
from yishu.access.sandbox.twin import Twin
from yishu.wire.data import QueryRequest, VerifyRequest

TRIAL = _("试用")
_FILLED = 2


class SandboxForm(OneForm):
    """Which duties a grant will hold, nobody knows before there is one."""

    duty = forms.CharField(label=_("履职事项"), max_length=LONGEST, initial=TRIAL)

    def request(self) -> VerifyRequest | QueryRequest:
        return replace(super().request(), grant=None)

    def _prepare_duty(self) -> None:
        self.fields["duty"].widget.attrs["autocomplete"] = "off"


def filled_in(twin: Twin, desk: Desk, mode: str, seat: Seat) -> dict[str, Any]:
    """What the form begins with to ask about this subject."""
    record = twin.roster.record_of(seat) or twin.roster.record_of(next(iter(twin.roster))) or {}
    given: dict[str, Any] = _named(desk, seat, record)
    if twin.case_required:
        given["case"] = str(_("办件编号"))
    if mode == "query":
        return given | {"items": [item.code for item in desk.granted]}
    naming = {item.code for item in (*desk.key, *desk.keys)}
    claimed = [item for item in desk.granted if item.code not in naming and item.column.type != "geometry"]
    return given | {CLAIM + item.code: _typed(record[item.code]) for item in claimed[:_FILLED] or desk.key}


def _named(desk: Desk, seat: Seat, record: dict[str, Any]) -> dict[str, str]:
    if desk.by:
        return {KEY + item.code: _typed(record[item.code]) for item in desk.keys}
    if not isinstance(seat.subject, dict):
        return {"subject": _typed(seat.subject)}
    if seat.subject.keys() == {"type", "value"} and "type" not in desk.table.by_code:
        return {"subject_type": seat.subject["type"], "subject": seat.subject["value"]}
    return {KEY + code: _typed(value) for code, value in seat.subject.items()}


def _typed(value: Any) -> str:
    """As somebody would type it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
