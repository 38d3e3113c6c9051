from yishu.core.errors import Problem


class NotShared(Problem):
    """This resource cannot be applied for: {why_en}."""

    code = "not_applicable_for"
    status = 409
    zh = "该资源不能申请：{why}。"


class OwnResource(Problem):
    """Your agency provides this resource itself; it needs no grant."""

    code = "own_resource"
    status = 422
    zh = "该资源由本单位提供，无须申请。"


class ApplicationNotFound(Problem):
    """There is no application {number}, or it is not yours to see."""

    code = "application_not_found"
    status = 404
    zh = "没有编号为 {number} 的申请，或您无权查看。"


class LineNotFound(Problem):
    """The application {number} has no line for {resource}."""

    code = "line_not_found"
    status = 404
    zh = "申请 {number} 中没有资源 {resource}。"


class NotTheProviderOfLine(Problem):
    """Only the agency that provides the resource decides."""

    code = "not_the_provider_of_line"
    status = 403
    zh = "只有资源的提供单位可以审核。"


class AlreadyDecided(Problem):
    """This was decided already: {state_en}."""

    code = "already_decided"
    status = 409
    zh = "该申请已办结：{state}。"


class ReasonRequired(Problem):
    """A refusal states its reason (Article 26)."""

    code = "reason_required"
    status = 422
    zh = "不予授权须说明理由（第二十六条）。"


class GrantNotFound(Problem):
    """There is no grant {grant}, or it is not yours to see."""

    code = "grant_not_found"
    status = 404
    zh = "没有编号为 {grant} 的授权，或您无权查看。"


class GrantNotReplaceable(Problem):
    """The grant {grant} cannot be extended or changed: only the agency that holds it does so, for the same resource, before it has ended, and once at a time. Apply anew, or wait for the answer."""

    code = "grant_not_replaceable"
    status = 409
    zh = "授权 {grant} 不能延期或变更：只有持有单位可在授权终止前就同一资源提出，且一次只能有一份在审；请重新申请，或等待答复。"


class GrantAlreadyWithdrawn(Problem):
    """This grant was withdrawn already."""

    code = "grant_already_withdrawn"
    status = 409
    zh = "该授权已收回。"


class WithdrawalReasonRequired(Problem):
    """Say why the grant is withdrawn."""

    code = "withdrawal_reason_required"
    status = 422
    zh = "收回授权须说明理由。"


class DemandNotFound(Problem):
    """There is no demand {number}, or it is not yours to see."""

    code = "demand_not_found"
    status = 404
    zh = "没有编号为 {number} 的共享需求，或您无权查看。"


class DemandAlreadyAnswered(Problem):
    """This demand was answered already: {state_en}."""

    code = "demand_already_answered"
    status = 409
    zh = "该需求已答复：{state}。"


class NotTheAddressee(Problem):
    """Only the agency that the demand is addressed to answers it."""

    code = "not_the_addressee"
    status = 403
    zh = "只有收到需求的单位可以答复。"


class CoordinationNotFound(Problem):
    """There is no coordination {number}, or it is not yours to see."""

    code = "coordination_not_found"
    status = 404
    zh = "没有编号为 {number} 的协调，或您无权查看。"


class NothingToCoordinate(Problem):
    """Only what was refused, or not granted in full, and is not in coordination yet can be taken to the coordinator (Article 26)."""

    code = "nothing_to_coordinate"
    status = 409
    zh = "只有答复不予授权或部分授权、且尚未提请协调的申请，可以提请平台主管部门协调（第二十六条）。"


class GrantEnded(Problem):
    """The grant that this coordination was to widen has ended: nothing can be added to it. Apply anew, or let the coordinator close it."""

    code = "grant_ended"
    status = 409
    zh = "该协调所涉的授权已终止，无法扩大；请重新申请，或由平台主管部门办结。"


class CoordinationWrongMoment(Problem):
    """This coordination is now: {state_en}. That step does not follow."""

    code = "coordination_wrong_moment"
    status = 409
    zh = "该协调当前为“{state}”，不能进行这一步。"


class BothSidesFirst(Problem):
    """Hear both sides first: {missing} has made no statement yet. If it was heard otherwise, or did not answer, say so in `hearing` (Article 26)."""

    code = "both_sides_first"
    status = 409
    zh = "出具协调意见前须听取双方意见：{missing}尚未陈述。已另行听取或对方未答复的，请在“听取情况”中写明（第二十六条）。"


class NotYetOverdue(Problem):
    """The provider still has until {due} to carry the opinion out; escalate after that day."""

    code = "not_yet_overdue"
    status = 409
    zh = "提供单位的执行期限到 {due} 为止，逾期后方可报请本级政府。"


class NotASideOfCoordination(Problem):
    """Only the applicant and the provider of this line do this."""

    code = "not_a_side_of_coordination"
    status = 403
    zh = "只有申请单位和提供单位可以进行此操作。"


class OnwardUseNotFound(Problem):
    """There is no request for onward use {number}, or it is not yours to see."""

    code = "onward_use_not_found"
    status = 404
    zh = "没有编号为 {number} 的对外使用请求，或您无权查看。"


class NotTheGrantHolder(Problem):
    """Only the agency that holds the grant asks for onward use of what it obtained."""

    code = "not_the_grant_holder"
    status = 403
    zh = "只有持有授权的单位可以请求对外使用。"


class OnwardUseWrongMoment(Problem):
    """This request is now: {state_en}. That step does not follow."""

    code = "onward_use_wrong_moment"
    status = 409
    zh = "该请求当前为“{state}”，不能进行这一步。"


class NotTheProviderOfGrant(Problem):
    """Only the agency that gave the grant answers."""

    code = "not_the_provider_of_grant"
    status = 403
    zh = "只有给予授权的提供单位可以答复。"
