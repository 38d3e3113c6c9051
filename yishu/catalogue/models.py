"""The catalogue: resources, the versions of their entries, and items (Art. 6–11).

A resource is the lasting identity (its code is never reused); an entry is one version of what is said of it. A published entry is never edited: the next version
supersedes it (10.1). Code tables follow GB/T 21063 and the 2017 compilation guide.
"""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, Duty
from yishu.catalogue.vocabulary import (
    AlternativeKey,
    BaseDatabase,
    Category,
    Comparison,
    Cycle,
    Digitisation,
    EntryStatus,
    Format,
    ItemRole,
    ItemType,
    Mask,
    Mode,
    Openness,
    Provision,
    ResourceKind,
    ResourceState,
    Sensitivity,
)

LISTED = ("imported", "published", "suspended")
"""The states in which a resource stands in the directory."""


class Resource(models.Model):
    """The lasting identity of an information resource, with what the search page shows of its current entry."""

    code = models.CharField(max_length=40, unique=True)
    provider = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="resources")
    provider_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=ResourceState, default=ResourceState.DRAFT)
    current = models.OneToOneField("Entry", null=True, on_delete=models.PROTECT, related_name="+")
    # Facts of upper slices, filled by them: shown in search results without asking upwards.
    last_updated = models.DateTimeField(null=True)
    records = models.BigIntegerField(null=True)
    update_due = models.DateField(
        null=True
    )  # of the next update that is owed; past: late. None: no update is owed here
    popularity = models.BigIntegerField(default=0)  # how often it was granted
    # The current entry's own measures, 0 to 100, filled by `scoring.keeping.keep_measures`; None until it is measured.
    completeness = models.PositiveSmallIntegerField(null=True)
    validity = models.PositiveSmallIntegerField(null=True)
    described = models.PositiveSmallIntegerField(null=True)
    # What is searched, filled by `search.describe`: folded text and name of the current entry, and its facets as `name=value`. A GIN index over the
    # text's characters and bigrams and over the facets stands in the migration; `standing` orders: published, then popular, then fresh (by month).
    search_text = models.TextField(default="")
    folded_name = models.TextField(default="")
    facets = ArrayField(models.TextField(), default=list)
    standing = models.GeneratedField(
        expression=models.Func(
            models.F("state"), models.F("popularity"), models.F("last_updated"), function="yishu_standing"
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(fields=["provider", "code"], name="catalogue_resource_provider"),
            models.Index(
                models.F("standing").desc(), "code", name="catalogue_resource_standing", condition=Q(state__in=LISTED)
            ),
            models.Index(
                fields=["folded_name"],
                name="catalogue_resource_name",
                opclasses=["text_pattern_ops"],
                condition=Q(state__in=LISTED),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def path_code(self) -> str:
        """The code as it stands in a path: its slash written `-`."""
        return self.code.replace("/", "-")


class Entry(models.Model):
    """One version of what the catalogue says of a resource: the fields of 8.1."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="entries")
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=24, choices=EntryStatus, default=EntryStatus.DRAFT)
    name = models.CharField(_("信息资源名称"), max_length=200)
    summary = models.TextField(_("信息资源摘要"), blank=True)
    kind = models.CharField(_("资源种类"), max_length=20, choices=ResourceKind, default=ResourceKind.DATA)
    format = models.CharField(_("数据格式"), max_length=16, choices=Format)
    category = models.CharField(_("共享类别"), max_length=16, choices=Category)
    condition = models.TextField(_("共享条件或方式"), blank=True)
    legal_basis = models.TextField(_("不予共享依据"), blank=True)
    scope = models.CharField(_("共享范围"), max_length=200, blank=True)
    modes = ArrayField(models.CharField(max_length=10, choices=Mode), verbose_name=_("共享模式"), default=list)
    cycle = models.CharField(_("更新频度"), max_length=12, choices=Cycle)
    cycle_note = models.CharField(_("更新说明"), max_length=200, blank=True)
    timeliness = models.CharField(_("时效要求"), max_length=200, blank=True)
    provision = models.CharField(_("提供方式"), max_length=16, choices=Provision, default=Provision.HOSTED)
    openness = models.CharField(_("向社会开放"), max_length=12, choices=Openness)
    open_condition = models.CharField(_("开放条件"), max_length=300, blank=True)
    domain = models.CharField(_("数据领域"), max_length=120, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list)
    key_kind = models.CharField(max_length=24, default="plain")  # core.identifiers.KeyKind
    case_required = models.BooleanField(_("调用须填办件编号"), default=False)
    collection_rule = models.TextField(_("采集、发布与维护规则"), blank=True)
    base_database = models.CharField(_("所属基础数据库"), max_length=16, choices=BaseDatabase, blank=True)
    digitisation = models.CharField(
        _("数字化状态"), max_length=10, choices=Digitisation, default=Digitisation.STRUCTURED
    )
    digitisation_plan = models.TextField(_("数字化计划"), blank=True)
    digitisation_due = models.DateField(_("计划完成日期"), null=True)
    territory = models.CharField(
        _("数据覆盖区域"), max_length=6, blank=True
    )  # division code; empty: the provider's own
    subject_scope = models.CharField(_("数据覆盖对象"), max_length=120, blank=True)
    second_source_law = models.CharField(_("另设来源的依据"), max_length=300, blank=True)
    matters = ArrayField(models.CharField(max_length=120), verbose_name=_("需要该资源的跨部门事项"), default=list)
    related = ArrayField(models.CharField(max_length=40), verbose_name=_("关联资源"), default=list)
    standards = ArrayField(models.CharField(max_length=60), verbose_name=_("遵循的标准"), default=list)
    source_url = models.URLField(max_length=500, blank=True)
    imported_fields = models.JSONField(default=dict)  # as the open directory had them, dirt included
    drafted_by = models.CharField(max_length=60)
    submitted_by = models.CharField(max_length=60, blank=True)
    submitted_at = models.DateTimeField(null=True)
    opinion = models.TextField(blank=True)
    published_by = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "version"], name="catalogue_entry_version_once"),
            models.UniqueConstraint(
                fields=["resource"], condition=Q(status="published"), name="catalogue_entry_one_published"
            ),
        ]
        indexes = [
            GinIndex(fields=["related"], name="catalogue_entry_related"),
            models.Index(models.Func("name", function="yishu_folded"), name="catalogue_entry_folded"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shared_items(self) -> "list[Item]":
        """The items that may be asked for: all but those that are not shared (6.1)."""
        return [item for item in self.items.all() if item.sharing != Category.NON_SHARED]

    def category_of(self, codes: Iterable[str]) -> str:
        """The sharing category of some of its items together: the narrowest of theirs, where an item without its own has the entry's."""
        chosen = set(codes)
        narrower = {item.sharing for item in self.items.all() if item.code in chosen} - {""}
        return max({self.category, *narrower}, key=list(Category.values).index)


class Item(models.Model):
    """An information item (信息项) of an entry."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=48)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=10, choices=ItemType, default=ItemType.STRING)
    length = models.PositiveIntegerField(null=True)
    meaning = models.CharField(max_length=300, blank=True)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity, default=Sensitivity.ORDINARY)
    data_element = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=10, choices=ItemRole, blank=True)
    code_list = models.CharField(max_length=60, blank=True)
    codes = models.JSONField(default=dict)  # of the code list, as it was when this version was made: code → text
    # Narrower than the entry's own; empty: as the entry (6.1).
    sharing = models.CharField(max_length=16, choices=Category, blank=True)
    openness = models.CharField(max_length=12, choices=Openness, blank=True)
    mask = models.CharField(max_length=10, choices=Mask, blank=True)
    comparison = models.CharField(max_length=10, choices=Comparison, blank=True, default="", db_default="")
    is_key = models.BooleanField(default=False)
    alternative = models.CharField(max_length=1, choices=AlternativeKey, blank=True, default="", db_default="")
    required = models.BooleanField(default=False)
    # The name as names are compared (16.1): NFKC, lower case, without blanks.
    folded = models.GeneratedField(
        expression=models.Func(models.F("name"), function="yishu_folded"),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["folded"], name="catalogue_item_folded"),
            models.Index(fields=["data_element"], name="catalogue_item_element", condition=~Q(data_element="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry", "code"], name="catalogue_item_code_once"),
            models.UniqueConstraint(fields=["entry", "position"], name="catalogue_item_position_once"),
        ]


class SignOff(models.Model):
    """The secrecy review's result: this entry's items hold no state secret (21.1). Valid for this version of the entry only."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="sign_off")
    scope = models.TextField()
    reviewer = models.CharField(max_length=60)
    reviewer_name = models.CharField(max_length=60)
    signed_at = models.DateTimeField()


class Step(models.Model):
    """What happened to an entry: who did what, when (11.1)."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=60)
    agency_name = models.CharField(max_length=120)
    act = models.CharField(max_length=40)
    opinion = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]


class CodeCounter(models.Model):
    """The next sequence number under a prefix; taken in the transaction that uses it, never given twice."""

    prefix = models.CharField(primary_key=True, max_length=20)
    next = models.PositiveIntegerField(default=1)


class Synonym(models.Model):
    """Words that find each other."""

    word = models.CharField(max_length=30)
    also = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "also"], name="catalogue_synonym_once")]


class DutyHolding(models.Model):
    """A resource that holds the data of a duty (4.1)."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="holdings")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="duty_holdings")
    linked_by = models.CharField(max_length=60)
    linked_by_name = models.CharField(max_length=120)
    linked_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["duty", "resource"], name="catalogue_duty_holding_once")]


class HoldingExemption(models.Model):
    """Why the data of a duty is not in the catalogue: a law, by article (4.1)."""

    duty = models.OneToOneField(Duty, on_delete=models.CASCADE, related_name="exemption")
    law = models.CharField(_("法律、法规或规章"), max_length=200)
    article = models.CharField(_("条款"), max_length=60)
    reason = models.TextField(_("理由"))
    cited_by = models.CharField(max_length=60)
    cited_by_name = models.CharField(max_length=120)
    cited_at = models.DateTimeField()
