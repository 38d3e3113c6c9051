"""What can be wrong with a list before it means anything."""

from yishu.core.errors import Problem


class MalformedArrow(Problem):
    """The body is not an Arrow IPC stream of whole record batches: write it with a library of Apache Arrow, to its end."""

    code = "malformed_arrow"
    status = 400
    zh = "请求体不是完整的 Arrow IPC 流：请用 Apache Arrow 的程序库写出，并写到结尾。"


class UnpacksTooLarge(Problem):
    """Unpacked, the stream is larger than the {limit} bytes that this path takes: send fewer rows at a time."""

    code = "unpacks_too_large"
    status = 413
    zh = "解压后的内容超过此路径的上限（{limit} 字节），请分次发送。"
