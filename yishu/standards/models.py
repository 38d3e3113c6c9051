"""Standards, code lists and data elements, each with its versions and its life: proposed, in force, replaced (5.3, 12.1).

A row is one version. What is in force is never edited: its next version, or a successor of another name, replaces it when it is adopted.
"""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency


class State(models.TextChoices):
    PROPOSED = "proposed", _("建议中")
    IN_FORCE = "in_force", _("现行有效")
    REPLACED = "replaced", _("已被替代")
    ABOLISHED = "abolished", _("已废止")
    REJECTED = "rejected", _("未采纳")


class StandardKind(models.TextChoices):
    DATA_ELEMENTS = "data_elements", _("数据元")
    CODE_LIST = "code_list", _("代码集")
    FORMAT = "format", _("数据格式")
    INTERFACE_RULES = "interface_rules", _("接口规则")
    CATALOGUE = "catalogue", _("目录体系")
    SECURITY = "security", _("安全")
    DOCUMENTS = "documents", _("文书、证照与归档")


class ElementType(models.TextChoices):
    """The types of the catalogue's items, by the same words."""

    STRING = "string", _("字符型")
    INTEGER = "integer", _("整数型")
    DECIMAL = "decimal", _("数值型")
    DATE = "date", _("日期型")
    DATETIME = "datetime", _("日期时间型")
    BOOLEAN = "boolean", _("布尔型")


class ElementSensitivity(models.TextChoices):
    """The grades of the catalogue's items, by the same words."""

    ORDINARY = "ordinary", _("一般")
    PERSONAL = "personal", _("个人信息")
    SENSITIVE = "sensitive", _("敏感个人信息")


class ScopeKind(models.TextChoices):
    """By what an element's authoritative sources divide it among themselves (4.3)."""

    TERRITORY = "territory", _("按管辖范围")
    SUBJECT = "subject", _("按对象范围")


class Kind(models.TextChoices):
    """What the register keeps; also the word in addresses."""

    ELEMENT = "elements", _("数据元")
    CODE_LIST = "code-lists", _("代码集")
    STANDARD = "standards", _("标准")


class Kept(models.Model):
    """What standards, code lists and data elements have in common: a proposal by one, and a decision by another (5.1, 5.3)."""

    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PROPOSED)
    note = models.TextField(_("说明"), blank=True)
    # Identifiers (codes, of standards) of what this one replaces beside the version before it.
    replaces = ArrayField(models.CharField(max_length=60), verbose_name=_("替代"), default=list, blank=True)
    proposer = models.ForeignKey(
        Agency, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("建议单位")
    )
    proposed_by = models.CharField(max_length=60)
    proposed_by_name = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    opinion = models.TextField(_("审定意见"), blank=True)
    # The standards body with which it was issued, and the number of the document that issued it.
    jointly_with = models.CharField(_("联合发布的标准化主管部门"), max_length=120, blank=True)
    document = models.CharField(_("发布文号"), max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)

    kept_as: ClassVar[Kind]
    key_field: ClassVar[str] = "identifier"

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        """The lasting identifier; of a standard its code."""
        return getattr(self, self.key_field)

    @property
    def is_in_force(self) -> bool:
        return self.state == State.IN_FORCE


class Standard(Kept):
    """A standard, by the code that names its version, such as `GB/T 2261.1-2003`."""

    kept_as = Kind.STANDARD
    key_field = "code"

    code = models.CharField(_("标准编号"), max_length=60, unique=True)
    title = models.CharField(_("标准名称"), max_length=200)
    title_en = models.CharField(_("英文名称"), max_length=300, blank=True)
    kind = models.CharField(_("类别"), max_length=16, choices=StandardKind)
    version = models.CharField(_("版本"), max_length=20, blank=True)
    issued_by = models.CharField(_("发布单位"), max_length=200, blank=True)
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)
    in_force_from = models.DateField(_("实施日期"), null=True, blank=True)
    in_force_until = models.DateField(_("有效至"), null=True, blank=True)
    url = models.URLField(_("全文网址"), max_length=300, blank=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="predecessors")

    class Meta(Kept.Meta):
        abstract = False
        ordering = ["code"]
        indexes = [models.Index(fields=["state", "kind", "code"], name="standards_standard_state")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def path_code(self) -> str:
        """The code as it stands in a path: blanks and slashes written `_` and `~`."""
        return self.code.replace(" ", "_").replace("/", "~")

    def is_in_force_on(self, day: date) -> bool:
        """A standard issued for a later day is not in force yet, and one that ends on a day holds through it."""
        begun = self.in_force_from is None or self.in_force_from <= day
        return self.is_in_force and begun and (self.in_force_until is None or day <= self.in_force_until)


class CodeList(Kept):
    """One version of a code list (代码集): what the values of an item mean."""

    kept_as = Kind.CODE_LIST

    identifier = models.CharField(_("标识符"), max_length=40)
    version = models.PositiveIntegerField()
    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    standard = models.ForeignKey(
        Standard, null=True, blank=True, on_delete=models.PROTECT, related_name="code_lists", verbose_name=_("所属标准")
    )
    source = models.CharField(_("来源"), max_length=300, blank=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="predecessors")

    class Meta(Kept.Meta):
        abstract = False
        ordering = ["identifier", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["identifier", "version"], name="standards_code_list_version_once"),
            models.UniqueConstraint(
                fields=["identifier"], condition=Q(state="in_force"), name="standards_code_list_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["identifier"], condition=Q(state="proposed"), name="standards_code_list_one_proposed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identifier} {self.name}"


class CodeListValue(models.Model):
    """A code and its text. In a tree (divisions, industries) `parent` is the code above it in the same list."""

    code_list = models.ForeignKey(CodeList, on_delete=models.CASCADE, related_name="values")
    position = models.PositiveIntegerField()
    code = models.CharField(_("代码"), max_length=40)
    text = models.CharField(_("含义"), max_length=300)
    text_en = models.CharField(_("英文含义"), max_length=300, blank=True)
    parent = models.CharField(_("上级代码"), max_length=40, blank=True)
    valid_from = models.DateField(_("启用日期"), null=True)
    valid_until = models.DateField(_("停用日期"), null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["code_list", "code"], name="standards_code_list_value_once"),
            models.UniqueConstraint(fields=["code_list", "position"], name="standards_code_list_position_once"),
        ]


class DataElement(Kept):
    """One version of a data element (数据元): what a datum is, whatever resource holds it. Its identifier lasts and is never given twice."""

    kept_as = Kind.ELEMENT

    identifier = models.CharField(_("标识符"), max_length=12)
    version = models.PositiveIntegerField()
    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    definition = models.TextField(_("定义"))
    type = models.CharField(_("数据类型"), max_length=10, choices=ElementType, default=ElementType.STRING)
    length = models.PositiveIntegerField(_("最大长度"), null=True, blank=True)
    representation = models.CharField(_("表示格式"), max_length=30, blank=True)  # such as c18, c..50, n..10,2, d8
    code_list = models.ForeignKey(
        CodeList, null=True, blank=True, on_delete=models.PROTECT, related_name="elements", verbose_name=_("代码集")
    )
    standard = models.ForeignKey(
        Standard, null=True, blank=True, on_delete=models.PROTECT, related_name="elements", verbose_name=_("所属标准")
    )
    sensitivity = models.CharField(
        _("敏感程度"), max_length=10, choices=ElementSensitivity, default=ElementSensitivity.ORDINARY
    )
    is_reference = models.BooleanField(_("标识或引用项"), default=False)  # name, identity number: no source (4.3)
    scope_kind = models.CharField(_("权威来源划分"), max_length=10, choices=ScopeKind, default=ScopeKind.TERRITORY)
    aliases = ArrayField(models.CharField(max_length=60), verbose_name=_("别名"), default=list, blank=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="predecessors")
    # The name and the aliases as names are compared: NFKC, lower case, without blanks.
    folded_names = models.GeneratedField(
        expression=models.Func(models.F("name"), models.F("aliases"), function="yishu_folded_names"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )
    # The pairs of neighbouring characters in them: the index by which names that are alike are found.
    pairs = models.GeneratedField(
        expression=models.Func(models.F("name"), models.F("aliases"), function="yishu_names_pairs"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    class Meta(Kept.Meta):
        abstract = False
        ordering = ["identifier", "-version"]
        indexes = [
            GinIndex(fields=["folded_names"], name="standards_element_names"),
            GinIndex(fields=["pairs"], name="standards_element_pairs"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["identifier", "version"], name="standards_element_version_once"),
            models.UniqueConstraint(
                fields=["identifier"], condition=Q(state="in_force"), name="standards_element_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["identifier"], condition=Q(state="proposed"), name="standards_element_one_proposed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identifier} {self.name}"


class IdentifierCounter(models.Model):
    """The next number under a prefix; taken in the transaction that uses it, never given twice."""

    prefix = models.CharField(primary_key=True, max_length=8)
    next = models.PositiveIntegerField(default=1)
