"""What can go wrong with joint matters and cases."""

from yishu.core.errors import Problem


class MatterNotFound(Problem):
    """There is no such joint matter."""

    code = "matter_not_found"
    status = 404
    zh = "没有这个联办事项。"


class CaseNotFound(Problem):
    """There is no joint case {number} that your agency handles."""

    code = "case_not_found"
    status = 404
    zh = "没有本单位参与办理的联办件 {number}。"


class NotTheFirstAgency(Problem):
    """A case is opened by the agency of the matter's first step: {agency}."""

    code = "not_the_first_agency"
    status = 403
    zh = "联办件由首个步骤的单位受理：{agency}。"


class NotYourStep(Problem):
    """The case is with {agency} now; its handlers act."""

    code = "not_your_step"
    status = 409
    zh = "联办件现由{agency}办理，须由其经办人操作。"


class CaseClosed(Problem):
    """Case {number} is closed; nothing more is drawn or decided in it."""

    code = "case_closed"
    status = 409
    zh = "联办件 {number} 已办结或退回，不再调取信息或办理。"


class NeedNotFound(Problem):
    """The current step needs nothing of that kind."""

    code = "need_not_found"
    status = 404
    zh = "当前步骤没有这项信息需求。"


class ReturnReasonRequired(Problem):
    """Say why the case goes back."""

    code = "return_reason_required"
    status = 422
    zh = "请写明退回原因。"
