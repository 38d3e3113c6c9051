from yishu.core.errors import Problem


class ResourceNotFound(Problem):
    """There is no information resource {code} here, or you may not see it."""

    code = "resource_not_found"
    status = 404
    zh = "没有代码为 {code} 的信息资源，或您无权查看。"


class NotTheProvider(Problem):
    """Only the providing agency does this."""

    code = "not_the_provider"
    status = 403
    zh = "只有提供单位可以进行此操作。"


class NotTheCoordinator(Problem):
    """Only the coordinator of this node does this."""

    code = "not_the_coordinator"
    status = 403
    zh = "只有平台主管部门可以进行此操作。"


class WrongMoment(Problem):
    """This entry is now: {state_en}. That step does not follow."""

    code = "entry_wrong_moment"
    status = 409
    zh = "该条目当前为“{state}”，不能进行这一步。"


class OpinionRequired(Problem):
    """Say why it is returned."""

    code = "opinion_required"
    status = 422
    zh = "退回时须写明意见。"
