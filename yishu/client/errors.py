"""What a caller catches: `Refused`, whatever stood in the way, and the few kinds of it that are caught apart."""

from typing import Final

from yishu.core.errors import Language, Problem
from yishu.wire.batches import UploadStatus
from yishu.wire.problems import ProblemMessage, WrongField

_LIMITS: Final = frozenset({"total_used_up"})  # beside 429


class Refused(Exception):
    """The node refuses, or could not be asked. `code` is the node's own (docs/reference/errors.md), or begins with `client_` for what this side found.

    `title`, `detail` and the messages of `errors` are in the language of the client. `receipt`: of the refusal on record, else empty.
    `again_after`: seconds after which the node would have the call repeated, where it says so.
    """

    def __init__(self, told: ProblemMessage, again_after: float | None = None) -> None:
        self.code, self.status, self.title, self.detail = told.code, told.status, told.title, told.detail
        self.errors: tuple[WrongField, ...] = told.errors
        self.receipt, self.again_after = told.receipt, again_after
        fields = "".join(f" [{each.field}: {each.message}]" for each in told.errors)
        on_record = f" ({told.receipt})" if told.receipt else ""
        super().__init__(f"{told.code}: {told.detail or told.title}{fields}{on_record}")

    def __reduce__(self) -> tuple[object, ...]:
        told = ProblemMessage(self.code, self.status, self.title, self.detail, self.errors, self.receipt)
        return type(self), (told, self.again_after)


class NotRecognised(Refused):
    """401: the key, token or signature is not one that the node knows, or not any more."""


class NotGranted(Refused):
    """403: nothing gives this caller this use; the code says what is missing."""


class LimitReached(Refused):
    """429, and the total of a grant: so many calls, or so many wrong claims, are not allowed. `again_after` says when they are."""


class Unavailable(Refused):
    """The node, or what it answers from, does not serve at the moment: what was asked may work later."""


class Held(Refused):
    """The batch waits for a person, since too many of its records are bad: `upload` says how many. The same call, once somebody has decided, tells what became of it."""

    upload: UploadStatus


def refused(told: ProblemMessage, again_after: float | None = None) -> Refused:
    """As the kind that it is."""
    if told.status == 401:
        return NotRecognised(told, again_after)
    if told.status == 429 or told.code in _LIMITS:
        return LimitReached(told, again_after)
    if told.status == 403:
        return NotGranted(told, again_after)
    if told.status == 408 or told.status >= 500:
        return Unavailable(told, again_after)
    return Refused(told, again_after)


def found_here(problem: Problem, language: Language) -> Refused:
    """What this side found, as the caller gets it."""
    return refused(told_of(problem, language))


def told_of(problem: Problem, language: Language) -> ProblemMessage:
    return ProblemMessage(problem.code, problem.status, problem.title(language), problem.detail(language))


class NotReached(Problem):
    """The node at {url} does not answer ({reason}): check address, network and certificate; then call again."""

    code = "client_not_reached"
    status = 503
    zh = "节点 {url} 没有应答（{reason}）：请检查地址、网络和证书，然后重试。"


class BrokenOff(Problem):
    """What the node sent broke off ({reason}) and is not whole: fetch it again; a copy prepared as a file goes on where it broke off."""

    code = "client_broken_off"
    status = 503
    zh = "节点的应答中途断开（{reason}），内容不完整：请重新取用；先准备成文件的副本可从断处继续。"


class AnswerStrange(Problem):
    """The answer is not that of a Yishu node: check the address {url}."""

    code = "client_answer_strange"
    status = 422
    zh = "应答不是一数节点的应答：请检查地址 {url}。"


class DigestDiffers(Problem):
    """What arrived is not the file that the node announced (SHA-256): fetch it again."""

    code = "client_digest_differs"
    status = 503
    zh = "收到的内容与节点给出的摘要（SHA-256）不符：请重新取用。"


class AddressWrong(Problem):
    """The node's address begins with https:// and has no query; http:// is for this very machine only."""

    code = "client_address_wrong"
    status = 422
    zh = "节点地址应以 https:// 开头，不带参数；http:// 只可用于本机。"


class CallerUnclear(Problem):
    """Say who calls: one of key and token, in printable ASCII, or signing_key (Ed25519 or P-256, as PEM) together with keyid."""

    code = "client_caller_unclear"
    status = 422
    zh = "请写明由谁调用：key、token 中的一个（可见的 ASCII 字符），或 signing_key（Ed25519 或 P-256，PEM 格式）连同 keyid。"


class PackageMissing(Problem):
    """This needs the package {package}: pip install "yishu[{extra}]"."""

    code = "client_package_missing"
    status = 422
    zh = '此项功能需要 {package}：pip install "yishu[{extra}]"。'


class ContentUnclear(Problem):
    """Say by media_type what {what} is: one of {known}; a file is known by its ending."""

    code = "client_content_unclear"
    status = 422
    zh = "请用 media_type 写明 {what} 的格式：{known} 之一；文件也可凭扩展名。"


class BatchHeld(Problem):
    """The node holds this batch ({bad} of {records} records break a rule): a data officer of the agency releases or discards it on the portal, under uploads and held batches."""

    code = "client_batch_held"
    status = 409
    zh = "节点已暂存这一批（{records} 条中 {bad} 条不合规则）：请本单位数据专员在门户“上传和暂存”中放行或弃用。"


class BatchNotPublished(Problem):
    """This file was not published ({state}): {reason}"""

    code = "client_batch_not_published"
    status = 409
    zh = "此文件未入库（{state}）：{reason}"


class StillUnderWay(Problem):
    """The node has not finished within {seconds} s: it goes on by itself; ask again later, publishing under the same idempotency_key."""

    code = "client_still_under_way"
    status = 503
    zh = "节点在 {seconds} 秒内尚未办完，会继续办理：请稍后再问，发布的用同一个 idempotency_key。"


class AgentKeyWrong(Problem):
    """agent_key is no front agent's public key: 44 characters of base64, as the provider has told you."""

    code = "client_agent_key_wrong"
    status = 422
    zh = "agent_key 不是前置交换的公钥：应为提供单位告知的 44 个字符（base64）。"


class BlindAnswerWrong(Problem):
    """What came back is not the provider's agent's answer to this very question: somebody on the way has changed or exchanged it. Do not rely on it; tell the provider and the platform."""

    code = "client_blind_answer_wrong"
    status = 422
    zh = "返回的不是提供单位前置交换对这次问询的答复，途中被改动或调换：请勿采信，并告知提供单位和平台。"


class BlindStopped(Problem):
    """Too many different values were claimed wrongly today of an item of this subject: the provider's agent compares nothing else of it until tomorrow. Check the papers, or ask the provider."""

    code = "client_blind_stopped"
    status = 429
    zh = "今天对同一对象的同一信息项已有太多不同的值比对不符，提供单位的前置交换今日不再比对：请核实材料，或与提供单位联系。"


class BlindSubject(Problem):
    """The subject in the envelope has not the form of the resource's key: see its entry."""

    code = "client_blind_subject"
    status = 422
    zh = "信封里的对象不是该资源主键的形式：请对照目录条目。"
