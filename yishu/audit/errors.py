from yishu.core.errors import Problem


class RecordNotFound(Problem):
    """There is no such record, or it is not yours to see."""

    code = "record_not_found"
    status = 404
    zh = "没有这条留痕，或您无权查看。"


class RecordArchiveUnreachable(Problem):
    """The archive of the evidence does not answer. Records of the months that are still in the database can be read as before; try again later."""

    code = "record_archive_unreachable"
    status = 503
    zh = "留痕归档的存储暂不可用，仍在数据库中的月份照常可查。请稍后再试。"


class NothingPersonal(Problem):
    """There is nothing personal in this record that could be erased: nothing was recorded, it was erased already, or the record is older than the form that keeps it apart."""

    code = "nothing_personal"
    status = 409
    zh = "此条留痕没有可抹除的个人信息部分：原本没有、已经抹除，或者是早于此种格式的留痕。"


class EvidenceBusy(Problem):
    """A month of the evidence is being written into the archive, or a file there is not whole. Try again in a while; `yishu audit verify` says what does not hold."""

    code = "evidence_busy"
    status = 503
    zh = "正在归档一个月的留痕，或者归档文件不完整。请稍后再试；哪里不成立，请运行 yishu audit verify 查看。"


class ArchiveRewritten(EvidenceBusy):
    """A file of the archive was written anew while it was read. Try again in a moment."""

    code = "archive_rewritten"
    zh = "读取时归档文件刚被改写。请稍后再试。"


class NotInLogYet(Problem):
    """This record is not in the log yet: it is within a second as a rule. Try again in a moment."""

    code = "not_in_log_yet"
    status = 409
    zh = "此条留痕还没有进入日志，通常一秒之内就会进入。请稍后再试。"
