from yishu.core.errors import Problem


class QuestionNotFound(Problem):
    """The line has no question {n}, or it is not yours to see."""

    code = "question_not_found"
    status = 404
    zh = "该申请没有第 {n} 个询问，或您无权查看。"


class QuestionAlreadyAnswered(Problem):
    """This question was answered already; the provider may ask another."""

    code = "question_already_answered"
    status = 409
    zh = "该询问已答复；如有需要，提供单位可再次询问。"


class ClockNotStoppable(Problem):
    """The clock runs on (Article 26): it stops for one question of an application only, while there is time left, and only where a local rule allows it. Ask without stopping it."""

    code = "clock_not_stoppable"
    status = 409
    zh = "审核期限照常计算（第二十六条）：只有本地规则允许、期限未过，且每份申请仅一次，才可为补正停止计时。请不停计时地询问。"


class NotTheApplicant(Problem):
    """Only the agency that applied answers."""

    code = "not_the_applicant"
    status = 403
    zh = "只有申请单位可以答复。"
