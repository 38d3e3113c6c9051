"""Why references are not resolved, beside what refuses every call."""

from yishu.core.errors import Problem


class UnknownReference(Problem):
    """These references were not given to your agency for this resource, or under secrets that this node has no more; see errors. Query the subjects anew."""

    code = "unknown_reference"
    status = 422
    zh = "这些引用不是就该资源给本单位的，或节点密钥已更换，见 errors：请重新查询。"
