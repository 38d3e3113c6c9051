"""What the invented subjects are for, in words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OUTCOMES: Final[dict[str, str | Promise]] = {
    "record": _("有记录：与记录相同为一致，其他值为不一致"),
    "empty": _("有记录，非必填的信息项为空"),
    "not_found": _("查无记录"),
    "ambiguous_subject": _("按替代主键问，不止一条有此值"),
    "no_grant": _("没有授权"),
    "grant_expired": _("授权已过期"),
    "grant_not_yet_valid": _("授权尚未生效"),
    "mode_not_granted": _("授权不含此共享模式"),
    "purpose_not_granted": _("授权不用于此履职事项"),
    "case_required": _("授权要求写明办件：不写被拒绝，写明即答复"),
    "item_not_granted": _("授权不含所问的信息项"),
    "network_not_granted": _("来源不在授权的网段内"),
    "use_suspended": _("因使用异常被暂停"),
    "total_used_up": _("授权的总人次已用完"),
    "day_used_up": _("授权的当日人次已用完"),
    "rate_exceeded": _("超过每秒人次，稍后可重试"),
    "too_many_misses": _("查无或不符的对象过多"),
    "too_many_wrong_claims": _("比对验证时，不符的值过多"),
    "unavailable": _("平台暂时不能答复，稍后可重试"),
    "backend_unavailable": _("提供单位接口无法连接"),
    "backend_timeout": _("提供单位接口超时"),
    "backend_failed": _("提供单位接口答复有误"),
}
