from yishu.core.errors import Problem


class AttachmentNotFound(Problem):
    """The application has no attachment {n}, or it is not yours to see."""

    code = "attachment_not_found"
    status = 404
    zh = "该申请没有第 {n} 个附件，或您无权查看。"


class AttachmentDamaged(Problem):
    """The file of attachment {n} is not what was attached; the operator finds out why."""

    code = "attachment_damaged"
    status = 500
    zh = "第 {n} 个附件的文件与当时上传的不一致，请运维人员核查。"


class TooManyAttachments(Problem):
    """An agency attaches {most} files to one application at most."""

    code = "too_many_attachments"
    status = 409
    zh = "每个单位对一份申请最多附 {most} 个文件。"


class ApplicationSettled(Problem):
    """Nothing of this application waits any more; attach files to a new one."""

    code = "application_settled"
    status = 409
    zh = "该申请已全部办结，不能再附文件，请另行申请。"
