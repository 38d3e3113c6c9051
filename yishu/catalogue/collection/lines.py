"""A list of items that somebody means to collect, as the look-up answered it and as a cited law excepts it (12.1, 15.2, 16.2).

Tasks laid on lower agencies, forms of an agency's own and IT projects keep their lists as lines of this form, so that whatever makes the look-up
better serves all three.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.citing import check_citation
from yishu.catalogue.collection.checking import LONGEST_NAME, MOST_NAMES, Answer, Holder, check
from yishu.catalogue.errors import CitationDecided, CitationsWaiting, NoSuchLines, OpinionRequired
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import fold, is_plain

MOST_KEYS: Final = 3
"""How many items of a list may be there only to recognise whom the others are about."""


class Found(models.TextChoices):
    """What the catalogue has under an item's name. Obtainable: a resource that can be applied for has it, under the same name or a synonym."""

    OBTAINABLE = "obtainable", _("平台已有，可申请共享")
    SIMILAR = "similar", _("近似或暂不能申请")
    NEW = "new", _("平台没有")


class CollectedLine(models.Model):
    """One item of a list. `resource_name` and `provider_name` are as they were when it was looked up; `resource` is what is there now."""

    class Citation(models.TextChoices):
        NONE = "", _("无")
        WAITING = "waiting", _("待主管部门审核")
        PASSED = "passed", _("依据成立")
        REFUSED = "refused", _("依据不成立")

    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    is_key = models.BooleanField(default=False)  # recognises whom the others are about; it is not what is collected
    found = models.CharField(max_length=12, choices=Found)
    resource = models.ForeignKey(Resource, null=True, on_delete=models.PROTECT, related_name="+")
    resource_name = models.CharField(max_length=200, blank=True)
    provider_name = models.CharField(max_length=120, blank=True)
    item_name = models.CharField(max_length=120, blank=True)
    item_code = models.CharField(max_length=48, blank=True)
    citation = models.CharField(max_length=8, choices=Citation, default=Citation.NONE, blank=True)
    law = models.CharField(max_length=200, blank=True)
    article = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    cited_by = models.CharField(max_length=60, blank=True)
    cited_by_name = models.CharField(max_length=120, blank=True)
    cited_at = models.DateTimeField(null=True)
    reviewed_by_name = models.CharField(max_length=120, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    review_opinion = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_struck(self) -> bool:
        """It is had by sharing and no law excepts it: it is not collected."""
        return self.found == Found.OBTAINABLE and not self.is_key and self.citation != CollectedLine.Citation.PASSED

    @property
    def apply_path(self) -> str:
        """The application for this item, prefilled; the page is sharing's, which is above us."""
        code = self.resource.path_code if self.resource else ""
        return f"/sharing/apply/?resource={code}&items={self.item_code}"

    @property
    def cited(self) -> str:
        """The law that is cited, in one line."""
        return f"{self.law}{self.article}"


LAW_FIELDS: Final = (
    "citation", "law", "article", "reason", "cited_by", "cited_by_name", "cited_at", "reviewed_by_name", "reviewed_at", "review_opinion",
)  # fmt: skip
FOUND_FIELDS: Final = ("found", "resource", "resource_name", "provider_name", "item_name", "item_code")

Line = TypeVar("Line", bound=CollectedLine)


def look_up(names: Sequence[str], keys: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The fields of each line of a list, in order, each name once. Raises NoItemNames, TooManyItemNames, Invalid (`keys`, `names`)."""
    if not all(map(is_plain, (*names, *keys))):
        zh, en = "含有无法保存的控制字符，请删去。", "Holds control characters; take them out."
        raise Invalid(errors=[FieldError("names", "plain_text", zh, en)])
    answers = check(list(names))
    wanted = {fold(key) for key in keys if key.strip()}
    if len(wanted) > MOST_KEYS or wanted - {fold(answer.name) for answer in answers}:
        zh = "标识项须是所列信息项中的，最多 {most} 个。"
        en = "The identifying items are among those listed, {most} at most."
        raise Invalid(errors=[FieldError("keys", "among_the_items", zh, en, most=MOST_KEYS)])
    best = [_best(answer) for answer in answers]
    known = Resource.objects.in_bulk([one.resource for one in best if one], field_name="code")
    return [
        {"position": n, "name": answer.name, "is_key": fold(answer.name) in wanted, **_found(holder, known)}
        for n, (answer, holder) in enumerate(zip(answers, best, strict=True), 1)
    ]


def look_up_again(lines: Sequence[Line]) -> list[Line]:
    """Bring the lines up to what the catalogue has now, without saving; gives those that became obtainable since."""
    if not lines:
        return []
    anew: list[dict[str, Any]] = []
    for start in range(0, len(lines), MOST_NAMES):
        anew += look_up([line.name for line in lines[start : start + MOST_NAMES]])
    by_name = {fields["name"]: fields for fields in anew}
    became = []
    for line in lines:
        fields, was = by_name[line.name], line.found
        for name in FOUND_FIELDS:
            setattr(line, name, fields[name])
        if line.found == Found.OBTAINABLE and was != Found.OBTAINABLE:
            became.append(line)
    return became


def carry_citations(old: Iterable[CollectedLine], new: Iterable[CollectedLine]) -> None:
    """A list that is written anew keeps the laws that were cited for items of the same name, without saving."""
    cited = {fold(line.name): line for line in old if line.citation}
    for line in new:
        if before := cited.get(fold(line.name)):
            for name in LAW_FIELDS:
                setattr(line, name, getattr(before, name))


def chosen(lines: Iterable[Line], positions: Sequence[int]) -> list[Line]:
    """The lines at these positions. Raises NoSuchLines where one is not there, or none was chosen."""
    by_position = {line.position: line for line in lines}
    if not positions or any(position not in by_position for position in positions):
        raise NoSuchLines
    return [by_position[position] for position in dict.fromkeys(positions)]


def cite(actor: Actor, lines: Sequence[CollectedLine], *, law: str, article: str, reason: str, now: datetime) -> None:
    """A law, by its article, lets these items be collected although they can be had by sharing; the coordinator reviews that (15.2)."""
    if wrong := check_citation(law, article, reason):
        raise Invalid(errors=wrong)
    for line in lines:
        if not line.is_struck:
            zh = "“{name}”没有被划除，不需要说明依据。"
            en = "{name} is not struck out and needs no law."
            raise Invalid(errors=[FieldError("positions", "struck", zh, en, name=line.name)])
        line.citation = CollectedLine.Citation.WAITING
        line.law, line.article, line.reason = law.strip(), article.strip(), reason.strip()
        line.cited_by, line.cited_by_name, line.cited_at = actor.ref, actor.name, now
        line.reviewed_by_name, line.reviewed_at, line.review_opinion = "", None, ""
        line.save(update_fields=LAW_FIELDS)


def review(actor: Actor, lines: Sequence[CollectedLine], *, passes: bool, opinion: str, now: datetime) -> None:
    """Whether the cited law excepts these items; the caller has made sure that the coordinator asks. A refusal says why."""
    if not passes and not opinion.strip():
        raise OpinionRequired
    for line in lines:
        if line.citation != CollectedLine.Citation.WAITING:
            raise CitationDecided(name=line.name)
        line.citation = CollectedLine.Citation.PASSED if passes else CollectedLine.Citation.REFUSED
        line.reviewed_by_name, line.reviewed_at, line.review_opinion = actor.name, now, opinion.strip()
        line.save(update_fields=LAW_FIELDS)


def require_decided(lines: Iterable[CollectedLine]) -> None:
    """Raises CitationsWaiting where a cited law was not reviewed yet."""
    if waiting := [line.name for line in lines if line.citation == CollectedLine.Citation.WAITING]:
        raise CitationsWaiting(names="、".join(waiting))


def _best(answer: Answer) -> Holder | None:
    """What can be applied for, before what cannot; the check gives the surest first."""
    sure = [one for one in answer.holders if one.how != "near" and one.can_be_applied_for]
    return next(iter([*sure, *answer.holders]), None)


def _found(holder: Holder | None, known: dict[Any, Resource]) -> dict[str, Any]:
    if holder is None:
        empty = dict.fromkeys(("resource_name", "provider_name", "item_name", "item_code"), "")
        return {"found": Found.NEW, "resource": None, **empty}
    is_sure = holder.how != "near" and holder.can_be_applied_for
    return {
        "found": Found.OBTAINABLE if is_sure else Found.SIMILAR,
        "resource": known.get(holder.resource),
        "resource_name": holder.name,
        "provider_name": holder.provider,
        "item_name": holder.item,
        "item_code": holder.item_code,
    }
