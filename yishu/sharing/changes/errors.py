from yishu.core.errors import Problem


class OnlyTheProviderNarrows(Problem):
    """Only people of the agency that gave the grant narrow it; who holds it applies for a change, or surrenders it."""

    code = "only_the_provider_narrows"
    status = 403
    zh = "只有给予授权的提供单位的人员可以收窄授权；使用单位可申请变更，或放弃授权。"


class GrantNotInForce(Problem):
    """This grant is not in force any more; there is nothing to change."""

    code = "grant_not_in_force"
    status = 409
    zh = "该授权已不再有效，无从变更。"


class NothingNarrowed(Problem):
    """These are the terms that hold already: leave out an item or a mode, or set narrower rows, limits, networks, masks or an earlier end."""

    code = "nothing_narrowed"
    status = 422
    zh = "与现行条款相同：请去掉信息项或模式，或收窄记录范围、限额、网段、脱敏、期限。"
