"""What can go wrong with delegations."""

from yishu.core.errors import Problem


class DelegationNotFound(Problem):
    """There is no delegation {number} that you have a part in."""

    code = "delegation_not_found"
    status = 404
    zh = "没有与您有关的代理 {number}。"


class DelegationOver(Problem):
    """This delegation is over already."""

    code = "delegation_over"
    status = 409
    zh = "这项代理已经结束。"
