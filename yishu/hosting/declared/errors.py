"""What can go wrong with a provider's own checks."""

from yishu.core.errors import Problem


class CheckRuleNotFound(Problem):
    """{code} has no check rule {number}: see the list of its rules."""

    code = "check_rule_not_found"
    status = 404
    zh = "{code} 没有编号为 {number} 的核对规则：请查看其规则列表。"


class CheckRuleEnded(Problem):
    """Check rule {number} has ended already: declare another."""

    code = "check_rule_ended"
    status = 409
    zh = "核对规则 {number} 已停用：需要时请另行声明。"


class CheckRuleStands(Problem):
    """The same rule is in force already, as number {number}."""

    code = "check_rule_stands"
    status = 409
    zh = "同样的规则已经在执行，编号 {number}。"


class TooManyCheckRules(Problem):
    """A resource has at most {most} check rules in force: end one that is needed no longer."""

    code = "too_many_check_rules"
    status = 409
    zh = "一项资源至多有 {most} 条执行中的核对规则：请先停用不再需要的。"
