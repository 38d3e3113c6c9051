"""The words by which the catalogue says what a resource, an entry and an item are: GB/T 21063, and the 2017 compilation guide (6.1, 8.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(models.TextChoices):
    UNRESTRICTED = "unrestricted", _("非受限共享")
    RESTRICTED = "restricted", _("受限共享")
    NON_SHARED = "non_shared", _("非共享")


class Mode(models.TextChoices):
    VERIFY = "verify", _("比对验证")
    QUERY = "query", _("查询引用")
    BULK = "bulk", _("批量复制")


class ResourceKind(models.TextChoices):
    """What a resource consists of (4.2)."""

    DATA = "data", _("数据")
    CASE_FILES = "case_files", pgettext_lazy("kind", "办件")
    APPROVALS = "approvals", _("批文")
    LICENCES = "licences", _("证照")
    REPORTS = "reports", _("数据报表")
    ANALYSES = "analyses", _("决策分析")


class Cycle(models.TextChoices):
    """Update cycle, codes 1–9 of the guide in this order."""

    REALTIME = "realtime", _("实时")
    DAILY = "daily", _("每日")
    WEEKLY = "weekly", _("每周")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")
    HALF_YEARLY = "half_yearly", _("每半年")
    YEARLY = "yearly", _("每年")
    IRREGULAR = "irregular", _("不定期")
    NEVER = "never", _("不更新")


class Format(models.TextChoices):
    DATABASE = "database", _("数据库")
    SPREADSHEET = "spreadsheet", _("电子表格")
    FILE = "file", _("电子文件")
    INTERFACE = "interface", _("接口")
    GRAPHIC = "graphic", _("图形图像")
    OTHER = "other", _("其他")


class Provision(models.TextChoices):
    """How the platform has the data (7.1, 7.2)."""

    HOSTED = "hosted", _("平台托管")
    PROXIED = "proxied", _("经提供单位接口")
    FILE = "file", _("电子文件")
    DOCUMENT = "document", _("纸质资料")
    UNSTATED = "unstated", _("未说明")


class Openness(models.TextChoices):
    OPEN = "open", _("向社会开放")
    CONDITIONAL = "conditional", _("有条件开放")
    CLOSED = "closed", _("不开放")
    UNSTATED = "unstated", _("未说明")


class BaseDatabase(models.TextChoices):
    """The base or professional database of which a resource is a part (22.1)."""

    POPULATION = "population", _("人口基础数据库")
    LEGAL_ENTITIES = "legal_entities", _("法人单位基础数据库")
    GEOGRAPHY = "geography", _("自然资源和地理空间基础数据库")
    ECONOMY = "economy", _("宏观经济数据库")
    CREDIT = "credit", _("社会信用数据库")
    LICENCES = "licences", _("电子证照库")
    PROFESSIONAL = "professional", _("专业数据库")


class Digitisation(models.TextChoices):
    """How far a holding is digitised (19.1)."""

    STRUCTURED = "structured", _("结构化数据")
    ELECTRONIC = "electronic", _("电子文件，未结构化")
    PARTLY = "partly", _("部分数字化")
    PAPER = "paper", _("未数字化")


class ItemRole(models.TextChoices):
    """What an item is to its data element (4.3)."""

    SOURCE = "source", _("权威来源")
    VERIFYING = "verifying", _("校核来源")
    REFERENCE = "reference", _("引用")


class Mask(models.TextChoices):
    """How the values of an item are delivered where not as they are."""

    IDENTITY = "identity", _("号码留首尾")
    NAME = "name", _("姓名留首字")
    PHONE = "phone", _("电话留首尾")
    HIDDEN = "hidden", _("全部隐去")


class Comparison(models.TextChoices):
    """By what a claim about a text matches (27.1), where not by what is left of both without differences of width, case and blanks."""

    EXACT = "exact", _("逐字相同")
    NAME = "name", _("姓名，通异体字")
    ADDRESS = "address", _("地址，不计写法")


class AlternativeKey(models.TextChoices):
    """Which items name a subject together, besides the key (27.2): those with the same number."""

    FIRST = "1", _("替代主键 1")
    SECOND = "2", _("替代主键 2")
    THIRD = "3", _("替代主键 3")
    FOURTH = "4", _("替代主键 4")
    FIFTH = "5", _("替代主键 5")


class Sensitivity(models.TextChoices):
    ORDINARY = "ordinary", _("一般")
    PERSONAL = "personal", _("个人信息")
    SENSITIVE = "sensitive", _("敏感个人信息")


class ItemType(models.TextChoices):
    STRING = "string", _("字符型")
    INTEGER = "integer", _("整数型")
    DECIMAL = "decimal", _("数值型")
    DATE = "date", _("日期型")
    DATETIME = "datetime", _("日期时间型")
    BOOLEAN = "boolean", _("布尔型")
    GEOMETRY = "geometry", _("空间型")


class ResourceState(models.TextChoices):
    DRAFT = "draft", _("编制中")
    IMPORTED = "imported", _("开放目录导入，待编目")
    PUBLISHED = "published", _("已发布")
    SUSPENDED = "suspended", _("暂停共享")
    WITHDRAWN = "withdrawn", _("已撤销")


class EntryStatus(models.TextChoices):
    DRAFT = "draft", _("草稿")
    IN_AGENCY_REVIEW = "in_agency_review", _("待单位审核")
    IN_SECRECY_REVIEW = "in_secrecy_review", _("待保密审查")
    IN_COORDINATOR_REVIEW = "in_coordinator_review", _("待主管部门审核")
    PUBLISHED = "published", _("已发布")
    SUPERSEDED = "superseded", _("已被新版替代")
    RETURNED = "returned", _("退回修改")
    IMPORTED = "imported", _("开放目录导入")
