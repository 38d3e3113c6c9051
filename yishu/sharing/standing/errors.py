from yishu.core.errors import Problem


class StandingNotFound(Problem):
    """There is no standing authorisation {number}, or it is not yours to see."""

    code = "standing_not_found"
    status = 404
    zh = "没有编号为 {number} 的存量授权，或您无权查看。"


class NotYoursToBringIn(Problem):
    """Only people of the agency that provides the resource, or of the coordinator for it, bring in and change a standing authorisation."""

    code = "not_yours_to_bring_in"
    status = 403
    zh = "只有资源提供单位的人员，或平台主管部门代其，可以登记和修改存量授权。"


class OnlyTheProviderConfirms(Problem):
    """Only people of the providing agency confirm a standing authorisation, or return it."""

    code = "only_the_provider_confirms"
    status = 403
    zh = "只有提供单位的人员可以复核或退回存量授权。"


class OnlyTheConsumerAcknowledges(Problem):
    """Only people of the agency that uses the resource acknowledge the terms, or object."""

    code = "only_the_consumer_acknowledges"
    status = 403
    zh = "只有使用单位的人员可以确认条款或提出异议。"


class StandingWrongMoment(Problem):
    """This standing authorisation is now: {state_en}. That step does not follow."""

    code = "standing_wrong_moment"
    status = 409
    zh = "该存量授权当前为“{state}”，不能进行这一步。"


class AlreadyBroughtIn(Problem):
    """This agreement is brought in already: {number}. Look there, or drop that one first."""

    code = "standing_already_brought_in"
    status = 409
    zh = "该授权已登记：{number}。请查看该条，或先撤销它。"


class BasisFileMissing(Problem):
    """Attach the basis document first: who confirms must have seen it."""

    code = "basis_file_missing"
    status = 409
    zh = "请先上传依据文件：复核人须核对原件。"


class TermsMoved(Problem):
    """The terms are not those that you were shown any more. Read them again, then acknowledge."""

    code = "standing_terms_moved"
    status = 409
    zh = "条款已与您看到的不同，请重新阅读后再确认。"


class StandingFileNotFound(Problem):
    """There is no basis document yet."""

    code = "standing_file_not_found"
    status = 404
    zh = "尚未上传依据文件。"


class StandingFileDamaged(Problem):
    """The basis document of {number} is not what was attached; the operator finds out why."""

    code = "standing_file_damaged"
    status = 500
    zh = "{number} 的依据文件与当时上传的不一致，请运维人员核查。"


class SheetNotFound(Problem):
    """There is no such spreadsheet, or it is not your agency's."""

    code = "standing_sheet_not_found"
    status = 404
    zh = "没有这份表格，或不属于本单位。"


class SheetWithoutRows(Problem):
    """No row of agreements was found below the heads. Use the template, one agreement a row."""

    code = "standing_sheet_without_rows"
    status = 422
    zh = "表头下面没有授权。请使用模板，一行一条。"


class SheetColumnsMissing(Problem):
    """The columns {missing} are missing. Use the template; the order of columns does not matter."""

    code = "standing_sheet_columns_missing"
    status = 422
    zh = "缺少这些列：{missing}。请使用模板，列的顺序不限。"


class SheetTooLong(Problem):
    """A spreadsheet brings in {most} agreements at most. Split it and upload the parts."""

    code = "standing_sheet_too_long"
    status = 413
    zh = "一份表格最多登记 {most} 条，请分成几个文件上传。"
