"""What can go wrong with holding use back; each says what to do."""

from yishu.core.errors import Problem


class RestraintNotFound(Problem):
    """There is no such measure in force, or it is not yours to lift."""

    code = "restraint_not_found"
    status = 404
    zh = "没有此项正在执行的限量或暂停，或您无权恢复。"


class NotYoursToRestrain(Problem):
    """Only the risk officers of the provider and of the platform's office, and the security administrator, may do this."""

    code = "not_yours_to_restrain"
    status = 403
    zh = "限量、暂停由提供单位或者平台主管部门的风险责任人、安全管理员办理，提供单位只能针对本单位给出的授权。"


class CallerNotFound(Problem):
    """There is no application system or person {caller} in use here."""

    code = "caller_not_found"
    status = 404
    zh = "没有在用的应用系统或者人员 {caller}。"
