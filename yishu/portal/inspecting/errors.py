"""What excerpts refuse; each says what to do."""

from yishu.core.errors import Problem


class ExcerptNotFound(Problem):
    """There is no such excerpt of the evidence."""

    code = "excerpt_not_found"
    status = 404
    zh = "没有这份留痕导出文件。"


class ExcerptNotReady(Problem):
    """The file is still being written: wait until its state says that it can be downloaded."""

    code = "excerpt_not_ready"
    status = 409
    zh = "文件还在生成：请等状态变为“可以下载”。"


class ExcerptOver(Problem):
    """The file is not kept any more: ask for it anew, with the authority for it."""

    code = "excerpt_over"
    status = 410
    zh = "文件已过保存期限或已清除：请写明依据，重新申请。"


class TooManyExcerpts(Problem):
    """{most} excerpts are kept or being written already: remove one first."""

    code = "too_many_excerpts"
    status = 409
    zh = "已有 {most} 份导出文件在生成或保存中：请先清除不再需要的。"


class ExcerptTooLarge(Problem):
    """More than {most} records fit, more than an excerpt takes: narrow the search, or let the operator export the whole log (`yishu audit export`)."""

    code = "excerpt_too_large"
    status = 422
    zh = (
        "符合条件的留痕超过 {most} 条，一份导出文件放不下：请收窄条件，或由运维人员导出整份日志（yishu audit export）。"
    )


class ExcerptOfNothing(Problem):
    """No record fits what was asked: widen the search."""

    code = "excerpt_of_nothing"
    status = 422
    zh = "没有符合条件的留痕：请放宽条件。"


class ExcerptBroken(Problem):
    """The file could not be written, for a fault of this node: ask for it anew; if it fails again, tell its operator."""

    code = "excerpt_broken"
    status = 500
    zh = "因本节点故障未能生成文件：请重新申请；再次失败请联系运维人员。"
