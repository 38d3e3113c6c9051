"""What is overdue, whichever slice it belongs to: told once to who answers for it in its agency (34.1)."""

import hashlib
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from yishu.agencies.models import Agency, Role
from yishu.notices.kinds import Kind
from yishu.notices.telling import To, not_told, tell
from yishu.shell import duties
from yishu.shell.duties import Overdue

ANSWERABLE: Final = (Role.SIGNER, Role.REVIEWER, Role.DATA_OFFICER)
OVERDUE: Final = Kind("duty.overdue", _("事项逾期"), _("已逾期（应于 {due} 前办理）：{what}"), urgent=True)


def tell_overdue(now: datetime) -> int:
    """Tell each overdue duty one time: how many were told. The words are kept in both languages, as their slice says them."""
    chinese, english = _listed("zh-hans", now), _listed("en", now)
    agencies = dict(Agency.objects.filter(is_active=True).values_list("code", "pk"))
    fresh = not_told(OVERDUE, chinese)
    for once in fresh & english.keys():
        late = chinese[once]
        if late.agency_code in agencies:
            _tell(late, str(english[once].what), agencies[late.agency_code], once)
    return len(fresh)


@transaction.atomic
def _tell(late: Overdue, what_en: str, agency: int, once: str) -> None:
    to = To(agency, ANSWERABLE)
    said = {"what": late.what, "what_en": what_en, "due": late.due}
    tell(OVERDUE, to, said=said, path=late.url, once=once)


def _listed(language: str, now: datetime) -> dict[str, Overdue]:
    """By what tells each from every other, whatever the language."""
    with override(language):
        return {_name(late): late for late in duties.list_overdue(now) if late.due is not None}


def _name(late: Overdue) -> str:
    return hashlib.sha256(f"{late.agency_code} {late.url} {late.due}".encode()).hexdigest()
