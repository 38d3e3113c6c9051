"""What assembling refuses, and what keeps it from going on."""

from yishu.core.errors import Problem


class NotABaseDatabase(Problem):
    """{code} is not marked as part of a base database: mark its entry, then declare how it is assembled."""

    code = "not_a_base_database"
    status = 409
    zh = "{code} 未标为基础数据库：请先在条目中注明所属基础数据库，再声明汇聚规则。"


class AssemblyNotFound(Problem):
    """{code} is not assembled from sources."""

    code = "assembly_not_found"
    status = 404
    zh = "{code} 没有执行中的汇聚规则。"


class AssemblyRunning(Problem):
    """{code} is being assembled at this moment: try again when that is done."""

    code = "assembly_running"
    status = 409
    zh = "{code} 正在汇聚：请等这一轮完成后再操作。"


class CallerGone(Problem):
    """Whoever declared it, or takes from the source, is not active any more: declare the assembly again in a name that is."""

    code = "assembly_caller_gone"
    status = 403
    zh = "声明汇聚规则的人员或取数的应用系统已停用：请以在用的人员或系统重新声明。"


class SourceItemsGone(Problem):
    """The grant does not give these items any more, or gives them masked: {items}. Apply for them, or declare the assembly without them."""

    code = "source_items_gone"
    status = 409
    zh = "授权不再提供以下信息项，或只提供脱敏后的值：{items}。请补充申请，或重新声明不含它们的汇聚规则。"


class AssemblyBroken(Problem):
    """Assembling failed for a reason of the platform's own: it is tried again by itself; tell the operator if that goes on."""

    code = "assembly_broken"
    status = 500
    zh = "因平台原因未能汇聚：将自动重试；如持续不成，请告知运维人员。"
