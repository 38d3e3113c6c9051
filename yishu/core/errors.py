"""What can go wrong, once for pages, API and gateway: a stable code, a status, both texts, and the remedy in them.

A failure is one class. Its docstring is the English text, `zh` the Chinese one; both may name `{params}`.
"""

from typing import ClassVar, Literal

Language = Literal["zh", "en"]


class FieldError:
    """One wrong field of an input: its path, the rule it breaks, and what to do, in both languages."""

    __slots__ = ("en", "field", "params", "rule", "zh")

    def __init__(self, field: str, rule: str, zh: str, en: str, **params: object) -> None:
        self.field, self.rule, self.zh, self.en, self.params = field, rule, zh, en, params

    def message(self, language: Language) -> str:
        return (self.zh if language == "zh" else self.en).format(**self.params)

    def as_dict(self, language: Language) -> dict[str, str]:
        return {"field": self.field, "rule": self.rule, "message": self.message(language)}


class Problem(Exception):
    """Something is wrong with this request."""

    code: ClassVar[str] = "problem"
    status: ClassVar[int] = 400
    title_zh: ClassVar[str] = ""
    zh: ClassVar[str] = "请求有误。"
    pause: int = 0  # seconds after which trying again may help; 0: what its status says
    receipt: str = ""  # of the evidence record, where a command has put its refusal on record already

    def __init__(self, *, errors: list[FieldError] | None = None, **params: object) -> None:
        self.params = params
        self.errors = errors or []
        places = "".join(f" [{error.field}: {error.rule}]" for error in self.errors)  # for tracebacks: no values
        super().__init__(self.detail("en") + places)

    def detail(self, language: Language) -> str:
        return (self.zh if language == "zh" else (self.__doc__ or "").strip()).format(**self.params)

    def title(self, language: Language) -> str:
        return TITLES[self.status][0 if language == "zh" else 1]

    def as_dict(self, language: Language) -> dict[str, object]:
        """The body of `application/problem+json` (RFC 9457)."""
        body: dict[str, object] = {
            "type": f"urn:yishu:problem:{self.code}",
            "code": self.code,
            "status": self.status,
            "title": self.title(language),
            "detail": self.detail(language),
        }
        if self.errors:
            body["errors"] = [error.as_dict(language) for error in self.errors]
        return body


TITLES: dict[int, tuple[str, str]] = {
    400: ("请求有误", "Bad request"),
    401: ("未通过身份认证", "Not authenticated"),
    403: ("无权进行此操作", "Not allowed"),
    404: ("未找到", "Not found"),
    405: ("不支持此方法", "Method not allowed"),
    406: ("无法提供所要的格式", "Not acceptable"),
    408: ("请求超时", "Request timeout"),
    409: ("当前状态不允许此操作", "Conflict"),
    410: ("已不再保留", "Gone"),
    412: ("请求的前提不成立", "Precondition failed"),
    413: ("内容过大", "Content too large"),
    415: ("不支持此内容格式", "Unsupported media type"),
    422: ("填写内容有误", "Unprocessable content"),
    429: ("请求过于频繁", "Too many requests"),
    431: ("请求头过大", "Request header fields too large"),
    500: ("系统内部错误", "Internal error"),
    502: ("提供单位接口有误", "Bad gateway"),
    503: ("服务暂不可用", "Service unavailable"),
    504: ("提供单位接口超时", "Gateway timeout"),
    507: ("存储空间不足", "Insufficient storage"),
}


class Invalid(Problem):
    """Some fields are not right; see errors."""

    code = "invalid"
    status = 422
    zh = "有内容填写不正确，见 errors。"


def preferred_language(accept_language: str | None) -> Language:
    """The caller's language from `Accept-Language` (RFC 9110, 12.5.4): the better rated of zh and en; zh where neither is named."""
    best: tuple[float, Language] = (0.0, "zh")
    for part in (accept_language or "").split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        primary = tag.split("-")[0].strip().lower()
        if primary in ("zh", "en") and weight > best[0]:
            best = (weight, "zh" if primary == "zh" else "en")
    return best[1]
