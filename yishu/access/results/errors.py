"""Why there is no result sheet."""

from yishu.core.errors import Problem


class ResultNotAtHand(Problem):
    """A result sheet is made from an answer of this login, within {minutes} minutes. Verify or query again, then make the sheet."""

    code = "result_not_at_hand"
    status = 409
    zh = "结果单须在本次登录取得结果后 {minutes} 分钟内出具。请重新核验或查询，再出具结果单。"


class ResultSheetsMade(Problem):
    """Of this answer {most} sheets were made already: use one of them, or verify or query again."""

    code = "result_sheets_made"
    status = 409
    zh = "同一结果已出具 {most} 份结果单：请使用已出具的，或重新核验、查询。"
