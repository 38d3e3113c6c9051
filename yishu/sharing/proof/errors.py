from yishu.core.errors import Problem


class GrantNotSigned(Problem):
    """This node cannot sign what it would grant: its key cannot be read, or what was stored is not what was decided. Nothing was opened; tell its administrator, and try again."""

    code = "grant_not_signed"
    status = 503
    zh = "平台不能签署此授权（读不到节点密钥，或存储的条款与决定不符），未予开通：请告知平台管理员，恢复后重试。"


class NotStatedYet(Problem):
    """This grant is from before grants were signed, and its turn has not come yet: ask again in an hour."""

    code = "not_stated_yet"
    status = 404
    zh = "此授权开通于启用签名之前，平台正在补签，请一小时后再试。"
