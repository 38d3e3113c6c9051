"""What can go wrong with naming who answers for something; each says what to do."""

from yishu.core.errors import Problem


class ResponsibleChanged(Problem):
    """Somebody else has named another person for this since you looked: look again who answers for it now."""

    code = "responsible_changed"
    status = 409
    zh = "您查看之后，这一责任人已被他人变更：请重新核对现任责任人。"


class ResponsibleAlready(Problem):
    """{name} answers for this already, with this deputy: there is nothing to change."""

    code = "responsible_already"
    status = 409
    zh = "责任人和副责任人已经是这样指定的（{name}），没有需要变更的内容。"


class NotCoordinating(Problem):
    """Only the coordinating agency answers for coordination: choose another kind of duty."""

    code = "not_coordinating"
    status = 422
    zh = "平台主管事项只由平台主管部门负责，请选择其他类别。"


class HandoverNotFound(Problem):
    """There is no handover {number} that is yours to see."""

    code = "handover_not_found"
    status = 404
    zh = "没有您可以查看的交接记录 {number}。"
