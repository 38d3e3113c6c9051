"""The course of an entry as a timeline: who did what, when, and who is waited for (11.1)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yishu.catalogue.models import Entry, EntryStatus, ResourceState
from yishu.shell.components import Step, Text

ACTS: dict[str, Text] = {
    "draft": _("登记编目"),
    "amend": _("修改"),
    "submit": pgettext_lazy("done", "提交审核"),
    "review": pgettext_lazy("done", "单位审核通过"),
    "sign_off": pgettext_lazy("done", "保密审查通过"),
    "return": pgettext_lazy("done", "退回修改"),
    "publish": pgettext_lazy("done", "审核通过并发布"),
    "suspended": _("暂停共享"),
    "withdrawn": _("撤销"),
}
TONES: dict[str, str] = {
    EntryStatus.DRAFT: "grey",
    EntryStatus.IN_AGENCY_REVIEW: "warn",
    EntryStatus.IN_SECRECY_REVIEW: "warn",
    EntryStatus.IN_COORDINATOR_REVIEW: "warn",
    EntryStatus.PUBLISHED: "good",
    EntryStatus.SUPERSEDED: "grey",
    EntryStatus.RETURNED: "bad",
    EntryStatus.IMPORTED: "blue",
}
STATE_TONES: dict[str, str] = {
    ResourceState.DRAFT: "grey",
    ResourceState.IMPORTED: "blue",
    ResourceState.PUBLISHED: "good",
    ResourceState.SUSPENDED: "warn",
    ResourceState.WITHDRAWN: "grey",
}


def course_of(entry: Entry) -> list[Step]:
    """What was done to this version, then what follows."""
    done = [
        Step(
            what=ACTS.get(str(step.act), str(step.act)),
            who=" ".join(filter(None, (step.agency_name, step.actor_name))),
            when=step.at,
            state="refused" if step.act in ("return", "suspended", "withdrawn") else "done",
            note=step.opinion,
        )
        for step in entry.steps.all()
    ]
    return done + _to_come(entry)


def _to_come(entry: Entry) -> list[Step]:
    cataloguing = Step(_("提交审核"), _("本单位编目员"), state="current")
    secrecy = (_("保密审查"), _("本单位保密审查员"))
    review = (_("审核并发布"), _("平台主管部门"))
    if entry.status in (EntryStatus.DRAFT, EntryStatus.RETURNED):
        return [cataloguing, Step(*secrecy, state="waiting"), Step(*review, state="waiting")]
    if entry.status == EntryStatus.IN_AGENCY_REVIEW:
        own = Step(_("单位审核"), _("本单位审核员"), state="current")
        return [own, Step(*secrecy, state="waiting"), Step(*review, state="waiting")]
    if entry.status == EntryStatus.IN_SECRECY_REVIEW:
        return [Step(*secrecy, state="current"), Step(*review, state="waiting")]
    if entry.status == EntryStatus.IN_COORDINATOR_REVIEW:
        return [Step(*review, state="current")]
    return []
