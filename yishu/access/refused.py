"""Why something was refused, as it is told to an official who looks at the record: in the third person, with what was missing where the record and its grant know it. One table for the evidence, a case, a subject's uses and the statistics (30.1, 32.1)."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yishu.audit.record import Record
from yishu.catalogue.models import Resource
from yishu.core.errors import TITLES, Problem
from yishu.sharing.changes.models import EarlierTerms
from yishu.sharing.models import Grant
from yishu.sharing.rules import Terms
from yishu.shell.refusals import kinds_of
from yishu.shell.words import in_english

WHY: Final[dict[str, str | Promise]] = {
    "no_grant": gettext_lazy("使用单位没有这项资源的授权，或者调用的系统、人员不在授权之内。"),
    "grant_expired": gettext_lazy("授权已过有效期。"),
    "grant_not_yet_valid": gettext_lazy("授权尚未生效。"),
    "mode_not_granted": gettext_lazy("授权不含所用的共享模式。"),
    "purpose_not_granted": gettext_lazy("所报的履职事项不是授权的事项。"),
    "case_required": gettext_lazy("授权要求写明办件，调用没有写。"),
    "item_not_granted": gettext_lazy("所要的信息项有的不在授权之内。"),
    "item_retired": gettext_lazy("所要的信息项有的已从目录条目中去掉。"),
    "unknown_item": gettext_lazy("所要的信息项有的在资源中不存在。"),
    "resource_suspended": gettext_lazy("资源当时暂停共享。"),
    "resource_not_shared": gettext_lazy("资源的现行目录条目为非共享，原有授权不再提供数据。"),
    "resource_not_found": gettext_lazy("所要的信息资源不存在，或者调用者无权知道它。"),
    "resource_merged": gettext_lazy("所要的信息资源已合并到另一资源。"),
    "not_hosted": gettext_lazy("资源已编目，尚无托管数据。"),
    "malformed_subject": gettext_lazy("查询对象的号码不符合资源主键的写法。"),
    "ambiguous_subject": gettext_lazy("不止一条记录有所给的值，不能确定是哪一个对象。"),
    "too_many_subjects": gettext_lazy("一次查询的对象超过平台的上限。"),
    "subject_item_masked": gettext_lazy("用来查询的信息项是脱敏提供的，不能凭它查询。"),
    "network_not_granted": gettext_lazy("调用的来源不在授权的网段之内。"),
    "batch_too_large": gettext_lazy("一次查询的对象超过授权的每次上限。"),
    "copy_too_large": gettext_lazy("副本的记录数超过授权的上限。"),
    "row_item_gone": gettext_lazy("授权只开放部分记录，而资源已没有用来划定范围的信息项。"),
    "total_used_up": gettext_lazy("授权的总人次已用完，或不足这次调用。"),
    "day_used_up": gettext_lazy("授权的当日人次已用完，或不足这次调用。"),
    "rate_exceeded": gettext_lazy("超过授权的每秒人次。"),
    "calls_at_once_used_up": gettext_lazy("超过授权允许同时进行的调用数。"),
    "use_suspended": gettext_lazy("因使用异常，这项使用已被平台暂停。"),
    "use_throttled": gettext_lazy("因使用异常，这项使用被限量，已用完或不足这次调用。"),
    "too_many_misses": gettext_lazy("当日查无记录或比对不符的对象达到上限，为防止试猜而停止。"),
    "too_many_wrong_claims": gettext_lazy("当日对同一对象的同一信息项比对不符的次数达到上限，为防止试猜而停止。"),
    "document_not_granted": gettext_lazy("没有取用这种文书证照所须的授权。"),
    "backend_unavailable": gettext_lazy("提供单位的接口当时无法连接，或等待过多。"),
    "backend_timeout": gettext_lazy("提供单位的接口没有按时答复。"),
    "backend_failed": gettext_lazy("提供单位的接口答复有误。"),
    "unavailable": gettext_lazy("平台当时无法留痕，因此不提供数据。"),
    "busy": gettext_lazy("平台当时繁忙。"),
    "invalid": gettext_lazy("所填的内容不正确。"),
    "role_missing": gettext_lazy("操作人没有这项操作所须的职责。"),
    "scope_missing": gettext_lazy("所用的密钥没有开通这种用途。"),
    "wrong_key": gettext_lazy("密钥无效或已失效。"),
}
"""By code. What stands here names no field, and says nothing to whoever was refused."""

_MODES: Final = {"data:verified": "verify", "data:queried": "query", "data:copied": "bulk"}
_MODE_WORDS: Final[dict[str, str | Promise]] = {
    "verify": gettext_lazy("比对验证"),
    "query": gettext_lazy("查询引用"),
    "bulk": gettext_lazy("批量复制"),
}
_SPOKEN: Final = re.compile(r"[{}…您]|本单位|请(?!求)|[a-z]\.[a-z]|\berrors\b|\byour?\b|[a-z]_[a-z]", re.IGNORECASE)
"""What is said to the caller, or stands for a value that is not here."""


def why(code: str) -> str:
    """A refusal's code as a sentence; a code of which nothing fits is told by its kind. Nothing for none."""
    if not code:
        return ""
    if code in WHY:
        return str(WHY[code])
    problem = _problems().get(code)
    if problem is None:
        return code
    text = (problem.__doc__ or "").strip() if in_english() else problem.zh
    first = re.split(r"[：；。]|: |; |\. |\.$", text, maxsplit=1)[0]
    told = TITLES[problem.status][1 if in_english() else 0] if _SPOKEN.search(first) else first
    return f"{told}{_('。')}"


def whys_of(records: Sequence[Record]) -> dict[UUID, str]:
    """Why each that was refused was: with the items, the duty or the mode that its grant lacks. Four statements at most, none where nothing asks for them."""
    closely = [each for each in records if each.reason in _CLOSELY]
    terms = _terms(closely)
    names = _item_names(closely)
    return {each.id: _why(each, terms.get(each.grant_hash), names) for each in records if each.reason}


def _why(record: Record, terms: Terms | None, names: dict[tuple[str, str], str]) -> str:
    told = _CLOSELY[record.reason](record, terms, names) if record.reason in _CLOSELY else ""
    return told or why(record.reason)


def _items(record: Record, terms: Terms | None, names: dict[tuple[str, str], str]) -> str:
    if terms is None:
        return ""
    missing = [code for code in record.items if code not in terms.items]
    words = _("、").join(names.get((record.resource, code), code) for code in missing)
    return _("所要的信息项不在授权之内：{items}。").format(items=words) if missing else ""


def _duty(record: Record, terms: Terms | None, _names: dict[tuple[str, str], str]) -> str:
    if terms is None or not record.duty:
        return ""
    granted = _("、").join(terms.duties)
    return _("所报的履职事项“{duty}”不是授权的事项（授权的是：{granted}）。").format(duty=record.duty, granted=granted)


def _mode(record: Record, terms: Terms | None, _names: dict[tuple[str, str], str]) -> str:
    used = _MODE_WORDS.get(_MODES.get(record.action, ""))
    if terms is None or used is None:
        return ""
    granted = _("、").join(str(_MODE_WORDS[mode]) for mode in terms.modes)
    return _("授权不含“{mode}”（授权的是：{granted}）。").format(mode=used, granted=granted)


def _unknown(record: Record, _terms: Terms | None, _names: dict[tuple[str, str], str]) -> str:
    number = record.detail.get("unknown_items")
    if not isinstance(number, int):
        return ""
    return ngettext(
        "所要的信息项有 {n} 个在资源中不存在；其名称不入留痕。",
        "所要的信息项有 {n} 个在资源中不存在；其名称不入留痕。",
        number,
    ).format(n=number)


_CLOSELY: Final = {
    "item_not_granted": _items,
    "purpose_not_granted": _duty,
    "mode_not_granted": _mode,
    "unknown_item": _unknown,
}


def _terms(records: Sequence[Record]) -> dict[str, Terms]:
    """Those that the records were held against, by their hash, whatever holds now."""
    hashes = {each.grant_hash for each in records} - {""}
    if not hashes:
        return {}
    found = {grant.hash: grant.read_terms() for grant in Grant.objects.filter(hash__in=hashes)}
    if hashes - found.keys():
        found |= {past.hash: past.read_terms() for past in EarlierTerms.objects.filter(hash__in=hashes)}
    return found


def _item_names(records: Sequence[Record]) -> dict[tuple[str, str], str]:
    codes = {each.resource for each in records if each.reason == "item_not_granted"}
    if not codes:
        return {}
    found = Resource.objects.filter(code__in=codes, current__items__isnull=False)
    rows = found.values_list("code", "current__items__code", "current__items__name")
    return {(code, item): name for code, item, name in rows}


@cache
def _problems() -> dict[str, type[Problem]]:
    return {each.code: each for each in kinds_of(Problem)}
