"""The columns of the template: one line for each field of a draft, so that a new field is one new line here and in `values.csv`.

Each knows its heads (ours first, then what others call it), how a cell is read, and what the template says of it.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from yishu.catalogue.models import Entry, Item

Kind = Literal["text", "code", "codes", "words", "yes", "number", "day", "pairs"]
"""code: one of a code table; codes: several; words: free words; pairs: a code list, `1=男；2=女`."""
Of = Literal["entry", "item"]


@dataclass(frozen=True, slots=True)
class Field:
    """`key` is the draft's field. `needed`: the template marks it *; the rules decide. `heads`: other heads for the same, joined by |."""

    of: Of
    key: str
    zh: str
    en: str
    kind: Kind
    needed: bool
    heads: str
    hint_zh: str
    hint_en: str
    example: str

    @property
    def name(self) -> str:
        """Unique over both sheets: `entry.name`, `item.name`."""
        return f"{self.of}.{self.key}"

    @property
    def longest(self) -> int:
        return _longest(self.of, self.key)


@cache
def _longest(of: Of, key: str) -> int:
    """How many characters the catalogue keeps; texts without a limit of their own, as the form has them."""
    columns = {each.name: each for each in (Entry if of == "entry" else Item)._meta.fields}
    return getattr(columns.get(key), "max_length", None) or 4000


def _entry(
    key: str, zh: str, en: str, kind: Kind, needed: bool, heads: str, hints: tuple[str, str], example: str
) -> Field:
    return Field("entry", key, zh, en, kind, needed, heads, *hints, example)


def _item(
    key: str, zh: str, en: str, kind: Kind, needed: bool, heads: str, hints: tuple[str, str], example: str
) -> Field:
    return Field("item", key, zh, en, kind, needed, heads, *hints, example)


CODE: Final = _entry(
    "code",
    "信息资源代码",
    "Resource code",
    "text",
    False,
    "资源代码|信息资源编码|资源编码|目录编码|目录代码",
    (
        "新条目留空，由平台分配；修改已有条目时填写。",
        "Empty for a new entry: the platform allocates it. For an existing entry, its code.",
    ),
    "",
)
FIELDS: Final = (
    _entry("name", "信息资源名称", "Resource name", "text", True, "资源名称|目录名称|信息资源目录名称|数据名称|数据资源名称|标题|名称|资源标题", ("按“对象＋内容”命名，不带单位名和年份。", "Object and content, without the agency's name or a year."), "婚姻登记信息"),
    CODE,
    _entry("summary", "信息资源摘要", "Summary", "text", True, "摘要|资源摘要|资源描述|描述|简介|内容摘要|资源简介|目录摘要", ("有什么、管什么、从什么业务来。", "What it holds, what it is for, which business it comes from."), "全省婚姻登记机关办理结婚、离婚登记产生的信息。"),
    _entry("kind", "资源种类", "Kind", "code", False, "信息资源种类|资源类别|资源类型", ("不填为“数据”。", "Data, if empty."), "数据"),
    _entry("format", "信息资源格式", "Format", "code", True, "数据格式|资源格式|格式|信息资源格式分类|信息资源格式类型|数据存储格式", ("从下拉列表选择，或填指南的格式代码 1–6。", "From the list, or the guide's code 1–6."), "数据库"),
    _entry("category", "共享类别", "Sharing category", "code", True, "共享类型|共享属性|共享方式分类|共享性质", ("从下拉列表选择，或填 1、2、3。", "From the list, or 1, 2, 3."), "受限共享"),
    _entry("condition", "共享条件", "Sharing condition", "text", False, "共享条件或方式|共享条件说明|受限共享条件", ("受限共享必填：以何种方式、向哪些对象提供（第六条）。", "Needed if restricted: how, and to whom (Art. 6)."), "因社会救助审核需要的民政部门"),
    _entry("legal_basis", "不予共享依据", "Legal basis of not sharing", "text", False, "不共享依据|不予共享理由|非共享依据|不予共享法律依据", ("非共享必填：法律、法规或规章，写明条款（第六条）。", "Needed if non-shared: the law, by article (Art. 6)."), ""),
    _entry("scope", "共享范围", "Sharing scope", "text", True, "共享对象|使用范围|适用范围", ("如“全省行政机关”。", "Such as all agencies of the province."), "全省行政机关"),
    _entry("modes", "共享模式", "Service modes", "codes", False, "共享方式|共享方式类型|服务方式|提供方式类型", ("比对验证、查询引用、批量复制，可多选，用顿号分开；非共享不填。", "Verify, query, bulk; several parted by commas; none if non-shared."), "比对验证、查询引用"),
    _entry("cycle", "更新周期", "Update cycle", "code", True, "更新频度|更新频率|数据更新周期|更新周期类型", ("从下拉列表选择，或填指南的代码 1–9。", "From the list, or the guide's code 1–9."), "每日"),
    _entry("timeliness", "时效要求", "Timeliness", "text", True, "时效性要求|时效性|数据时效|更新时限", ("如“产生后 2 个工作日内”。", "Such as within 2 working days."), "产生后2个工作日内更新"),
    _entry("provision", "提供方式", "Provision", "code", False, "数据提供方式|接入方式", ("不填为“平台托管”（第七条）。", "Hosted by the platform, if empty (Art. 7)."), "平台托管"),
    _entry("openness", "是否向社会开放", "Open to the public", "code", True, "开放属性|是否开放|开放类型|社会开放属性|是否向社会公众开放|开放级别", ("从下拉列表选择，或填 1、2、3。", "From the list, or 1, 2, 3."), "不开放"),
    _entry("open_condition", "开放条件", "Condition of opening", "text", False, "开放条件说明|有条件开放条件", ("有条件开放必填。", "Needed if opened on a condition."), ""),
    _entry("domain", "数据领域", "Domain", "text", False, "领域|所属领域|主题|所属主题|主题分类|行业分类", ("业务领域。", "Field of business."), "社会救助"),
    _entry("tags", "标签", "Tags", "words", False, "关键字|关键词|资源标签", ("用顿号分开。", "Parted by commas."), "婚姻、登记"),
    _entry("key_kind", "主键类型", "Kind of key", "code", False, "关键标识类型|主键种类", ("记录以什么识别；不填为“本业务的编号”。", "What identifies a record; a number of its own, if empty."), "公民身份号码"),
    _entry("case_required", "调用须填办件编号", "Case number required", "yes", False, "须填办件编号", ("是或否。", "Yes or no."), "否"),
    _entry("collection_rule", "采集、发布与维护规则", "Collection rule", "text", False, "采集规则|维护规则|采集维护规则|采集和维护规则", ("由谁采集、怎样发布和维护（第十三条）。", "Who collects it, how it is published and maintained (Art. 13)."), ""),
    _entry("cycle_note", "更新说明", "Note on updating", "text", False, "更新周期说明|更新频度说明", ("不定期或不更新的，说明原因。", "Why, if irregular or never."), ""),
    _entry("base_database", "所属基础数据库", "Base database", "code", False, "基础数据库|所属库|基础库", ("不属于的留空（第二十二条）。", "Empty if it is part of none (Art. 22)."), ""),
    _entry("matters", "跨部门事项", "Joint matters", "words", False, "需要该资源的跨部门事项|联合审批事项|联办事项", ("用顿号分开；有此类事项的资源须共享（第六条）。", "Parted by commas; what such matters need is shared (Art. 6)."), ""),
    _entry("territory", "数据覆盖区域", "Area covered", "text", False, "覆盖区域|覆盖范围|行政区划代码", ("6 位行政区划代码；留空表示本单位辖区。", "Division code of six digits; empty for your own area."), ""),
    _entry("subject_scope", "数据覆盖对象", "Subjects covered", "text", False, "覆盖对象", ("如“个体工商户”；留空表示全部。", "Such as sole traders; empty for all."), ""),
    _entry("second_source_law", "另设来源的依据", "Law for a second source", "text", False, "另设来源依据", ("同一数据在同一范围只设一个来源（第十五条）。", "One datum has one source in a scope (Art. 15)."), ""),
    _entry("standards", "遵循的标准", "Standards followed", "words", False, "遵循标准|数据标准|标准编号", ("标准编号，用顿号分开。", "Codes of standards, parted by commas."), "GB 11643-1999"),
    _entry("related", "关联资源", "Related resources", "words", False, "关联资源代码|关联信息资源|关联目录", ("资源代码，用顿号分开。", "Codes of resources, parted by commas."), ""),
    _entry("digitisation", "数字化状态", "Digitisation", "code", False, "数字化程度|数字化情况", ("不填为“结构化数据”（第十九条）。", "Structured data, if empty (Art. 19)."), "结构化数据"),
    _entry("digitisation_plan", "数字化计划", "Digitisation plan", "text", False, "数字化方案", ("尚未结构化的必填。", "Needed if not structured yet."), ""),
    _entry("digitisation_due", "数字化完成日期", "Digitised by", "day", False, "计划完成日期|数字化期限", ("尚未结构化的必填，如 2027-12-31。", "Needed if not structured yet, as 2027-12-31."), ""),
    _item("name", "信息项名称", "Item name", "text", True, "数据项名称|字段名称|字段中文名|字段中文名称|中文名称|信息项|数据项|字段名|指标名称", ("中文名称。", "In Chinese."), "公民身份号码"),
    _item("code", "信息项代码", "Item code", "text", True, "字段英文名|字段英文名称|英文名称|字段代码|数据项代码|字段编码|数据项英文名|标识符|短名", ("小写字母开头，只含小写字母、数字、下划线。", "A lower-case letter, then letters, digits, underscores."), "id_number"),
    _item("type", "数据类型", "Type", "code", False, "类型|字段类型|数据项类型|信息项类型", ("不填为“字符型”；可用 C、N、D、T、L。", "String, if empty; C, N, D, T, L may be used."), "字符型"),
    _item("length", "数据长度", "Length", "number", False, "长度|字段长度|数据项长度|信息项长度", ("整数。", "A whole number."), "18"),
    _item("meaning", "含义", "Meaning", "text", False, "说明|字段说明|数据项说明|信息项说明|定义|备注|字段描述|数据项描述", ("这一项记的是什么。", "What it says."), "登记人的公民身份号码"),
    _item("sensitivity", "敏感级别", "Sensitivity", "code", False, "敏感程度|数据分级|信息项敏感级别|安全级别|敏感等级", ("不填为“一般”。", "Ordinary, if empty."), "敏感个人信息"),
    _item("codes", "代码表", "Code list", "pairs", False, "值域|字典|数据字典|枚举值", ("写成“1=男；2=女”。", "As 1=male; 2=female."), ""),
    _item("is_key", "主键", "Key", "yes", False, "是否主键|关键标识|是否关键字段|唯一标识", ("识别一条记录的项填“是”。", "Yes for what identifies a record."), "是"),
    _item("code_list", "代码集", "Standard code list", "text", False, "代码集标识|标准代码集", ("数据标准中的代码集标识。", "The list's identifier in the data standards."), ""),
    _item("data_element", "数据元", "Data element", "text", False, "数据元标识|数据元编号|数据元标识符", ("数据标准中的数据元标识。", "The element's identifier in the data standards."), "DE00001"),
    _item("role", "与数据元的关系", "Role", "code", False, "来源关系", ("不填则自动判断（第四条）。", "As it follows, if empty (Art. 4)."), ""),
    _item("sharing", "信息项共享类别", "Item's sharing", "code", False, "信息项共享属性|字段共享类别", ("不填随条目；只能更严（第六条）。", "As the entry, if empty; narrower only (Art. 6)."), ""),
    _item("openness", "信息项开放属性", "Item's openness", "code", False, "字段开放属性", ("不填随条目；只能更严。", "As the entry, if empty; narrower only."), ""),
    _item("mask", "脱敏方式", "Mask", "code", False, "脱敏|脱敏规则", ("不填则不脱敏。", "Not masked, if empty."), ""),
    _item("comparison", "比对方式", "Comparison", "code", False, "验证方式", ("不填则不计全角半角、大小写和空格。", "Width, case and blanks do not count, if empty."), ""),
    _item("alternative", "替代主键", "Alternative key", "code", False, "其他标识|备用主键", ("除主键外也可用来查询的标识；几项合起来用的选同一序号。", "What also names a record; items used together have one number."), ""),
    _item("required", "必填", "Required", "yes", False, "是否必填|是否为空|非空|能否为空", ("是或否。", "Yes or no."), "是"),
)  # fmt: skip
BY_NAME: Final = {field.name: field for field in FIELDS}
ENTRY_FIELDS: Final = tuple(field for field in FIELDS if field.of == "entry")
ITEM_FIELDS: Final = tuple(field for field in FIELDS if field.of == "item")
