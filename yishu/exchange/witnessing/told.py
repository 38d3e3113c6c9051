"""Who is told that a log cannot be witnessed: those who run the platform, at once and as long as it lasts (30.1, 32.1)."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.exchange.models import Link
from yishu.exchange.witnessing.models import Watch
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import COORDINATORS, tell
from yishu.shell.duties import Overdue
from yishu.shell.gauges import Gauge

DIVERGED: Final = Kind(
    "log.diverged",
    gettext_lazy("对方留痕日志不可信"),
    gettext_lazy("{name}的留痕日志不能再见证：{problem}。双方检查点已留存，请立即核实。"),
    urgent=True,
    to_systems=False,
)
REFUSED: Final = Kind(
    "log.refused",
    gettext_lazy("本平台留痕日志未获见证"),
    gettext_lazy("{name}不能再见证本平台的留痕日志：{problem}。请立即核查本平台的日志和备份。"),
    urgent=True,
    to_systems=False,
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(DIVERGED, REFUSED)


def told_of(watch: Watch) -> None:
    said = {"name": watch.link.name, "problem": watch.get_problem_display()}
    tell(DIVERGED, COORDINATORS, said=said, path=_path(watch))


def told_of_refusal(watch: Watch) -> None:
    said = {"name": watch.link.name, "problem": watch.get_refused_display()}
    tell(REFUSED, COORDINATORS, said=said, path=_path(watch))


def unsound_logs(_now: datetime) -> list[Overdue]:
    """What must not stay so, on the list of overdue duties."""
    found = Watch.objects.exclude(problem="", refused="").select_related("link")
    return [_overdue(watch, each) for watch in found for each in _sentences(watch)]


def list_gauges(_now: datetime) -> list[Gauge]:
    sound = Watch.objects.filter(link__state=Link.State.ACTIVE)
    return [
        Gauge("yishu_logs_unsound", "Neighbours whose log cannot be witnessed.", sound.exclude(problem="").count()),
        Gauge("yishu_log_refused", "Neighbours that cannot witness this log.", sound.exclude(refused="").count()),
    ]


def _sentences(watch: Watch) -> list[str]:
    found = []
    if watch.problem:
        found.append(_("{name}的留痕日志：{problem}").format(name=watch.link.name, problem=watch.get_problem_display()))
    if watch.refused:
        said = _("{name}不见证本平台的留痕日志：{problem}")
        found.append(said.format(name=watch.link.name, problem=watch.get_refused_display()))
    return found


def _overdue(watch: Watch, what: str) -> Overdue:
    return Overdue(
        what=what,
        agency=settings.YISHU_NODE_NAME,
        agency_code="",
        person=_("平台运行人员"),
        due=None,
        url=_path(watch),
    )


def _path(watch: Watch) -> str:
    return f"{reverse('exchange:links')}#log-{watch.link.code}"
