"""What a mount may say, pure: where the provider's interface is, how it is asked, how its answer is read, and until when (7.2)."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from yishu.core.errors import FieldError
from yishu.hosting.tables import Table
from yishu.wire.questions import QUESTION_PATH

LONGEST_MOUNT: Final = timedelta(days=366)
"""«Not yet» is no standing state: whoever needs longer says so again."""
MOST_AT_ONCE: Final = 32
TIMEOUTS: Final = (100, 30_000)  # milliseconds
_PATH: Final = re.compile(r"/[A-Za-z0-9._~/-]{0,299}")
_PLACE: Final = re.compile(r"[^\s.\"]{1,60}(\.[^\s.\"]{1,60}){0,5}")
_ELEMENT: Final = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff-]{0,59}")
_ELEMENTS: Final = re.compile(rf"(q:)?{_ELEMENT.pattern}(\.(q:)?{_ELEMENT.pattern}){{0,5}}")
_URI: Final = re.compile(r"[!#-;=?-\[\]_a-z~]{1,200}")  # of RFC 3986's characters
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,59}")
_OWN_HEADERS: Final = frozenset(
    ("host", "connection", "content-length", "content-type", "transfer-encoding", "te", "upgrade", "accept", "cookie", "user-agent")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MountDraft:
    """A mount as the provider's data officer fills it in. `origin` is `https://host[:port]`; `secret` the key by which the platform is known there."""

    origin: str
    path: str
    key_fields: dict[str, str]
    item_fields: dict[str, str]
    reason: str
    until: date
    method: str = "POST"
    record_at: str = ""
    secret_header: str = ""
    secret: str = field(default="", repr=False)
    timeout_ms: int = 5000
    at_once: int = 8
    form: str = "json"
    """json, xml, soap11, soap12, or front for the provider's own front agent; of XML and SOAP `operation` is the element asked, of `namespace`, and `action` what SOAP calls so."""
    operation: str = ""
    namespace: str = ""
    action: str = ""
    blind_key: str = ""
    """Of a front agent: the public key (base64) by which it is asked blindly, as the officer has confirmed it."""


FRONT: Final = "front"
"""The form of a mount on a front agent: it knows our items by their codes."""


def settled(draft: MountDraft, table: Table) -> MountDraft:
    """As it is asked. Of a front agent all is settled but where it is, and how long and how often it is asked: it knows us by our signature."""
    if draft.form != FRONT:
        return draft
    keys, items = ({column.code: column.code for column in columns} for columns in (table.key, table.columns))
    return replace(
        draft,
        path=QUESTION_PATH,
        method="POST",
        key_fields=keys,
        item_fields=items,
        record_at="",
        secret_header="",
        secret="",
    )


def check_mount(draft: MountDraft, table: Table, allowed: Collection[str], today: date) -> list[FieldError]:
    """Everything that is wrong with a mount of a resource of this shape; `allowed`: the origins that the node's operator lists."""
    form = _json(draft) if draft.form in ("json", FRONT) else _xml(draft)
    return [*_address(draft, allowed), *form, *_asking(draft, table), *_reading(draft, table), *_term(draft, today)]


def _address(draft: MountDraft, allowed: Collection[str]) -> list[FieldError]:
    wrong = []
    if draft.origin not in allowed:
        zh = "该地址不在本节点允许挂接的名单内：请系统管理员在 YISHU_BACKENDS 中加入后再挂接。"
        en = "This address is not among those that the node may reach: the operator adds it to YISHU_BACKENDS first."
        wrong.append(FieldError("origin", "allowed", zh, en))
    if not _PATH.fullmatch(draft.path) or ".." in draft.path:
        zh = "路径以 / 开头，只含字母、数字和 . _ ~ / -，不带参数；查询对象不得写在地址中。"
        en = "A path begins with / and holds letters, digits and . _ ~ / - only, without a query: no subject travels in an address."
        wrong.append(FieldError("path", "path", zh, en))
    if draft.method not in ("POST", "GET"):
        wrong.append(FieldError("method", "one_of", "方法须为 POST 或 GET。", "The method is POST or GET."))
    if draft.secret_header and (not _HEADER.fullmatch(draft.secret_header) or _is_own(draft.secret_header)):
        wrong.append(_bad_header("secret_header"))
    if bool(draft.secret_header) != bool(draft.secret) or not (draft.secret.isascii() and draft.secret.isprintable()):
        zh = "认证请求头和密钥须同时填写或同时留空；密钥只含可见的 ASCII 字符。"
        en = "Give both the authentication header and its key, or neither; the key is of visible ASCII characters."
        wrong.append(FieldError("secret", "both_or_neither", zh, en))
    return wrong


def _json(draft: MountDraft) -> list[FieldError]:
    if not (draft.operation or draft.namespace or draft.action):
        return []
    zh, en = (
        "JSON 接口没有操作、命名空间和 SOAPAction，请留空。",
        "JSON has no operation, namespace or SOAPAction: leave them empty.",
    )
    return [FieldError("operation", "xml_only", zh, en)]


def _xml(draft: MountDraft) -> list[FieldError]:
    wrong = []
    if draft.form not in ("xml", "soap11", "soap12"):
        zh = "报文形式须为 JSON、XML、SOAP 1.1、SOAP 1.2 或本单位前置交换。"
        en = "The form is json, xml, soap11, soap12 or front."
        wrong.append(FieldError("form", "one_of", zh, en))
    if draft.method != "POST":
        wrong.append(FieldError("method", "post", "XML 接口只能用 POST。", "XML is sent by POST only."))
    if not _ELEMENT.fullmatch(draft.operation):
        zh, en = "请写操作的元素名，如 queryPerson。", "Name the operation's element, such as queryPerson."
        wrong.append(FieldError("operation", "element", zh, en))
    if draft.namespace and not _URI.fullmatch(draft.namespace):
        zh, en = "命名空间是一个 URI，不含空格和引号。", "A namespace is a URI, without spaces or quotes."
        wrong.append(FieldError("namespace", "uri", zh, en))
    if draft.action and not (_URI.fullmatch(draft.action) and draft.form.startswith("soap")):
        zh, en = "SOAPAction 只用于 SOAP，不含空格和引号。", "SOAPAction is SOAP's alone, without spaces or quotes."
        wrong.append(FieldError("action", "uri", zh, en))
    return wrong


def _asking(draft: MountDraft, table: Table) -> list[FieldError]:
    keys = {column.code for column in table.key}
    if set(draft.key_fields) != keys:
        zh, en = "请为每个主键信息项写明请求字段：{keys}。", "Name the request field of each key item: {keys}."
        return [FieldError("key_fields", "each_key", zh, en, keys=", ".join(sorted(keys)))]
    if draft.method == "GET":
        if not all(_HEADER.fullmatch(name) and not _is_own(name) for name in draft.key_fields.values()):
            return [_bad_header("key_fields")]
    elif draft.form not in ("json", FRONT):
        if not all(_ELEMENTS.fullmatch(name) for name in draft.key_fields.values()):
            zh = "请求元素写作“id”或“request.id”；属于操作命名空间的，前加 q:，如“q:id”。"
            en = "An element of the request is written like id or request.id; of the operation's own namespace with q: before it, like q:id."
            return [FieldError("key_fields", "element", zh, en)]
    elif not all(_PLACE.fullmatch(name) and "." not in name for name in draft.key_fields.values()):
        zh, en = "请求字段名不得为空，不含空格、点和引号。", "A request field's name has no spaces, dots or quotes."
        return [FieldError("key_fields", "field_name", zh, en)]
    return []


def _reading(draft: MountDraft, table: Table) -> list[FieldError]:
    wrong = []
    if draft.record_at and not _PLACE.fullmatch(draft.record_at):
        zh, en = "记录位置写作“data.person”。", "Where the record stands is written like data.person."
        wrong.append(FieldError("record_at", "place", zh, en))
    unknown = sorted(draft.item_fields.keys() - table.by_code.keys())
    missing = sorted({column.code for column in table.columns if not column.is_key} - draft.item_fields.keys())
    if unknown or missing:
        zh = "每个非主键信息项须写明在返回中的位置。缺少：{missing}；条目没有的：{unknown}。"
        en = "Say where each item that is no key stands in the answer. Missing: {missing}; not in the entry: {unknown}."
        given = {"missing": ", ".join(missing) or "-", "unknown": ", ".join(unknown) or "-"}
        wrong.append(FieldError("item_fields", "each_item", zh, en, **given))
    if not all(_PLACE.fullmatch(place) for place in draft.item_fields.values()):
        zh, en = "返回字段写作“name”或“base.name”。", "A field of the answer is written like name or base.name."
        wrong.append(FieldError("item_fields", "place", zh, en))
    return wrong


def _term(draft: MountDraft, today: date) -> list[FieldError]:
    wrong = []
    if not draft.reason.strip():
        zh, en = "请写明暂不能托管的原因（第七条）。", "Say why the data cannot be hosted yet (Art. 7)."
        wrong.append(FieldError("reason", "required", zh, en))
    if not today <= draft.until <= today + LONGEST_MOUNT:
        zh = "期限为今天起一年以内；到期仍不能托管的，重新挂接并说明。"
        en = "The date is within a year from today; whoever needs longer mounts again and says why."
        wrong.append(FieldError("until", "within_a_year", zh, en))
    if not TIMEOUTS[0] <= draft.timeout_ms <= TIMEOUTS[1]:
        zh, en = "超时为 {least} 至 {most} 毫秒。", "The time-out is {least} to {most} milliseconds."
        wrong.append(FieldError("timeout_ms", "range", zh, en, least=TIMEOUTS[0], most=TIMEOUTS[1]))
    if not 1 <= draft.at_once <= MOST_AT_ONCE:
        zh, en = "并发数为 1 至 {most}。", "Calls at once are 1 to {most}."
        wrong.append(FieldError("at_once", "range", zh, en, most=MOST_AT_ONCE))
    return wrong


def _is_own(header: str) -> bool:
    return header.lower() in _OWN_HEADERS


def _bad_header(name: str) -> FieldError:
    zh = "请求头名只含字母、数字和短横，且不得为 HTTP 自用的请求头。"
    en = "A header's name has letters, digits and hyphens, and is none of those that HTTP itself uses."
    return FieldError(name, "header", zh, en)
