"""The thresholds in force: platform rules, and what this node says instead (38.1)."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yishu.operations.misuse.models import FindingKind, Follows, Rule
from yishu.operations.misuse.rules import Threshold

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Common:
    """A platform rule: its two numbers with what they count, nothing where they never vary; `follows` is None where nothing can follow."""

    label: Text
    amount: int
    amount_says: Text
    ratio: int
    ratio_says: Text
    follows: str | None = Follows.NOTHING


HISTORY: Final = "history"
THROTTLE: Final = "throttle"
_SUBJECTS: Final = _("一小时内至少多少人次")
_TIMES: Final = _("超过通常的多少倍")

COMMON: Final[dict[str, Common]] = {
    HISTORY: Common(_("至少要有的历史"), 14, _("使用满多少天"), 5, _("近四周有使用的天数"), None),
    FindingKind.VOLUME: Common(FindingKind.VOLUME.label, 200, _SUBJECTS, 5, _TIMES),
    FindingKind.HOURS: Common(FindingKind.HOURS.label, 30, _SUBJECTS, 10, _("人员非工作时间至少多少人次")),
    FindingKind.ABSENT: Common(
        FindingKind.ABSENT.label, 100, _("一小时内查无或不符至少多少人次"), 80, _("所占百分比"), Follows.THROTTLE
    ),
    FindingKind.CONSECUTIVE: Common(
        FindingKind.CONSECUTIVE.label, 50, _("连续多少个对象"), 3, _TIMES, Follows.THROTTLE
    ),
    FindingKind.REPEATED: Common(FindingKind.REPEATED.label, 20, _("同一对象一天内至少多少次"), 3, _TIMES),
    FindingKind.CASE: Common(FindingKind.CASE.label, 20, _("一个办件下至少多少个对象"), 3, _TIMES),
    FindingKind.CASELESS: Common(
        FindingKind.CASELESS.label, 50, _("一小时内未写办件至少多少人次"), 50, _("所占百分比")
    ),
    FindingKind.SILENCE: Common(FindingKind.SILENCE.label, 20, _SUBJECTS, 60, _("此前多少天未使用")),
    FindingKind.CANARY: Common(FindingKind.CANARY.label, 1, "", 1, "", Follows.THROTTLE),
    THROTTLE: Common(_("自动限量"), 100, _("每天多少人次"), 3, _("持续多少天"), None),
}
"""`history` and `throttle` are about all kinds: what there must be to compare with, and how much a throttled use may still ask about (one subject a second)."""


@dataclass(frozen=True, slots=True)
class Effective:
    """One threshold as it holds now; `local` where this node's own rule says so."""

    code: str
    common: Common
    amount: int
    ratio: int
    follows: str | None
    local: Rule | None


def list_thresholds() -> list[Effective]:
    local = {rule.code: rule for rule in Rule.objects.all()}
    return [_in_force(code, common, local.get(code)) for code, common in COMMON.items()]


def get_threshold(code: str) -> Effective:
    """Raises KeyError."""
    return _in_force(code, COMMON[code], Rule.objects.filter(pk=code).first())


def _in_force(code: str, common: Common, local: Rule | None) -> Effective:
    said = local or common
    return Effective(str(code), common, said.amount, said.ratio, common.follows and said.follows, local)


def for_rules(in_force: list[Effective]) -> dict[str, Threshold]:
    """As the pure rules take them."""
    return {one.code: Threshold(one.amount, one.ratio) for one in in_force}
