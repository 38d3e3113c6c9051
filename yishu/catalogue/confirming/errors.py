from yishu.core.errors import Problem


class StillUsed(Problem):
    """These agencies hold grants of it: {agencies}. Tell them, and say so by naming each of them as informed."""

    code = "resource_still_used"
    status = 409
    zh = "以下单位持有该资源的有效授权：{agencies}。请先告知，并逐一标明已告知。"


class ResourceMerged(Problem):
    """{code} was merged into {into}; ask for that."""

    code = "resource_merged"
    status = 410
    zh = "信息资源 {code} 已合并到 {into}，请改用后者。"
