from yishu.core.errors import Problem


class RecordNotFound(Problem):
    """There is no such record, or it is not yours to see."""

    code = "record_not_found"
    status = 404
    zh = "没有这条留痕，或您无权查看。"
