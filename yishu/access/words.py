"""Words of the page for verifying and querying."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yishu.core.identifiers import KeyKind

_KEY_HINTS: Final[dict[KeyKind, str | Promise]] = {
    KeyKind.RESIDENT_ID: _("18 位公民身份号码，末位可为 X"),
    KeyKind.IDENTITY_DOCUMENT: _("证件上的号码"),
    KeyKind.USCC: _("18 位统一社会信用代码"),
    KeyKind.ORG_CODE: _("9 位组织机构代码，如 D2143569-X"),
    KeyKind.LEGAL_ENTITY: _("18 位统一社会信用代码，或 9 位组织机构代码"),
    KeyKind.LICENCE_NO: _("15 位营业执照注册号"),
    KeyKind.DIVISION: _("行政区划代码，如 330106"),
}

REMEDIES: Final[dict[str, str | Promise]] = {
    "no_grant": _("授权可能刚被收回，或没有把您列为使用人。请刷新页面查看授权状态，或请本单位经办人重新申请。"),
    "grant_expired": _("请本单位经办人重新申请，审核通过后即可继续使用。"),
    "grant_not_yet_valid": _("请在授权生效之后再使用。"),
    "mode_not_granted": _("请改用授权所列的共享模式。"),
    "purpose_not_granted": _("请选择授权所列的履职事项；如需用于其他事项，请另行申请。"),
    "case_required": _("请填写所办件的编号后再提交。"),
    "item_not_granted": _("请只使用授权所列的信息项；如需其他信息项，请另行申请。"),
    "item_retired": _("请去掉这些信息项后再试；仍需要的，请联系提供单位。"),
    "resource_suspended": _("资源恢复共享后即可使用；急用请联系提供单位。"),
    "not_hosted": _("提供单位发布数据后即可使用。"),
    "resource_not_found": _("资源可能已撤销，请在目录中查找替代资源。"),
    "ambiguous_subject": _("请改用主键，或再核对号码；平台不会替您选一条。"),
    "alternative_not_ready": _("请改按主键查询，或几分钟后再试。"),
    "unavailable": _("平台无法留痕时不提供数据。请稍后再试，仍不行请联系平台管理员。"),
    "busy": _("请稍后再试。"),
    "backend_unavailable": _("该资源由提供单位接口实时答复。请稍后再试，仍不行请联系提供单位。"),
    "backend_timeout": _("该资源由提供单位接口实时答复。请稍后再试，仍不行请联系提供单位。"),
    "backend_failed": _("请联系提供单位修复其接口；平台已将此次失败记录在案。"),
}
"""What somebody who was refused can do, by the refusal's code."""


def key_hint(kind: KeyKind) -> str | Promise:
    """How the key of this kind is written."""
    return _KEY_HINTS.get(kind, "")
