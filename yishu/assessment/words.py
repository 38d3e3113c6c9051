"""Words of the assessment: the sentences of suggestions, the acts of its course, and what stands in the rows behind a figure."""

from typing import Any, Final

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

Text = str | Promise

SUGGESTIONS: Final[dict[str, Text]] = {
    "entries": _("已发布目录 {part} 条，目标 {whole} 条：对照履职事项补充编目，最多可提高 {gain} 分。"),
    "records": _("已托管记录 {part} 条，目标 {whole} 条：发布更多数据，最多可提高 {gain} 分。"),
    "mounted": _("应挂接的 {whole} 条目录中有 {missing} 条没有数据：完成挂接，最多可提高 {gain} 分。"),
    "timeliness": _("应更新 {whole} 次，其中 {missing} 次超期或未更新：按更新频度发布，最多可提高 {gain} 分。"),
    "calls": _("被其他单位调用 {part} 次，目标 {whole} 次：了解使用单位的需要、改进数据质量，最多可提高 {gain} 分。"),
    "consumers": _("使用单位 {part} 个，目标 {whole} 个：推介可用于其他单位履职的资源，最多可提高 {gain} 分。"),
    "cases": _("服务办件 {part} 件，目标 {whole} 件：推动在办件中以共享代替提交材料，最多可提高 {gain} 分。"),
    "applications": _("应答复共享申请 {whole} 项，其中 {missing} 项超期：在时限内审核，最多可提高 {gain} 分。"),
    "demands": _("应答复共享需求 {whole} 项，其中 {missing} 项超期：按时答复，最多可提高 {gain} 分。"),
    "discrepancies": _("应答复疑义数据 {whole} 项，其中 {missing} 项超期：按时校核并答复，最多可提高 {gain} 分。"),
}
NOTHING_TO_RAISE: Final = _("各项已测指标均达满分，请保持。")
UNMEASURED: Final[dict[str, Text]] = {
    "timeliness": _("本周期没有应更新的数据"),
    "mounted": _("没有应挂接的已发布目录"),
    "calls": _("没有已发布目录，无从使用"),
    "consumers": _("没有已发布目录，无从使用"),
    "cases": _("没有已发布目录，无从使用"),
    "applications": _("本周期没有到期的共享申请"),
    "demands": _("本周期没有到期的共享需求"),
    "discrepancies": _("本周期没有到期的疑义数据反馈"),
}
ACTS: Final[dict[str, Text]] = {
    "computed": pgettext_lazy("assessed", "计算"),
    "provisional": pgettext_lazy("assessed", "公布初步结果"),
    "corrected": pgettext_lazy("assessed", "异议成立，更正"),
    "signed": pgettext_lazy("assessed", "平台主管定稿"),
    "sent_back": pgettext_lazy("assessed", "监督检查机关退回"),
    "cosigned": pgettext_lazy("assessed", "监督检查机关会签"),
    "published": pgettext_lazy("assessed", "公布"),
}
COLUMNS: Final[dict[str, dict[str, Text]]] = {
    "entries": {"ref": _("资源代码"), "name": _("资源名称"), "day": _("发布日期")},
    "records": {"ref": _("资源代码"), "name": _("资源名称"), "number": _("记录数")},
    "mounted": {
        "ref": _("资源代码"),
        "name": _("资源名称"),
        "due": _("目录发布"),
        "day": _("首次挂接"),
        "counted": _("已挂接"),
    },
    "timeliness": {
        "ref": _("资源代码"),
        "name": _("资源名称"),
        "due": _("期限"),
        "number": _("次数"),
        "counted": _("按时"),
    },
    "calls": {"ref": _("资源代码"), "name": _("资源名称"), "other": _("使用单位"), "number": _("调用次数")},
    "consumers": {"ref": _("单位代码"), "other": _("使用单位"), "number": _("调用次数")},
    "cases": {"ref": _("单位代码"), "other": _("使用单位"), "number": _("服务办件")},
    "applications": {
        "ref": _("申请编号"),
        "name": _("资源名称"),
        "other": _("申请单位"),
        "due": _("期限"),
        "day": _("答复"),
        "counted": _("按时"),
    },
    "demands": {"ref": _("编号"), "name": _("内容"), "due": _("期限"), "day": _("答复"), "counted": _("按时")},
    "discrepancies": {
        "ref": _("编号"),
        "name": _("资源名称"),
        "other": _("反馈单位"),
        "due": _("期限"),
        "day": _("答复"),
        "counted": _("按时"),
    },
}
"""The columns of the rows behind each figure: the attribute of a FigureRow, and its head."""


def state_words(thing: Model) -> dict[str, Any]:
    """The state of a row in both languages, as problems name it: {state} and {state_en}."""
    display = thing.get_state_display  # type: ignore[attr-defined]
    with override("zh-hans"):
        zh = str(display())
    with override("en"):
        return {"state": zh, "state_en": str(display())}


def both(text: Text, **numbers: object) -> tuple[str, str]:
    """A sentence in Chinese and in English, for what is kept in both."""
    with override("zh-hans"):
        zh = str(text).format(**numbers)
    with override("en"):
        return zh, str(text).format(**numbers)
