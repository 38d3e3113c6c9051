"""Who is told what of discrepancies: the number and the resource, never the subject or a value."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import COORDINATORS, To, person_of, tell
from yishu.quality.models import Discrepancy

OFFICERS: Final = (Role.DATA_OFFICER,)
FED_BACK: Final = Kind(
    "discrepancy.fed_back", _("收到疑义数据"), _("{finder}反馈“{name}”有疑义数据（{number}），请于 {due} 前核实答复。")
)
ANSWERED: Final = Kind(
    "discrepancy.answered", _("疑义数据有答复"), _("{provider}已答复“{name}”的疑义数据（{number}）。")
)
CORRECTED: Final = Kind(
    "discrepancy.corrected", _("疑义数据已更正"), _("{provider}已在源头更正“{name}”的疑义数据（{number}）。")
)
ESCALATED: Final = Kind(
    "discrepancy.escalated",
    _("疑义数据提请协调"),
    _("{finder}就“{name}”的疑义数据提请协调（{number}）。"),
    to_systems=False,
)
SETTLED: Final = Kind(
    "discrepancy.settled", _("疑义数据协调意见"), _("“{name}”的疑义数据（{number}）已有协调意见。"), urgent=True
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(FED_BACK, ANSWERED, CORRECTED, ESCALATED, SETTLED)
    listen(Action.DISCREPANCY_FED_BACK, _fed_back)
    listen(Action.DISCREPANCY_ANSWERED, lambda actor, made: _to_finder(ANSWERED, actor, made))
    listen(Action.DISCREPANCY_CORRECTED, lambda actor, made: _to_finder(CORRECTED, actor, made))
    listen(Action.DISCREPANCY_ESCALATED, _escalated)
    listen(Action.DISCREPANCY_SETTLED, _settled)


def _fed_back(actor: Actor, made: Record) -> None:
    found = _discrepancy(made)
    tell(FED_BACK, To(found.provider_id, OFFICERS), path=_page(found), by=actor, said=_about(found))


def _to_finder(kind: Kind, actor: Actor, made: Record) -> None:
    found = _discrepancy(made)
    to = To(found.finder_id, OFFICERS, person_of(found.found_by))
    tell(kind, to, path=_page(found), by=actor, said=_about(found))


def _escalated(actor: Actor, made: Record) -> None:
    found = _discrepancy(made)
    tell(ESCALATED, COORDINATORS, path=_page(found), by=actor, said=_about(found))


def _settled(actor: Actor, made: Record) -> None:
    found = _discrepancy(made)
    for side in (found.finder_id, found.provider_id):
        tell(SETTLED, To(side, OFFICERS), path=_page(found), by=actor, said=_about(found))


def _discrepancy(made: Record) -> Discrepancy:
    return Discrepancy.objects.select_related("resource__current", "finder", "provider").get(number=made.target)


def _page(found: Discrepancy) -> str:
    return reverse("quality:discrepancy", args=[found.number])


def _about(found: Discrepancy) -> dict[str, object]:
    entry = found.resource.current
    return {
        "number": found.number,
        "name": entry.name if entry else found.resource.code,
        "finder": found.finder.short_name,
        "provider": found.provider.short_name,
        "due": found.answer_due or "—",
    }
