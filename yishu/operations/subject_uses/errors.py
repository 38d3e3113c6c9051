"""What can go wrong with looks and with what is withheld; each says what to do."""

from yishu.core.errors import Problem


class OnlyAPerson(Problem):
    """Only a person who has logged in may look up who used somebody's information, not a system: log in as yourself."""

    code = "only_a_person"
    status = 403
    zh = "只有登录的工作人员可以查询使用记录，应用系统不可以：请以本人身份登录。"


class LooksUsedUp(Problem):
    """You have looked up {most} times today, as many as are allowed: go on tomorrow, or let whoever runs the platform raise `YISHU_SUBJECT_LOOKS`."""

    code = "looks_used_up"
    status = 409
    zh = "您今天已查询 {most} 次，达到上限：请明天再查，确有需要的请运行单位调整 YISHU_SUBJECT_LOOKS。"


class LookNotFound(Problem):
    """There is no such look of yours in the last {minutes} minutes: look it up anew."""

    code = "look_not_found"
    status = 404
    zh = "没有您最近 {minutes} 分钟内的这次查询：请重新查询。"


class WithholdingNotFound(Problem):
    """Nothing is withheld under the number {number}."""

    code = "withholding_not_found"
    status = 404
    zh = "没有编号为 {number} 的不予告知。"


class WithholdingOver(Problem):
    """This has ended already: nothing is withheld by it any more."""

    code = "withholding_over"
    status = 409
    zh = "此项不予告知已经结束，不再有效。"
