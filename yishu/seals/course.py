"""The course of a document: drafted, sealed, ended, archived, its paper placed."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.node.clocks import Remaining
from yishu.seals.models import Document
from yishu.shell.components import Step

TONES: dict[str, str] = {
    Document.State.DRAFT: "warn",
    Document.State.DISCARDED: "grey",
    Document.State.ISSUED: "good",
    Document.State.SUPERSEDED: "grey",
    Document.State.REVOKED: "bad",
}


def steps_of(document: Document, remaining: Remaining | None) -> list[Step]:
    """What has happened, and what is waited for."""
    steps = [Step(pgettext("done", "拟制"), document.drafted_by_name, document.drafted_at, note=document.source)]
    if document.state == Document.State.DISCARDED:
        return [*steps, Step(_("草稿作废"), document.ended_by_name, document.ended_at, "refused")]
    if document.issued_at is None:
        return [
            *steps,
            Step(_("审签盖章"), _("本单位审签人（非拟制人）"), state="current"),
            Step(_("归档"), state="waiting"),
        ]
    steps.append(Step(_("签发并加盖电子印章"), document.issued_by_name, document.issued_at))
    if document.state == Document.State.REVOKED:
        steps.append(Step(_("证照被撤销"), document.ended_by_name, document.ended_at, "refused", document.end_reason))
    elif document.state == Document.State.SUPERSEDED:
        note = _("换发为 {number}").format(number=document.end_reason)
        steps.append(Step(_("换发"), document.ended_by_name, document.ended_at, "refused", note))
    return [*steps, _archived(document, remaining), *_paper(document)]


def _archived(document: Document, remaining: Remaining | None) -> Step:
    if document.bag is not None:
        return Step(_("归档"), document.bag.made_by_name, document.bag.made_at, note=document.bag.number)
    is_late = remaining is not None and remaining.days < 0
    return Step(_("归档"), state="late" if is_late else "current")


def _paper(document: Document) -> list[Step]:
    if not document.kind.is_permanent:
        return []
    if document.needs_paper:
        return [Step(_("纸质件归档"), state="current", note=_("永久保存：须登记纸质件存放位置"))]
    who, when = document.paper_recorded_by_name, document.paper_recorded_at
    return [Step(_("纸质件归档"), who, when, note=document.paper_location)]
