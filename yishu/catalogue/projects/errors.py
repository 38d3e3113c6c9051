from yishu.core.errors import Problem


class ProjectNotFound(Problem):
    """There is no IT project {number} here, or you may not see it."""

    code = "project_not_found"
    status = 404
    zh = "没有编号为 {number} 的信息化项目，或您无权查看。"


class ProjectWrongMoment(Problem):
    """This project is now: {state_en}. That step does not follow."""

    code = "project_wrong_moment"
    status = 409
    zh = "该项目当前为“{state}”，不能进行这一步。"


class NotTheProjectsAgency(Problem):
    """Only the agency of the project does this."""

    code = "not_the_projects_agency"
    status = 403
    zh = "只有项目所属单位可以进行此操作。"


class EntriesNotPlanned(Problem):
    """Name the catalogue entry that will hold each of: {names}. What a project adds is registered in the catalogue (Art. 12)."""

    code = "entries_not_planned"
    status = 409
    zh = "请先为下列新增信息项写明拟编的目录条目：{names}。项目新增的信息应当编入目录（第十二条）。"
