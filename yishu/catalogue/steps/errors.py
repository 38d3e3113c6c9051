from yishu.core.errors import Problem


class SetByCoordinator(Problem):
    """The coordinator requires this step; only the coordinator drops it."""

    code = "step_set_by_coordinator"
    status = 409
    zh = "该环节由平台主管部门要求，只能由平台主管部门取消。"
