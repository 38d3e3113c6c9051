"""Why a governed call is refused: one code each (26.5)."""

from datetime import UTC, datetime

from yishu.core.calendar import seconds_left
from yishu.core.errors import FieldError, Problem
from yishu.sharing.rules import Denied


class NoGrant(Problem):
    """You have no grant for this resource: apply for it, or name the caller that the grant was given to."""

    code = "no_grant"
    status = 403
    zh = "您没有该资源的授权：请先申请，或使用授权所列的应用系统、人员调用。"


class GrantExpired(Problem):
    """The grant has expired: apply again."""

    code = "grant_expired"
    status = 403
    zh = "授权已过期，请重新申请。"


class GrantNotYetValid(Problem):
    """The grant is not valid yet."""

    code = "grant_not_yet_valid"
    status = 403
    zh = "授权尚未生效。"


class ModeNotGranted(Problem):
    """The grant does not allow this service mode ({mode})."""

    code = "mode_not_granted"
    status = 403
    zh = "授权不含此共享模式（{mode}）。"


class PurposeNotGranted(Problem):
    """The grant does not serve this duty: name a duty of the grant in purpose.duty."""

    code = "purpose_not_granted"
    status = 403
    zh = "授权不用于此履职事项：请在 purpose.duty 中写授权所列的事项。"


class CaseRequired(Problem):
    """This grant wants the case that each call serves: name it in purpose.case."""

    code = "case_required"
    status = 403
    zh = "该授权要求写明办件：请填写 purpose.case。"


class ItemNotGranted(Problem):
    """The grant does not hold these items: {items}."""

    code = "item_not_granted"
    status = 403
    zh = "授权不含以下信息项：{items}。"


class ItemRetired(Problem):
    """The entry has these items no more: {items}. What is published now lacks them; a grant with bulk that names them still copies them from versions of before (bulk?version=), until it ends."""

    code = "item_retired"
    status = 410
    zh = "目录条目已不再含以下信息项：{items}。现在的数据没有它们；授权含批量复制的，到期前仍可从此前的数据版本取得（bulk?version=）。"


class UnknownItem(Problem):
    """The resource has no such items: {items}. See its entry for their codes."""

    code = "unknown_item"
    status = 422
    zh = "该资源没有以下信息项：{items}，信息项代码见目录条目。"


class ResourceSuspended(Problem):
    """Sharing of {code} is suspended for now; ask its provider."""

    code = "resource_suspended"
    status = 409
    zh = "{code} 已暂停共享，请与提供单位联系。"


class ResourceNotShared(Problem):
    """{code} is not shared any more by its entry in force, and grants given before open nothing; ask its provider."""

    code = "resource_not_shared"
    status = 409
    zh = "{code} 的现行目录条目为非共享，原有授权不再提供数据，请与提供单位联系。"


class NotHosted(Problem):
    """{code} is in the catalogue, but nothing of it is hosted yet."""

    code = "not_hosted"
    status = 409
    zh = "{code} 已编目，但尚无托管数据。"


class MalformedSubject(Problem):
    """The subject cannot be read as the resource's key; see errors."""

    code = "malformed_subject"
    status = 422
    zh = "查询对象不符合该资源的主键要求，见 errors。"


class TooManySubjects(Problem):
    """At most {most} subjects fit in one call: split the list, or apply for a bulk copy."""

    code = "too_many_subjects"
    status = 422
    zh = "一次最多 {most} 个查询对象：请分批调用，或申请批量复制。"


class CopyNotFound(Problem):
    """Your agency fetched no copy with this receipt: give it as the header Yishu-Receipt had it."""

    code = "copy_not_found"
    status = 404
    zh = "本单位没有此回执的副本：请按响应头 Yishu-Receipt 填写完整的回执。"


class NoResourceFits(Problem):
    """The file's columns do not tell which resource it is of ({count} would do): name the one that it may be a copy of."""

    code = "no_resource_fits"
    status = 422
    zh = "按文件的列不能确定它是哪一项资源（相符的有 {count} 项）：请写明资源代码。"


class Busy(Problem):
    """The platform has too many calls waiting: try again in a moment."""

    code = "busy"
    status = 503
    zh = "平台繁忙，请稍后重试。"


class Unavailable(Problem):
    """The platform cannot write evidence now, so it answers nobody: try again in a moment."""

    code = "unavailable"
    status = 503
    zh = "平台暂时无法留痕，因此不提供数据，请稍后重试。"


class BackendUnavailable(Problem):
    """The provider's own interface cannot be reached now, or has too many calls waiting: try again in a moment, or ask its provider."""

    code = "backend_unavailable"
    status = 503
    zh = "提供单位接口暂时无法连接或等待过多，请稍后重试，或与提供单位联系。"


class BackendTimeout(Problem):
    """The provider's own interface did not answer in time: try again in a moment, or ask its provider."""

    code = "backend_timeout"
    status = 504
    zh = "提供单位接口未在规定时间内答复，请稍后重试，或与提供单位联系。"


class BackendFailed(Problem):
    """The provider's own interface answered with an error, or with what cannot be read as its declared items: its provider must mend it."""

    code = "backend_failed"
    status = 502
    zh = "提供单位接口答复有误，或与其声明的信息项不符，须由提供单位修复。"


class RowItemGone(Problem):
    """This grant opens only some records, told apart by the item {item}, which the resource does not have any more: apply again."""

    code = "row_item_gone"
    status = 403
    zh = "该授权只开放部分记录，而资源已没有用来划定范围的信息项 {item}，请重新申请。"


class NetworkNotGranted(Problem):
    """The grant holds for other networks than the one this call comes from: call from there, or ask the provider to change the grant."""

    code = "network_not_granted"
    status = 403
    zh = "本次调用的来源不在授权的网段内：请从授权的网段调用，或向提供单位申请变更授权。"


class BatchTooLarge(Problem):
    """The grant allows fewer subjects in one call: split the list."""

    code = "batch_too_large"
    status = 422
    zh = "查询对象超过授权的每次调用上限，请分批调用。"


class CopyTooLarge(Problem):
    """The copy would hold more records than the grant allows: ask the provider for fewer rows or a higher limit, or follow the changes by `since`."""

    code = "copy_too_large"
    status = 403
    zh = "副本的记录数超过授权的上限：请向提供单位申请更小的记录范围或更高的上限，或用 since 只取变化。"


class TotalUsedUp(Problem):
    """The grant's total number of subjects is used up: apply for a change or a renewal."""

    code = "total_used_up"
    status = 403
    zh = "授权的总人次已用完或不足本次调用，请申请变更或续期。"


class DayUsedUp(Problem):
    """The grant's number of subjects for today is used up, or too little for this call: call again tomorrow, or apply for a change."""

    code = "day_used_up"
    status = 429
    zh = "授权的当日人次已用完或不足本次调用，请明日再调用，或申请变更授权。"

    def __init__(self, *, errors: list[FieldError] | None = None, **params: object) -> None:
        super().__init__(errors=errors, **params)
        self.pause = seconds_left(datetime.now(UTC))


class RateExceeded(Problem):
    """The grant allows fewer subjects a second: slow down, and try again in a moment."""

    code = "rate_exceeded"
    status = 429
    zh = "超过授权的每秒人次，请放慢调用，稍后重试。"
    pause = 1


class TooManyAtOnce(Problem):
    """As many calls under this grant are under way as it allows at once: let one end, then try again."""

    code = "calls_at_once_used_up"
    status = 429
    zh = "授权允许同时进行的调用已满，请待其中一次结束后重试。"
    pause = 1


class UseSuspended(Problem):
    """Use is suspended because of unusual use, until the platform lifts it: contact {whom}."""

    code = "use_suspended"
    status = 403
    zh = "因使用异常，本项使用已被暂停，须由平台恢复：请与{whom}联系。"


class UseThrottled(Problem):
    """Use is limited for now because of unusual use, and that is used up or too little for this call: try again later, or contact {whom}."""

    code = "use_throttled"
    status = 429
    zh = "因使用异常，本项使用暂被限量，现已用完或不足本次调用：请稍后再试，或与{whom}联系。"


_BY_REASON: dict[str, type[Problem]] = {
    problem.code: problem
    for problem in (
        NoGrant,
        GrantExpired,
        GrantNotYetValid,
        ModeNotGranted,
        PurposeNotGranted,
        CaseRequired,
        ItemNotGranted,
        NetworkNotGranted,
        BatchTooLarge,
        CopyTooLarge,
        TotalUsedUp,
        DayUsedUp,
        RateExceeded,
        TooManyAtOnce,
    )
}


def problem_of(denied: Denied, mode: str) -> Problem:
    """The problem that says why a decision went against the caller."""
    if denied.restraint is None:
        return _BY_REASON[denied.reason](items=", ".join(denied.items), mode=mode)
    whom = denied.restraint.whom
    if denied.reason == "use_suspended":
        return UseSuspended(whom=whom)
    problem = UseThrottled(whom=whom)
    problem.pause = 1 if denied.reason == "rate_throttled" else seconds_left(datetime.now(UTC))
    return problem
