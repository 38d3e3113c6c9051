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
