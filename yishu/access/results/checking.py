"""What anybody is told of a result sheet: that it was issued, when, by which agency, for which resource, and whether the evidence agrees. Nothing of its subjects."""

from uuid import UUID

from django.utils.translation import gettext, gettext_lazy

from yishu.access.results.models import ResultSheet
from yishu.access.results.rules import typed_number
from yishu.audit import queries as audit
from yishu.audit.errors import RecordNotFound
from yishu.audit.record import Record
from yishu.core.calendar import SHANGHAI
from yishu.seals.papers import Paper
from yishu.seals.rules import typed_code


def by_code(number: str, code: str) -> Paper | None:
    found = ResultSheet.objects.filter(number=typed_number(number), check_code=typed_code(code)).first()
    return _paper(found) if found else None


def by_digest(sha256: str) -> Paper | None:
    found = ResultSheet.objects.filter(sha256=sha256).first()
    return _paper(found) if found else None


def agrees(sheet: ResultSheet) -> bool:
    """Whether the call and the issuing are on record as they were written, and say what the sheet's row says."""
    call, issuing = _recorded(sheet.call), _recorded(sheet.receipt)
    if call is None or issuing is None:
        return False
    same = all(
        (record.actor, record.agency, record.resource) == (sheet.issued_by, sheet.agency, sheet.resource)
        for record in (call, issuing)
    )
    told = (issuing.target, issuing.detail.get("digest"), issuing.detail.get("receipt"))
    return same and told == (sheet.number, sheet.sha256, sheet.call) and len(call.subjects) == 16 * sheet.subjects


def _recorded(receipt: str) -> Record | None:
    """The record of a receipt, where it still is what the receipt was given for."""
    number, _, leaf = receipt.partition(".")
    try:
        seen = audit.get_record(audit.Scope("", (), everything=True), UUID(number))
    except RecordNotFound:
        return None
    return seen.record if seen.leaf == leaf and seen.hash_holds and seen.columns_hold else None


def _paper(sheet: ResultSheet) -> Paper:
    modes = {"verify": gettext("比对验证"), "query": gettext("查询引用")}
    version = gettext("第 %(n)d 版") % {"n": sheet.version} if sheet.version else gettext("提供单位接口实时答复")
    facts = (
        (gettext_lazy("使用单位"), sheet.agency_name),
        (gettext_lazy("出具时间"), f"{sheet.issued_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"),
        (gettext_lazy("信息资源"), f"{sheet.resource_name}（{sheet.resource}）"),
        (gettext_lazy("提供单位"), sheet.provider_name),
        (gettext_lazy("共享模式"), modes[sheet.mode]),
        (gettext_lazy("数据版本"), version),
        (gettext_lazy("对象数"), str(sheet.subjects)),
        (gettext_lazy("回执编号"), sheet.call.partition(".")[0]),
    )
    standing = "on_record" if agrees(sheet) else "disputed"
    return Paper(gettext_lazy("核验结果单"), sheet.number, standing, facts, sheet.sha256)
