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
    Action.ENTRY_REVIEWED: pgettext_lazy("act", "单位审核通过"),
    Action.RULE_CHANGED: pgettext_lazy("act", "变更本地规则"),
    Action.RESOURCE_MOUNTED: pgettext_lazy("act", "挂接接口"),
    Action.RESOURCE_UNMOUNTED: pgettext_lazy("act", "解除挂接"),
    Action.MATTER_REGISTERED: pgettext_lazy("act", "登记联办事项"),
    Action.CASE_OPENED: pgettext_lazy("act", "受理联办件"),
    Action.CASE_ITEMS_DRAWN: pgettext_lazy("act", "联办件调取信息"),
    Action.CASE_DOCUMENT_USED: pgettext_lazy("act", "以电子文书代替纸质"),
    Action.CASE_STEP_DONE: pgettext_lazy("act", "办结联办步骤"),
    Action.CASE_STEP_RETURNED: pgettext_lazy("act", "退回联办步骤"),
    Action.BACKUP_MADE: pgettext_lazy("act", "完成备份"),
    Action.DRILL_PLANNED: pgettext_lazy("act", "计划演练"),
    Action.DRILL_HELD: pgettext_lazy("act", "登记演练结果"),
    Action.RISK_ASSESSED: pgettext_lazy("act", "风险评估"),
    Action.INCIDENT_REPORTED: pgettext_lazy("act", "报告安全事件"),
    Action.INCIDENT_CLASSIFIED: pgettext_lazy("act", "安全事件定级"),
    Action.INCIDENT_SENT: pgettext_lazy("act", "报送主管部门"),
    Action.INCIDENT_ACKNOWLEDGED: pgettext_lazy("act", "登记主管部门签收"),
    Action.INCIDENT_TASKED: pgettext_lazy("act", "布置处置任务"),
    Action.INCIDENT_TASK_DONE: pgettext_lazy("act", "完成处置任务"),
    Action.INCIDENT_ACCOUNTED: pgettext_lazy("act", "登记责任追究"),
    Action.INCIDENT_CLOSED: pgettext_lazy("act", "办结安全事件"),
    Action.PROCEDURE_RECORDED: pgettext_lazy("act", "登记制度文件"),
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
    Action.COMPARISON_PREPARED: pgettext_lazy("act", "上传比对数据"),
    Action.COMPARISON_MADE: pgettext_lazy("act", "比对数据库"),
    Action.COMPARISON_READ: pgettext_lazy("act", "查看比对明细"),
    Action.COMPARISON_REMOVED: pgettext_lazy("act", "清除比对明细"),
    Action.DISCREPANCY_FOUND: pgettext_lazy("act", "登记疑义数据"),
    Action.DISCREPANCY_OWN_CORRECTED: pgettext_lazy("act", "更正本方数据"),
    Action.DISCREPANCY_FED_BACK: pgettext_lazy("act", "反馈疑义数据"),
    Action.DISCREPANCY_ANSWERED: pgettext_lazy("act", "答复疑义数据"),
    Action.DISCREPANCY_CORRECTED: pgettext_lazy("act", "更正疑义数据"),
    Action.DISCREPANCY_ESCALATED: pgettext_lazy("act", "疑义提请协调"),
    Action.DISCREPANCY_SETTLED: pgettext_lazy("act", "疑义协调意见"),
    Action.DISCREPANCY_READ: pgettext_lazy("act", "查看疑义数据"),
    Action.NIL_REPORTED: pgettext_lazy("act", "零更新确认"),
    Action.FILING_MADE: pgettext_lazy("act", "更新备案"),
    Action.FILING_OBJECTED: pgettext_lazy("act", "备案异议"),
    Action.FILING_ENDED: pgettext_lazy("act", "终止备案"),
    Action.LICENCE_KIND_DEFINED: pgettext_lazy("act", "设立证照种类"),
    Action.DOCUMENT_DRAFTED: pgettext_lazy("act", "拟制文书证照"),
    Action.DOCUMENT_DISCARDED: pgettext_lazy("act", "作废证照草稿"),
    Action.DOCUMENT_ISSUED: pgettext_lazy("act", "签发文书证照"),
    Action.DOCUMENT_SUPERSEDED: pgettext_lazy("act", "换发文书证照"),
    Action.DOCUMENT_REVOKED: pgettext_lazy("act", "撤销文书证照"),
    Action.DOCUMENT_OPENED: pgettext_lazy("act", "查看本单位证照"),
    Action.DOCUMENT_FETCHED: pgettext_lazy("act", "取用文书证照"),
    Action.DOCUMENTS_ARCHIVED: pgettext_lazy("act", "归档文书证照"),
    Action.PAPER_COPY_RECORDED: pgettext_lazy("act", "登记纸质件位置"),
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
    "days": pgettext_lazy("detail", "工作日"),
    "basis": pgettext_lazy("detail", "依据"),
    "origin": pgettext_lazy("detail", "接口地址"),
    "until": pgettext_lazy("detail", "期限"),
    "document": pgettext_lazy("detail", "文书编号"),
    "receipt": pgettext_lazy("detail", "回执编号"),
    "source": pgettext_lazy("detail", "记录来源"),
    "supersedes": pgettext_lazy("detail", "换发原件"),
    "by": pgettext_lazy("detail", "换发为"),
    "documents": pgettext_lazy("detail", "件数"),
    "location": pgettext_lazy("detail", "存放位置"),
}
VALUES: Final[dict[str, str | Promise]] = {
    "masked": pgettext_lazy("detail", "遮蔽显示"),
    "whole": pgettext_lazy("detail", "完整显示"),
}
"""Values of details that are words of the platform."""


def detail_word(name: str) -> str:
    """The name of a detail in words; an unknown one as it is."""
    return str(_DETAILS.get(name, name))
