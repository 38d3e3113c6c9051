from yishu.core.errors import Problem


class ComparisonNotFound(Problem):
    """There is no comparison {number}, or it is not yours to see."""

    code = "comparison_not_found"
    status = 404
    zh = "没有编号为 {number} 的比对，或您无权查看。"


class ComparisonRemoved(Problem):
    """The rows of this comparison were removed after {day}; only its counts remain. Compare again."""

    code = "comparison_removed"
    status = 410
    zh = "该比对的明细已于 {day} 期满清除，只保留数量；请重新比对。"


class AlreadyCompared(Problem):
    """This comparison is done already; start another for other columns."""

    code = "already_compared"
    status = 409
    zh = "该比对已完成；要换列或换主键，请新建比对。"


class TableTooLarge(Problem):
    """A table of at most {limit} MiB can be compared here, with a resource of at most {most} records; take a part of it."""

    code = "table_too_large"
    status = 413
    zh = "可比对的表不超过 {limit} MiB，资源不超过 {most} 条记录；请分批比对。"


class ComparisonsBusy(Problem):
    """Other comparisons are being computed; try again in a minute."""

    code = "comparisons_busy"
    status = 503
    zh = "正在计算其他比对，请一分钟后再试。"


class DiscrepancyNotFound(Problem):
    """There is no discrepancy {number}, or it is not yours to see."""

    code = "discrepancy_not_found"
    status = 404
    zh = "没有编号为 {number} 的疑义，或您无权查看。"


class RowNotDifferent(Problem):
    """This row of the comparison has no difference to report."""

    code = "row_not_different"
    status = 422
    zh = "比对结果中没有这一行差异。"


class NotAUser(Problem):
    """Only an agency that uses or provides this resource reports a discrepancy in it; apply for it first."""

    code = "not_a_user_of_resource"
    status = 403
    zh = "只有使用或提供该资源的单位可以反馈疑义；请先申请使用。"


class NothingToDispute(Problem):
    """The platform hosts no data of this resource, so that no value of it can be disputed."""

    code = "nothing_to_dispute"
    status = 409
    zh = "平台没有托管该资源的数据，无从反馈疑义。"


class WrongMoment(Problem):
    """This step is not open now: the discrepancy is “{state_en}”."""

    code = "discrepancy_wrong_moment"
    status = 409
    zh = "当前状态为“{state}”，不能进行此操作。"


class NotYourSide(Problem):
    """This step is the other side's."""

    code = "discrepancy_not_your_side"
    status = 403
    zh = "此步骤由对方单位办理。"


class OwnDiscrepancy(Problem):
    """The data is your own: correct it at its source; nobody answers their own discrepancy."""

    code = "own_discrepancy"
    status = 409
    zh = "这是本单位自己的数据，请在源头更正；不能向自己反馈。"


class WordsRequired(Problem):
    """Say in a few words why; the other side reads it."""

    code = "words_required"
    status = 422
    zh = "请写明说明或理由，供对方了解。"


class NotCorrectedThere(Problem):
    """Batch {batch} did not change this value after it was fed back; publish the correction, then name its batch."""

    code = "not_corrected_there"
    status = 422
    zh = "批次 {batch} 在反馈之后没有改动该值；请先发布更正，再选择更正所在的批次。"


class NothingOwed(Problem):
    """No update is owed for that period, or it has come already."""

    code = "nothing_owed"
    status = 409
    zh = "该期没有应报的更新，或已经更新、已经确认。"


class PeriodNotOver(Problem):
    """The period runs until {day}; “nothing new” is confirmed on its last day at the earliest."""

    code = "period_not_over"
    status = 409
    zh = "该期至 {day} 止；期末之前不能确认“无更新”。"


class AlreadyFiled(Problem):
    """A filing for this resource is in force: {number}."""

    code = "already_filed"
    status = 409
    zh = "该资源已有备案：{number}。"


class FilingNotFound(Problem):
    """There is no filing {number}, or it is not yours to see."""

    code = "filing_not_found"
    status = 404
    zh = "没有编号为 {number} 的备案，或您无权查看。"


class AlreadyObjected(Problem):
    """An objection is on record already."""

    code = "already_objected"
    status = 409
    zh = "该备案已记录异议。"


class FilingEnded(Problem):
    """This filing has ended already."""

    code = "filing_ended"
    status = 409
    zh = "该备案已终止。"


class KeyNotMapped(Problem):
    """Choose at least one pair of columns as the key, and one more to compare."""

    code = "key_not_mapped"
    status = 422
    zh = "请至少为一个信息项勾选“主键”，并另选至少一项作比对。"
