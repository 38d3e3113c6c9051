from yishu.core.errors import Problem


class MalformedPeriod(Problem):
    """{period} is no period: write a quarter (2026Q4), a half-year (2026H2) or a year (2026)."""

    code = "malformed_period"
    status = 422
    zh = "“{period}”不是考核周期：请写季度（2026Q4）、半年（2026H2）或年度（2026）。"


class PeriodNotBegun(Problem):
    """The period {period} has not begun; assess it once it has."""

    code = "period_not_begun"
    status = 422
    zh = "考核周期 {period} 尚未开始，请在开始后计算。"


class PeriodNotOver(Problem):
    """The period {period} is not over: a provisional result may be shown, a final one waits for its end."""

    code = "assessment_too_early"
    status = 409
    zh = "考核周期 {period} 尚未结束：可以公布初步结果，定稿须等周期结束。"


class AssessmentNotFound(Problem):
    """There is no assessment of {period}, or it is not yours to see yet."""

    code = "assessment_not_found"
    status = 404
    zh = "没有 {period} 的考核，或尚未向您公布。"


class FigureNotFound(Problem):
    """There is no such figure in the assessment, or it is another agency's."""

    code = "assessment_figure_not_found"
    status = 404
    zh = "考核中没有这项指标，或属于其他单位。"


class WrongStage(Problem):
    """The assessment is {state_en} now; this step belongs to another stage."""

    code = "assessment_wrong_stage"
    status = 409
    zh = "考核目前处于“{state}”，不能进行这一步。"


class ObjectionsOpen(Problem):
    """{count} objections wait for an answer; answer them before the result is settled."""

    code = "objections_open"
    status = 409
    zh = "还有 {count} 件异议没有答复，答复后才能定稿。"


class StillObjectable(Problem):
    """Agencies may object until the end of {until}; before that every one of them has to confirm its result."""

    code = "still_objectable"
    status = 409
    zh = "各单位在 {until} 前可以提出异议；此前定稿须所有单位都已确认结果。"


class ObjectionTooLate(Problem):
    """Objections were possible until the end of {until} (platform rule)."""

    code = "objection_too_late"
    status = 409
    zh = "异议须在 {until} 前提出（平台约定），期限已过。"


class ObjectionReasonRequired(Problem):
    """Say what is wrong with the figure, and by what record."""

    code = "objection_reason_required"
    status = 422
    zh = "请写明该项指标哪里不对、依据什么记录。"


class AlreadyObjected(Problem):
    """An objection to this figure waits for its answer already."""

    code = "figure_already_objected"
    status = 409
    zh = "对该项指标的异议已提出，正在等待答复。"


class ObjectionNotFound(Problem):
    """There is no objection {number}, or it is another agency's."""

    code = "objection_not_found"
    status = 404
    zh = "没有编号为 {number} 的异议，或属于其他单位。"


class ObjectionAnswered(Problem):
    """This objection was answered already."""

    code = "objection_answered"
    status = 409
    zh = "该异议已经答复。"


class AnswerRequired(Problem):
    """An answer to an objection states its reason."""

    code = "objection_answer_required"
    status = 422
    zh = "答复异议须说明理由。"


class CorrectionMalformed(Problem):
    """A corrected figure is a whole number from 0; a share also needs the number it is a part of, not less than the part."""

    code = "correction_malformed"
    status = 422
    zh = "更正的数值须为不小于 0 的整数；比例类指标还须填写总数，且不小于分子。"


class SchemeUnsound(Problem):
    """The weights have to add up to 100, no weight may be below 0 and every target is at least 1; they add up to {total}."""

    code = "scheme_unsound"
    status = 422
    zh = "各项权重须不小于 0、合计 100，满分目标须不小于 1；现在合计 {total}。"


class RevisionReasonRequired(Problem):
    """Say why the scheme of assessment changes."""

    code = "revision_reason_required"
    status = 422
    zh = "修改考核方案须说明理由。"


class SendBackReasonRequired(Problem):
    """Say why the result is sent back instead of co-signed."""

    code = "send_back_reason_required"
    status = 422
    zh = "退回考核结果须说明理由。"


class InspectionNotFound(Problem):
    """There is no inspection {number}, or it is not yours to see."""

    code = "inspection_not_found"
    status = 404
    zh = "没有编号为 {number} 的监督检查，或您无权查看。"


class InspectionIncomplete(Problem):
    """An inspection names its title, its topics, its days in order and at least one agency."""

    code = "inspection_incomplete"
    status = 422
    zh = "检查计划须写明名称、检查内容、起止日期（先后有序）和至少一个被检查单位。"


class InspectionWrongStage(Problem):
    """This step does not fit the stage of the inspection: {state_en}."""

    code = "inspection_wrong_stage"
    status = 409
    zh = "这一步与目前的进展不符：{state}。"


class FindingNotFound(Problem):
    """There is no such finding, or it is another agency's."""

    code = "finding_not_found"
    status = 404
    zh = "没有这条检查发现，或属于其他单位。"


class FindingTextRequired(Problem):
    """Write down what this step has to say; an empty text says nothing to whoever reads it."""

    code = "finding_text_required"
    status = 422
    zh = "请写明内容，不能为空。"


class NotInspected(Problem):
    """This agency is not among those that the inspection looks at."""

    code = "not_inspected"
    status = 422
    zh = "该单位不在本次检查的范围内。"


class DeadlineInThePast(Problem):
    """The deadline of a rectification lies on a later day than today."""

    code = "rectification_deadline_in_the_past"
    status = 422
    zh = "整改期限须晚于今天。"


class ProposalNotFound(Problem):
    """There is no proposal {number}."""

    code = "proposal_not_found"
    status = 404
    zh = "没有编号为 {number} 的建议。"


class ProposalDecided(Problem):
    """This proposal was decided already."""

    code = "proposal_decided"
    status = 409
    zh = "该建议已经作出决定。"


class DecisionReasonRequired(Problem):
    """A decision on a proposal states its reason; an altered one also says what is done instead."""

    code = "proposal_decision_reason_required"
    status = 422
    zh = "对建议作出决定须说明理由；变更的还须写明改为什么。"


class ReportFontsMissing(Problem):
    """No Chinese font is installed for the report: install fonts-noto-cjk on the node."""

    code = "report_fonts_missing"
    status = 503
    zh = "节点没有可用于报告的中文字体，请安装 fonts-noto-cjk。"


class InspectionReasonRequired(Problem):
    """Say why the agency is to be inspected, or why it is not."""

    code = "inspection_reason_required"
    status = 422
    zh = "请写明为什么要检查，或者为什么不立项。"


class InspectionRequestNotFound(Problem):
    """There is no request {number} for an inspection that you may see."""

    code = "inspection_request_not_found"
    status = 404
    zh = "没有编号为 {number} 的立项请求，或您无权查看。"


class InspectionRequestSettled(Problem):
    """The request {number} has been answered already; see the list of inspections."""

    code = "inspection_request_settled"
    status = 409
    zh = "立项请求 {number} 已经答复，见监督检查的列表。"
