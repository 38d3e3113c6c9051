from yishu.core.errors import Problem


class TaskNotFound(Problem):
    """There is no collection task {number} here, or you may not see it."""

    code = "collection_task_not_found"
    status = 404
    zh = "没有编号为 {number} 的采集任务，或您无权查看。"


class TaskWrongMoment(Problem):
    """This collection task is now: {state_en}. That step does not follow."""

    code = "collection_task_wrong_moment"
    status = 409
    zh = "该采集任务当前为“{state}”，不能进行这一步。"


class NotTheImposer(Problem):
    """Only the agency that lays this task does this."""

    code = "not_the_imposer"
    status = 403
    zh = "只有布置该任务的单位可以进行此操作。"


class NotTheBearer(Problem):
    """Only an agency that this task is laid on answers it."""

    code = "not_the_bearer"
    status = 403
    zh = "只有被布置该任务的单位可以答复。"


class NothingToCollect(Problem):
    """Every item of this task can be had by sharing, so nothing remains to be laid on anybody. Apply for the resources named at the items; or cite the law that excepts them."""

    code = "nothing_to_collect"
    status = 409
    zh = "该任务的信息项都可以通过共享取得，没有需要下达的内容。请按各项所列资源申请共享；法律另有规定的，请引用依据。"


class NothingToDecide(Problem):
    """Nothing of this agency waits for a decision: it has not objected, its time to answer has not run out, or it was decided already."""

    code = "nothing_to_decide"
    status = 409
    zh = "该单位没有待核定的事项：没有提出异议、答复期限未到，或者已经核定。"
