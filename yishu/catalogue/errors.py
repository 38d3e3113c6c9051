from yishu.core.errors import Problem


class ResourceNotFound(Problem):
    """There is no information resource {code} here, or you may not see it."""

    code = "resource_not_found"
    status = 404
    zh = "没有代码为 {code} 的信息资源，或您无权查看。"


class VersionNotFound(Problem):
    """There is no version {version} of this entry, or you may not read it."""

    code = "version_not_found"
    status = 404
    zh = "该条目没有第 {version} 版，或您无权查看。"


class BaseDatabaseNotFound(Problem):
    """There is no base database {base}."""

    code = "base_database_not_found"
    status = 404
    zh = "没有基础数据库 {base}。"


class NotTheProvider(Problem):
    """Only the providing agency does this."""

    code = "not_the_provider"
    status = 403
    zh = "只有提供单位可以进行此操作。"


class NotTheCoordinator(Problem):
    """Only the coordinator of this node does this."""

    code = "not_the_coordinator"
    status = 403
    zh = "只有平台主管部门可以进行此操作。"


class WrongMoment(Problem):
    """This entry is now: {state_en}. That step does not follow."""

    code = "entry_wrong_moment"
    status = 409
    zh = "该条目当前为“{state}”，不能进行这一步。"


class OpinionRequired(Problem):
    """Say why it is returned."""

    code = "opinion_required"
    status = 422
    zh = "退回时须写明意见。"


class ScopeRequired(Problem):
    """Say what was examined for secrecy."""

    code = "scope_required"
    status = 422
    zh = "请写明保密审查的范围。"


class DutyNotFound(Problem):
    """There is no such duty of your agency."""

    code = "duty_not_found"
    status = 404
    zh = "本单位没有这一履职事项。"


class NoItemNames(Problem):
    """No item names were found. Write one name a line, or upload a CSV or XLSX file whose first row has them."""

    code = "no_item_names"
    status = 422
    zh = "没有读到信息项名称。请一行填写一个，或上传首行为信息项名称的 CSV、XLSX 文件。"


class TooManyItemNames(Problem):
    """{count} names are too many for one check; at most {most}."""

    code = "too_many_item_names"
    status = 422
    zh = "一次最多核对 {most} 个信息项，本次为 {count} 个，请分批核对。"


class HeaderUnreadable(Problem):
    """The file cannot be read. Upload a CSV (UTF-8 or GB 18030) or XLSX file of at most 2 MB whose first row has the item names."""

    code = "header_unreadable"
    status = 422
    zh = "无法读取文件。请上传不超过 2 MB 的 CSV（UTF-8 或 GB 18030）或 XLSX 文件，首行为信息项名称。"


class SynonymNotFound(Problem):
    """There is no such pair of synonyms any more. Reload the page."""

    code = "synonym_not_found"
    status = 404
    zh = "没有这一对同义词，可能已被删除。请刷新页面。"


class NoSuchLines(Problem):
    """Choose at least one of the listed items; what was chosen is not among them."""

    code = "no_such_lines"
    status = 422
    zh = "请至少选择一个所列的信息项；所选的不在清单中。"


class CitationDecided(Problem):
    """Nothing waits for a review at {name}: no law is cited for it, or it was decided already."""

    code = "citation_decided"
    status = 409
    zh = "“{name}”没有待审核的依据：尚未引用法律，或者已经审核。"


class CitationsWaiting(Problem):
    """The coordinator decides first on the law that is cited for: {names}."""

    code = "citations_waiting"
    status = 409
    zh = "下列信息项所引的依据先由平台主管部门审核：{names}。"


class NothingChosen(Problem):
    """Nothing was chosen. Choose at least one entry."""

    code = "nothing_chosen"
    status = 422
    zh = "没有选择条目，请至少选择一条。"


class TooManyAtOnce(Problem):
    """{count} entries are too many at once; at most {most}."""

    code = "too_many_at_once"
    status = 422
    zh = "一次最多办理 {most} 条，本次为 {count} 条，请分批办理。"
