from yishu.core.errors import Problem


class TemplateNotFound(Problem):
    """There is no template {template} for a refusal; list them under /api/v1/refusal-templates."""

    code = "refusal_template_not_found"
    status = 404
    zh = "没有代码为 {template} 的不予授权理由模板。"
