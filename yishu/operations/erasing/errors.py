"""What can go wrong with an erasure; each says what to do."""

from yishu.core.errors import Problem


class ErasureAsked(Problem):
    """The erasure of this record waits already, under the number {number}: have it agreed or refused."""

    code = "erasure_asked"
    status = 409
    zh = "此条留痕的抹除已在等待，编号 {number}：请由另一位管理员同意或不同意。"


class ErasureNotFound(Problem):
    """No erasure has the number {number}: the page of erasures, or `yishu audit erase --list`, names those that wait."""

    code = "erasure_not_found"
    status = 404
    zh = "没有编号为 {number} 的抹除申请：“抹除个人信息”页面或 yishu audit erase --list 列出等待的申请。"


class ErasureOver(Problem):
    """This has been decided already: ask anew if it is still needed."""

    code = "erasure_over"
    status = 409
    zh = "此项抹除申请已经办结：仍有需要的，请重新申请。"
