"""What can go wrong when a record sent back is brought to its end."""

from yishu.core.errors import Problem


class SentBackNotFound(Problem):
    """There is no record {record} sent back to your agency."""

    code = "sent_back_not_found"
    status = 404
    zh = "没有退回本单位的记录 {record}。"


class SentBackEnded(Problem):
    """This record has been settled meanwhile: look at how it ended before doing anything about it."""

    code = "sent_back_ended"
    status = 409
    zh = "这条记录已由他人处理完毕：请先查看处理结果。"


class StillWrong(Problem):
    """The record still breaks a rule, so nothing was published; see errors."""

    code = "still_wrong"
    status = 422
    zh = "改正后仍不合规则，未发布，见 errors。"


class NotPutAside(Problem):
    """Only a record that was put aside can be taken up again."""

    code = "not_put_aside"
    status = 409
    zh = "只有“不再处理”的记录可以恢复整改。"


class NotOverridable(Problem):
    """Only a key whose check digit does not fit can be let through, where the authority issued it so: correct the record instead."""

    code = "not_overridable"
    status = 422
    zh = "只有校验码不符而确系发证机关如此签发的主键可以申请例外：其他问题请改正记录。"


class OverrideAsked(Problem):
    """An override of this key and rule is waiting or in force already."""

    code = "override_asked"
    status = 409
    zh = "该主键的例外已在申请中或已生效。"


class OverrideNotFound(Problem):
    """There is no override {number} of your agency."""

    code = "override_not_found"
    status = 404
    zh = "本单位没有例外 {number}。"


class OverrideNotWaiting(Problem):
    """This override is not waiting for a decision any more."""

    code = "override_not_waiting"
    status = 409
    zh = "该例外已不在待同意状态。"


class OverrideEnded(Problem):
    """This override is not in force any more."""

    code = "override_ended"
    status = 409
    zh = "该例外已不再有效。"
