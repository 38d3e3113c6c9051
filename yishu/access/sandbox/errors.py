"""What the sandbox does not answer: one code each. Whatever it refuses in a resource's stead has the resource's own codes."""

from yishu.core.errors import Problem


class NotInSandbox(Problem):
    """The sandbox answers verify and query as JSON, by the key or an alternative key, at most 1000 subjects at a time: no places, references, Arrow streams, copies or batches. Try these under a grant."""

    code = "not_in_sandbox"
    status = 422
    zh = "沙箱只答 JSON 的比对验证和查询引用：按主键或替代主键，一次至多 1000 个对象；没有按位置、引用、Arrow 流、批量复制和发布，这些请凭授权试用。"


class SandboxUsedUp(Problem):
    """{most} subjects a day of one resource are enough for one caller's trials: go on tomorrow, or ask fewer subjects in each call."""

    code = "sandbox_used_up"
    status = 429
    zh = "每个调用者每天对一个资源试用至多 {most} 个对象，今天已用完：请明天继续，或每次少问几个。"
