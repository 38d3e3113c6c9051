"""What can go wrong with control records."""

from yishu.core.errors import Problem


class ControlsStand(Problem):
    """{code} has control records already: end them first, then declare others."""

    code = "controls_stand"
    status = 409
    zh = "{code} 已启用标识记录：请先停用，再另行启用。"


class ControlsNotFound(Problem):
    """{code} has no control records."""

    code = "controls_not_found"
    status = 404
    zh = "{code} 没有启用标识记录。"


class KeyNotReservable(Problem):
    """Keys of {code} leave no room for control records: they need a text key without a code list, other than an organisation code, licence number or division; the order of rows marks its copies."""

    code = "key_not_reservable"
    status = 409
    zh = "{code} 的主键不适合标识记录：需要没有代码表的文本主键，且不是组织机构代码、注册号或行政区划代码。其副本仍按行的次序追溯。"


class RangeTaken(Problem):
    """Records of {code} have keys that begin with {text}: choose a beginning that no record has, and none will."""

    code = "range_taken"
    status = 409
    zh = "{code} 已有主键以 {text} 开头的记录：请另选一个现在没有、今后也不会有的开头。"
