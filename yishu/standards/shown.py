"""The life of one version as a timeline, and its representation in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.core.actor import Actor
from yishu.shell.components import Step
from yishu.standards import notation
from yishu.standards.models import Standard, State


def course_of(kept: Any, viewer: Actor | None) -> list[Step]:
    """Who proposed it, who decided with whom, what became of it. Persons are named to those who have logged in."""
    steps = [Step(pgettext("done", "提出"), _who(kept, kept.proposed_by_name, viewer), kept.proposed_at)]
    if kept.proposed_by == "platform":
        steps = [Step(_("平台预置"), _("随平台发布，依据公开标准"))]
    if kept.state == State.PROPOSED:
        steps.append(Step(_("审定并发布"), _("平台主管部门，与标准化主管部门联合发布"), state="current"))
    elif kept.state == State.REJECTED:
        who = kept.decided_by_name if viewer else ""
        steps.append(Step(pgettext("done", "未采纳"), who, kept.decided_at, "refused", kept.opinion))
    elif kept.decided_at:
        jointly = _("与{body}联合发布").format(body=kept.jointly_with)
        who = " ".join(filter(None, (_("平台主管部门"), kept.decided_by_name if viewer else "")))
        steps.append(Step(pgettext("done", "发布"), who, kept.decided_at, note=f"{jointly} {kept.document}"))
    if kept.state == State.REPLACED:
        successor = str(kept.replaced_by or "")
        steps.append(Step(pgettext("done", "被替代"), "", kept.ended_at, "done", successor))
    elif kept.state == State.ABOLISHED:
        steps.append(Step(pgettext("done", "废止"), "", kept.ended_at, "refused", kept.opinion))
    elif isinstance(kept, Standard) and kept.replaced_by:
        steps.append(Step(_("将被替代"), "", None, "waiting", str(kept.replaced_by)))
    return steps


def form_in_words(representation: str) -> str:
    """What `c..50` means; empty where there is none."""
    form = notation.read(representation)
    if form is None:
        return ""
    kinds = {
        "a": _("字母"),
        "an": _("字母和数字"),
        "c": _("字符"),
        "n": _("数字"),
        "d": _("年月日"),
        "dt": _("年月日和时刻"),
        "t": _("时刻"),
        "b": _("是或否"),
        "ul": _("不限长度的文本"),
    }
    kind = kinds[form.kind]
    if form.kind in ("d", "dt", "t", "b", "ul") or form.most is None:
        return kind
    if form.decimals:
        return _("{kind}，至多 {most} 位，其中小数 {decimals} 位").format(
            kind=kind, most=form.most, decimals=form.decimals
        )
    if form.least == form.most:
        return _("{kind}，{most} 位").format(kind=kind, most=form.most)
    if form.least:
        return _("{kind}，{least} 至 {most} 位").format(kind=kind, least=form.least, most=form.most)
    return _("{kind}，至多 {most} 位").format(kind=kind, most=form.most)


def _who(kept: Any, name: str, viewer: Actor | None) -> str:
    agency = kept.proposer.name if kept.proposer else ""
    return " ".join(filter(None, (agency, name if viewer else "")))
