"""What can go wrong with findings, canaries and thresholds; each says what to do."""

from yishu.core.errors import Problem


class FindingNotFound(Problem):
    """There is no finding {number}, or it is not yours to see."""

    code = "misuse_finding_not_found"
    status = 404
    zh = "没有异常使用 {number}，或您无权查看。"


class FindingSettled(Problem):
    """The finding {number} is settled already."""

    code = "finding_settled"
    status = 409
    zh = "异常使用 {number} 已有结论。"


class NotYoursToExplain(Problem):
    """The using agency explains: its risk officer, data officer, handler or administrator."""

    code = "not_yours_to_explain"
    status = 403
    zh = "由使用单位的风险责任人、数据专员、经办人或单位管理员说明。"


class NotYoursToRemind(Problem):
    """Whoever judges this finding, and inspectors, remind the agency of its explanation; nobody their own agency."""

    code = "not_yours_to_remind"
    status = 403
    zh = "由有权认定的人和监督检查员催办；不能催办本单位的。"


class ReminderPointless(Problem):
    """The agency has explained already, or was reminded today: remind it tomorrow."""

    code = "reminder_pointless"
    status = 409
    zh = "使用单位已作说明，或者今天已催办过：请明天再催办。"


class NotYoursToJudge(Problem):
    """The risk officer of the provider or of the platform's office judges, or the security administrator; never the using agency itself."""

    code = "not_yours_to_judge"
    status = 403
    zh = "由提供单位或平台主管部门的风险责任人、安全管理员认定；使用单位不能认定自己的使用。"


class NotYoursToWatch(Problem):
    """Canaries are the provider's data officer's and the risk officers' alone."""

    code = "not_yours_to_watch"
    status = 403
    zh = "监测对象只由提供单位的数据专员和风险责任人设置、查看。"


class CanaryNotFound(Problem):
    """There is no such canary, or it is not yours to see."""

    code = "canary_not_found"
    status = 404
    zh = "没有此监测对象，或您无权查看。"


class CanaryKnown(Problem):
    """This subject is a canary of the resource already."""

    code = "canary_known"
    status = 409
    zh = "该对象已是此资源的监测对象。"


class NothingToDraw(Problem):
    """A key of this kind cannot be invented: name the subject yourself."""

    code = "nothing_to_draw"
    status = 422
    zh = "这类主键无法代为编造：请自行填写监测对象。"


class NotPlanted(Problem):
    """The invented record was sent back by the checks of the resource: declare the subject without planting it, or publish its record yourself. Nothing was planted."""

    code = "canary_not_planted"
    status = 422
    zh = "编造的记录未通过该资源的数据核对：请只设置不植入，或自行发布该记录。没有植入任何内容。"


class ThresholdNotFound(Problem):
    """There is no threshold {code}."""

    code = "threshold_not_found"
    status = 404
    zh = "没有规则 {code}。"
