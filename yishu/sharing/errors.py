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
