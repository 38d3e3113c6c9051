from yishu.core.errors import Problem


class CheckNotFound(Problem):
    """There is no formal check of {number}, or it is not yours to see."""

    code = "formal_check_not_found"
    status = 404
    zh = "申请 {number} 没有形式审查，或您无权查看。"


class CheckEnded(Problem):
    """This check is over: {state_en}."""

    code = "formal_check_ended"
    status = 409
    zh = "该形式审查已办结：{state}。"


class NothingReturned(Problem):
    """Nothing of this application was sent back: there is nothing to complete."""

    code = "nothing_returned"
    status = 409
    zh = "该申请没有退回的内容，无须补正。"
