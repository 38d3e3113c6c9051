"""The audit vocabulary in words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from yishu.audit.record import Action, Outcome

# With a context of their own: buttons elsewhere have the same Chinese words.
ACTIONS: Final[dict[str, str | Promise]] = {
    Action.DATA_VERIFIED: pgettext_lazy("act", "比对验证"),
    Action.DATA_QUERIED: pgettext_lazy("act", "查询引用"),
    Action.DATA_COPIED: pgettext_lazy("act", "批量复制"),
    Action.BATCH_PUBLISHED: pgettext_lazy("act", "发布数据"),
    Action.QUARANTINE_READ: pgettext_lazy("act", "查看问题数据"),
    Action.ENTRY_DRAFTED: pgettext_lazy("act", "编制目录"),
    Action.ENTRY_SUBMITTED: pgettext_lazy("act", "提交目录"),
    Action.ENTRY_SIGNED_OFF: pgettext_lazy("act", "保密审查通过"),
    Action.ENTRY_PUBLISHED: pgettext_lazy("act", "发布目录"),
    Action.ENTRY_RETURNED: pgettext_lazy("act", "退回目录"),
    Action.ENTRY_SUSPENDED: pgettext_lazy("act", "暂停共享"),
    Action.ENTRY_RESUMED: pgettext_lazy("act", "恢复共享"),
    Action.REQUEST_REFUSED: pgettext_lazy("act", "请求被拒绝"),
    Action.ENTRY_WITHDRAWN: pgettext_lazy("act", "撤销目录"),
    Action.CATALOGUE_IMPORTED: pgettext_lazy("act", "导入目录"),
    Action.APPLICATION_SUBMITTED: pgettext_lazy("act", "提交申请"),
    Action.APPLICATION_DECIDED: pgettext_lazy("act", "审核申请"),
    Action.GRANT_OPENED: pgettext_lazy("act", "开通授权"),
    Action.GRANT_WITHDRAWN: pgettext_lazy("act", "收回授权"),
    Action.SESSION_OPENED: pgettext_lazy("act", "登录"),
    Action.SESSION_CLOSED: pgettext_lazy("act", "退出登录"),
    Action.AGENCY_REGISTERED: pgettext_lazy("act", "登记单位"),
    Action.PERSON_REGISTERED: pgettext_lazy("act", "登记人员"),
    Action.PERSON_CHANGED: pgettext_lazy("act", "变更人员"),
    Action.SYSTEM_REGISTERED: pgettext_lazy("act", "登记应用系统"),
    Action.KEY_ISSUED: pgettext_lazy("act", "签发密钥"),
    Action.KEY_REVOKED: pgettext_lazy("act", "吊销密钥"),
    Action.DEMAND_FILED: pgettext_lazy("act", "提出共享需求"),
    Action.DEMAND_ACCEPTED: pgettext_lazy("act", "受理共享需求"),
    Action.DEMAND_LINKED: pgettext_lazy("act", "为需求指定资源"),
    Action.DEMAND_PASSED_ON: pgettext_lazy("act", "转送共享需求"),
    Action.DEMAND_REFUSED: pgettext_lazy("act", "不予提供"),
    Action.HOLDING_LINKED: pgettext_lazy("act", "关联事项与资源"),
    Action.HOLDING_UNLINKED: pgettext_lazy("act", "解除事项与资源的关联"),
    Action.HOLDING_EXEMPTED: pgettext_lazy("act", "说明不编目的依据"),
    Action.COORDINATION_RAISED: pgettext_lazy("act", "提请协调"),
    Action.COORDINATION_STATED: pgettext_lazy("act", "陈述意见"),
    Action.COORDINATION_OPINED: pgettext_lazy("act", "出具协调意见"),
    Action.COORDINATION_EXECUTED: pgettext_lazy("act", "执行协调意见"),
    Action.COORDINATION_ESCALATED: pgettext_lazy("act", "报请本级政府"),
    Action.COORDINATION_DECIDED: pgettext_lazy("act", "登记政府决定"),
    Action.ONWARD_REQUESTED: pgettext_lazy("act", "请求对外使用"),
    Action.ONWARD_DISCLOSED: pgettext_lazy("act", "告知依法公开"),
    Action.ONWARD_ANSWERED: pgettext_lazy("act", "答复对外使用"),
    Action.ONWARD_ACKNOWLEDGED: pgettext_lazy("act", "确认知悉公开"),
}
OUTCOMES: Final[dict[str, str | Promise]] = {
    Outcome.ALLOWED: pgettext_lazy("outcome", "允许"),
    Outcome.DENIED: pgettext_lazy("outcome", "拒绝"),
}


def action_word(action: str) -> str:
    """An action in words; one that is not in the vocabulary as it is."""
    return str(ACTIONS.get(action, action))


_DETAILS: Final[dict[str, str | Promise]] = {
    "shown": pgettext_lazy("detail", "显示方式"),
    "why": pgettext_lazy("detail", "理由"),
    "duty": pgettext_lazy("detail", "履职事项"),
    "resources": pgettext_lazy("detail", "信息资源"),
    "roles": pgettext_lazy("detail", "职责"),
    "scopes": pgettext_lazy("detail", "密钥用途"),
    "prefix": pgettext_lazy("detail", "密钥开头"),
    "active": pgettext_lazy("detail", "可登录"),
    "how": pgettext_lazy("detail", "发布方式"),
    "format": pgettext_lazy("detail", "格式"),
    "since": pgettext_lazy("detail", "自版本"),
    "body": pgettext_lazy("detail", "文件摘要"),
    "digest": pgettext_lazy("detail", "内容摘要"),
    "accepted": pgettext_lazy("detail", "入库"),
    "quarantined": pgettext_lazy("detail", "问题数据"),
    "created": pgettext_lazy("detail", "新增"),
    "at": pgettext_lazy("detail", "时间"),
    "to": pgettext_lazy("detail", "送往"),
    "application": pgettext_lazy("detail", "申请编号"),
    "opinion": pgettext_lazy("detail", "协调意见编号"),
    "decision": pgettext_lazy("detail", "政府决定文号"),
}
VALUES: Final[dict[str, str | Promise]] = {
    "masked": pgettext_lazy("detail", "遮蔽显示"),
    "whole": pgettext_lazy("detail", "完整显示"),
}
"""Values of details that are words of the platform."""


def detail_word(name: str) -> str:
    """The name of a detail in words; an unknown one as it is."""
    return str(_DETAILS.get(name, name))
