"""What can go wrong with documents."""

from yishu.core.errors import Problem


class NotOfFiles(Problem):
    """The entry of {code} does not say that it is given as electronic files: change the way of provision first."""

    code = "not_of_files"
    status = 409
    zh = "{code} 的条目未声明以电子文件提供：请先修改条目的提供方式。"


class HeldDocumentNotFound(Problem):
    """{code} provides no document of this number, or not this version."""

    code = "held_document_not_found"
    status = 404
    zh = "{code} 没有提供此编号的文件，或没有这一版。"


class HeldDocumentWithdrawn(Problem):
    """Its provider has withdrawn this version of the document: use it no longer; the present version, if there is one, is in the list."""

    code = "held_document_withdrawn"
    status = 410
    zh = "提供单位已撤回该版文件，请停止使用；如有现行版本，见文件清单。"


class DocumentWrongMoment(Problem):
    """This version is now: {state_en}. That step does not follow."""

    code = "document_wrong_moment"
    status = 409
    zh = "该版文件当前为“{state}”，不能进行这一步。"


class DocumentTooLarge(Problem):
    """The file is larger than {limit} MiB: compress it, or divide it into several documents."""

    code = "document_too_large"
    status = 413
    zh = "文件超过 {limit} MiB：请压缩，或分为几份文件。"


class DocumentTypeUnknown(Problem):
    """Files named *{suffix} are not taken here. Taken are: {known}."""

    code = "document_type_unknown"
    status = 415
    zh = "不接收名称以“{suffix}”结尾的文件；可接收：{known}。"


class DocumentTypeContradicts(Problem):
    """The file is named *{suffix}, but its content is something else, or is cut off: save it again in that format, or give it its true name."""

    code = "document_type_contradicts"
    status = 422
    zh = "文件名以“{suffix}”结尾，内容却不是这种格式，或不完整：请以该格式重新保存，或改用真实的后缀。"


class DocumentActive(Problem):
    """The file holds macros or scripts that would run when it is opened: save it without them, best as PDF or OFD."""

    code = "document_active"
    status = 422
    zh = "文件中有打开时会运行的宏或脚本：请去除后重新保存，最好存为 PDF 或 OFD。"


class DocumentLost(Problem):
    """The stored bytes of this document are not there any more, or damaged; it has been noted. The operator restores them from a backup."""

    code = "document_lost"
    status = 500
    zh = "该文件存储的内容已缺失或损坏，已记录：请平台运维人员从备份恢复。"
