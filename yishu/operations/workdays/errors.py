"""What can go wrong with changes of the calendar; each says what to do."""

from yishu.core.errors import Problem


class CalendarMoved(Problem):
    """Somebody else has changed the calendar since you looked: look at the differences again, then confirm."""

    code = "calendar_moved"
    status = 409
    zh = "您查看之后，工作日安排已被他人变更：请重新核对差异，再确认。"


class CalendarBusy(Problem):
    """Deadlines are being counted at this moment, and the change would wait too long: try again in a minute. Nothing was changed."""

    code = "calendar_busy"
    status = 409
    zh = "此刻有业务正在计算期限，变更等待过久：请一分钟后再试。没有作任何变更。"


class NothingChanges(Problem):
    """These days are like that already: there is nothing to change."""

    code = "calendar_unchanged"
    status = 409
    zh = "这些日期现在就是这样安排的，没有需要变更的内容。"


class ChangeNotFound(Problem):
    """There is no change {number} of the calendar."""

    code = "calendar_change_not_found"
    status = 404
    zh = "没有编号为 {number} 的工作日安排变更。"


class ChangeOvertaken(Problem):
    """A later change has touched the same days: undo that one first, or enter what is to hold."""

    code = "calendar_change_overtaken"
    status = 409
    zh = "此后的变更又改动了同样的日期：请先撤销后来的变更，或直接录入应有的安排。"


class LocalDayNotFound(Problem):
    """There is no special day {day} here."""

    code = "local_day_not_found"
    status = 404
    zh = "{day} 没有临时安排。"
