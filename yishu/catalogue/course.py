"""The course of an entry as a timeline: who did what, when, and who is waited for (11.1)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from yishu.agencies.models import Agency
from yishu.catalogue import models
from yishu.catalogue.errors import WrongMoment
from yishu.catalogue.models import Entry
from yishu.catalogue.steps.queries import is_reviewed_first
from yishu.catalogue.vocabulary import EntryStatus, ResourceState
from yishu.core.actor import Actor
from yishu.shell.components import Step, Text

ACTS: dict[str, Text] = {
    "draft": _("登记编目"),
    "amend": _("修改"),
    "submit": pgettext_lazy("done", "提交审核"),
    "take_back": pgettext_lazy("done", "撤回修改"),
    "review": pgettext_lazy("done", "单位审核通过"),
    "sign_off": pgettext_lazy("done", "保密审查通过"),
    "return": pgettext_lazy("done", "退回修改"),
    "publish": pgettext_lazy("done", "审核通过并发布"),
    "confirm": pgettext_lazy("done", "年度确认：仍然有效"),
    "merge": pgettext_lazy("done", "并入其他资源"),
    "suspended": _("暂停共享"),
    "published": pgettext_lazy("done", "恢复共享"),
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
WAITING = (EntryStatus.IN_AGENCY_REVIEW, EntryStatus.IN_SECRECY_REVIEW, EntryStatus.IN_COORDINATOR_REVIEW)
"""Submitted, and not decided yet."""
STATE_TONES: dict[str, str] = {
    ResourceState.DRAFT: "grey",
    ResourceState.IMPORTED: "blue",
    ResourceState.PUBLISHED: "good",
    ResourceState.SUSPENDED: "warn",
    ResourceState.WITHDRAWN: "grey",
}


def put_down(entry: Entry, actor: Actor, act: str, opinion: str = "", *, now: datetime) -> None:
    """One step of a version's course; in the transaction of the command that takes it."""
    agency = Agency.objects.filter(pk=actor.agency_id).first()
    models.Step.objects.create(
        entry=entry,
        at=now,
        actor=actor.ref,
        actor_name=actor.name,
        agency_name=agency.name if agency else "",
        act=act,
        opinion=opinion,
    )


def wrong_moment(state: EntryStatus | ResourceState) -> WrongMoment:
    """The refusal of a step that does not follow, in both languages."""
    with override("zh-hans"):
        zh = str(state.label)
    with override("en"):
        return WrongMoment(state=zh, state_en=str(state.label))


def course_of(entry: Entry) -> list[Step]:
    """What was done to this version, then what follows."""
    return done(entry) + _to_come(entry)


def done(entry: Entry) -> list[Step]:
    """What was done to this version, by whom and when (11.1)."""
    return [
        Step(
            what=ACTS.get(str(step.act), str(step.act)),
            who=" ".join(filter(None, (step.agency_name, step.actor_name))),
            when=step.at,
            state="refused" if step.act in ("return", "suspended", "withdrawn") else "done",
            note=step.opinion,
        )
        for step in entry.steps.all()
    ]


def _to_come(entry: Entry) -> list[Step]:
    """What follows, in order; the first of it is whom it waits for now."""
    cataloguing = (_("提交审核"), _("本单位编目员"))
    own = (_("单位审核"), _("本单位审核员"))
    secrecy = (_("保密审查"), _("本单位保密审查员"))
    review = (_("审核并发布"), _("平台主管部门"))
    if entry.status in (EntryStatus.DRAFT, EntryStatus.RETURNED):
        first = [own] if is_reviewed_first(entry.resource.provider_id) else []
        rest = [cataloguing, *first, secrecy, review]
    else:
        rest = {
            EntryStatus.IN_AGENCY_REVIEW: [own, secrecy, review],
            EntryStatus.IN_SECRECY_REVIEW: [secrecy, review],
            EntryStatus.IN_COORDINATOR_REVIEW: [review],
        }.get(EntryStatus(entry.status), [])
    return [Step(*step, state="waiting" if n else "current") for n, step in enumerate(rest)]
