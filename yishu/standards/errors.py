from yishu.core.errors import Problem


class NotInRegister(Problem):
    """The register of standards has no {name}."""

    code = "not_in_register"
    status = 404
    zh = "标准登记簿中没有 {name}。"


class RegisterWrongMoment(Problem):
    """{name} is now: {state_en}. That step does not follow."""

    code = "register_wrong_moment"
    status = 409
    zh = "{name} 当前为“{state}”，不能进行这一步。"


class NotTheProposer(Problem):
    """Only the agency that proposed it amends a proposal."""

    code = "not_the_proposer"
    status = 403
    zh = "只有提出单位可以修改建议。"


class AlreadyProposed(Problem):
    """A proposal for {name} waits for its decision already; amend that one, or wait for the decision."""

    code = "already_proposed"
    status = 409
    zh = "{name} 已有一项建议在等待决定，请修改该建议或等待决定。"


class StillUsed(Problem):
    """Still used by {users}. Replace it by a successor, or abolish those first."""

    code = "register_still_used"
    status = 409
    zh = "仍被 {users} 使用。请以新版替代，或先废止这些使用者。"


class RegisterFileUnreadable(Problem):
    """The file cannot be read. Upload a CSV (UTF-8, UTF-16 or GB 18030), XLSX or JSON file of at most 8 MB in the form of the export."""

    code = "register_file_unreadable"
    status = 422
    zh = "无法读取文件。请上传不超过 8 MB 的 CSV（UTF-8、UTF-16 或 GB 18030）、XLSX 或 JSON 文件，格式与导出文件相同。"


class RegisterFileTooLong(Problem):
    """The file has more than {most} rows or 60 columns; split it."""

    code = "register_file_too_long"
    status = 422
    zh = "文件超过 {most} 行或 60 列，请分成几个文件。"
