"""What a change of terms took away or added, in words."""

from django.utils.translation import gettext as _

from yishu.catalogue.models import Entry
from yishu.catalogue.vocabulary import Mode
from yishu.core.calendar import shanghai_day
from yishu.sharing.bounds import LIMIT_WORDS
from yishu.sharing.rows import words_of
from yishu.sharing.rules import Limits, Terms


def differences(before: Terms, after: Terms, entry: Entry) -> list[str]:
    """One line for each kind of change; none where the callers alone are others."""
    names = {item.code: item.name for item in entry.items.all()}
    told = []
    if gone := [names.get(code, code) for code in before.items if code not in after.items]:
        told.append(_("不再授权信息项：{names}").format(names=_("、").join(gone)))
    if modes := [str(Mode(mode).label) for mode in before.modes if mode not in after.modes]:
        told.append(_("不再授权共享模式：{names}").format(names=_("、").join(modes)))
    if new := [names.get(code, code) for code in after.items if code not in before.items]:
        told.append(_("新增授权信息项：{names}").format(names=_("、").join(new)))
    if more := [str(Mode(mode).label) for mode in after.modes if mode not in before.modes]:
        told.append(_("新增授权共享模式：{names}").format(names=_("、").join(more)))
    if before.rows != after.rows:
        told.append(words_of(after.rows, entry) or _("记录范围：全部记录"))
    told += _limits(before.limits or Limits(), after.limits or Limits())
    if before.networks != after.networks:
        told.append(_("只限网段 {networks}").format(networks=_("、").join(after.networks)))
    if masked := [names.get(code, code) for code in after.masks if after.masks[code] != before.masks.get(code)]:
        told.append(_("脱敏：{names}").format(names=_("、").join(masked)))
    if before.valid_until != after.valid_until:
        day = shanghai_day(after.valid_until - after.valid_until.resolution)
        earlier, later = _("有效期提前至 {day}"), _("有效期延长至 {day}")
        told.append((earlier if after.valid_until < before.valid_until else later).format(day=day.isoformat()))
    return told


def _limits(before: Limits, after: Limits) -> list[str]:
    pairs = [(words, getattr(before, name), getattr(after, name)) for name, words in LIMIT_WORDS.items()]
    return [f"{words} ≤ {now}" for words, was, now in pairs if was != now]
