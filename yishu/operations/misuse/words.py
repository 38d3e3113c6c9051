"""The reason of a finding in words that a person understands: what, how much, compared with what, since when."""

from collections.abc import Callable
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.core.actor import Actor
from yishu.operations.misuse import queries
from yishu.operations.misuse.models import Finding, FindingKind


def kind_word(finding: Finding, actor: Actor) -> str:
    """As this person may know it."""
    return str(FindingKind(finding.kind).label) if queries.sees_the_reason(actor, finding) else _("需要说明的使用")


def reason(finding: Finding, actor: Actor) -> str:
    """As this person may know it, in the reader's language."""
    if not queries.sees_the_reason(actor, finding):
        return _("{hour} 起对该资源的使用需要说明：请写明办理什么事项、哪些办件。").format(hour=_hour(finding))
    said = {
        "hour": _hour(finding),
        "measured": finding.measured,
        "usual": _number(finding.usual),
        "subjects": finding.subjects,
        "since": f"{timezone.localtime(finding.since):%Y-%m-%d}" if finding.since else "—",
    }
    return _REASONS[FindingKind(finding.kind)]().format(**said)


def _hour(finding: Finding) -> str:
    return f"{timezone.localtime(finding.hour):%Y-%m-%d %H:%M}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


_REASONS: Final[dict[FindingKind, Callable[[], str]]] = {
    FindingKind.VOLUME: lambda: _(
        "{hour} 起一小时内使用 {measured} 人次；同一时段通常 {usual} 人次（近四周平均，自 {since} 起使用）。"
    ),
    FindingKind.HOURS: lambda: _(
        "{hour} 起一小时内使用 {measured} 人次；近四周在这一时段及前后一小时从未使用（自 {since} 起使用）。"
    ),
    FindingKind.ABSENT: lambda: _(
        "{hour} 起一小时内使用 {subjects} 人次，其中 {measured}% 查无记录或比对不符；通常 {usual}%（近四周，自 {since} 起使用）。"
    ),
    FindingKind.CONSECUTIVE: lambda: _(
        "{hour} 起一小时内有 {measured} 个对象的编号前后相连；通常不超过 {usual} 个（近四周，自 {since} 起使用）。"
    ),
    FindingKind.REPEATED: lambda: _(
        "到 {hour} 起的一小时为止，当天查看同一对象 {measured} 次；通常不超过 {usual} 次（近四周，自 {since} 起使用）。"
    ),
    FindingKind.CASE: lambda: _(
        "{hour} 起一小时内，一个办件下有 {measured} 个不同对象；通常不超过 {usual} 个（近四周，自 {since} 起使用）。"
    ),
    FindingKind.CASELESS: lambda: _(
        "{hour} 起一小时内使用 {subjects} 人次，其中 {measured}% 未写办件；通常 {usual}%（近四周，自 {since} 起使用）。"
    ),
    FindingKind.SILENCE: lambda: _(
        "{hour} 起一小时内使用 {subjects} 人次；此前已有 {measured} 天未使用（自 {since} 起使用）。"
    ),
    FindingKind.CANARY: lambda: _(
        "{hour} 起有 {measured} 次调用问到监测对象。设置时认为没有办件会用到它，请核对当次所写的办件。"
    ),
}
