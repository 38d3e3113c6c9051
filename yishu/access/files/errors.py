"""Why documents are not given."""

from yishu.core.errors import Problem


class DocumentsUndivided(Problem):
    """The grant opens only some records, or items are masked; documents are given whole or not at all: ask the provider for a grant without rows and masks."""

    code = "documents_undivided"
    status = 403
    zh = "授权只开放部分记录，或有信息项须脱敏；文件只能整份提供：请向提供单位申请不限记录、不脱敏的授权。"


class NoDocuments(Problem):
    """{code} is not a resource of files: verify, query or copy its data."""

    code = "no_documents"
    status = 409
    zh = "{code} 不是文件资源：请核验、查询或复制其数据。"
