"""What can be wrong with a request before it means anything."""

from yishu.core.errors import Problem


class PathNotFound(Problem):
    """There is nothing at this path. Data of a resource is at /api/v1/data/CODE/verify, query, bulk, batches, quarantine."""

    code = "path_not_found"
    status = 404
    zh = "此路径不存在。数据接口为 /api/v1/data/资源代码/verify、query、bulk、batches、quarantine。"


class MethodNotAllowed(Problem):
    """This path takes {allowed}."""

    code = "method_not_allowed"
    status = 405
    zh = "此路径只接受 {allowed}。"


class BodyTooLarge(Problem):
    """The body is larger than the {limit} bytes that this path takes: send less at a time."""

    code = "body_too_large"
    status = 413
    zh = "请求体超过此路径的上限（{limit} 字节），请分次发送。"


class MalformedRequest(Problem):
    """This is no request of HTTP/1.1 that can be read in one way only: send one Host, and one Content-Length or Transfer-Encoding: chunked."""

    code = "malformed_request"
    status = 400
    zh = "请求不符合 HTTP/1.1，或可以有不同的读法：只写一个 Host，正文长度只用一个 Content-Length 或 Transfer-Encoding: chunked 标明。"


class HeadTooLarge(Problem):
    """The head of the request is larger than {bytes} bytes or {headers} headers: leave out what is not needed."""

    code = "head_too_large"
    status = 431
    zh = "请求头超过 {bytes} 字节或 {headers} 行，请去掉不需要的内容。"


class TooManyConnections(Problem):
    """All {most} connections that there is room for are taken, and none of them is idle: try again in a moment."""

    code = "too_many_connections"
    status = 503
    zh = "{most} 个连接已全部占用，且都在使用中，请稍后重试。"


class BodyStalled(Problem):
    """The body stopped coming for {seconds} seconds, or came too slowly: send the request again."""

    code = "body_stalled"
    status = 408
    zh = "请求体在 {seconds} 秒内没有继续传来，或传得太慢，请重新发送。"


class TooManyCopies(Problem):
    """You are receiving {most} copies already: begin another when one is done."""

    code = "too_many_copies"
    status = 429
    zh = "您已有 {most} 份批量复制正在传输，请在其中一份完成后再试。"


class TooManyBatches(Problem):
    """This node has {most} batches to read already: send yours again in {pause} seconds, under the same Idempotency-Key."""

    code = "too_many_batches"
    status = 503
    zh = "本节点已有 {most} 批数据在处理：请在 {pause} 秒后用同一个 Idempotency-Key 重新发送。"
    pause = 10

    def __init__(self, *, most: int) -> None:
        super().__init__(most=most, pause=self.pause)


class UnsupportedMediaType(Problem):
    """This path takes {known}; say which in Content-Type."""

    code = "unsupported_media_type"
    status = 415
    zh = "此路径接受的内容格式为 {known}，请在 Content-Type 中写明。"


class NotAcceptable(Problem):
    """The format is one of {known}."""

    code = "not_acceptable"
    status = 406
    zh = "可选格式为 {known}。"


class MalformedJson(Problem):
    """The body is not JSON in UTF-8: {reason}."""

    code = "malformed_json"
    status = 400
    zh = "请求体不是 UTF-8 编码的 JSON：{reason}。"


class InternalError(Problem):
    """Something failed here; the operator finds it in the log."""

    code = "internal_error"
    status = 500
    zh = "平台内部出错，运维人员可在日志中查到。"
