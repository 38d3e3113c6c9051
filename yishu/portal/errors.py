from yishu.core.errors import Problem


class ListNotYours(Problem):
    """The lists of another agency are for the coordinator and the inspectors. Leave the agency out to see your own."""

    code = "list_not_yours"
    status = 403
    zh = "其他单位的清单由平台主管部门和监督检查机关查看。查看本单位清单不用填写单位。"
