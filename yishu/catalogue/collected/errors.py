from yishu.core.errors import Problem


class FormNotFound(Problem):
    """There is no collection form {number} here, or you may not see it."""

    code = "collected_form_not_found"
    status = 404
    zh = "没有编号为 {number} 的采集表单，或您无权查看。"


class NotTheFormsAgency(Problem):
    """Only the agency that collects by this form does this."""

    code = "not_the_forms_agency"
    status = 403
    zh = "只有使用该表单的单位可以进行此操作。"


class LineEnded(Problem):
    """{name} is not collected any more."""

    code = "collected_line_ended"
    status = 409
    zh = "“{name}”已经停止采集。"
