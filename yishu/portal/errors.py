from yishu.core.errors import Problem


class ListNotYours(Problem):
    """The lists of another agency are for the coordinator and the inspectors. Leave the agency out to see your own."""

    code = "list_not_yours"
    status = 403
    zh = "其他单位的清单由平台主管部门和监督检查机关查看。查看本单位清单不用填写单位。"


class LookOver(Problem):
    """The records of a person or body are searched by your own look at their uses, for fifteen minutes after it: look them up anew, with the authority for it."""

    code = "look_over"
    status = 403
    zh = "按对象检索须先由您本人依职权查询该对象，十五分钟内有效：请重新查询，并写明依据。"


class SearchTooWide(Problem):
    """This search took too long and was ended: name days, or an agency or resource beside what you asked for."""

    code = "search_too_wide"
    status = 503
    zh = "这次检索用时过长，已停止：请再限定日期，或者加上单位、信息资源等条件。"
