"""Words of the directory's pages for what the code names by codes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from yishu.catalogue.models import LISTED
from yishu.catalogue.vocabulary import Category, Cycle, Mode, Openness, ResourceKind, ResourceState
from yishu.core.text import folded_name
from yishu.shell.components import Text

KEY_WORDS: dict[str, Text] = {
    "resident_id": _("公民身份号码"),
    "uscc": _("统一社会信用代码"),
    "org_code": _("组织机构代码"),
    "legal_entity": _("组织机构代码或统一社会信用代码"),
    "licence_no": _("营业执照注册号"),
    "identity_document": _("法定身份证件（类型和号码）"),
    "division": _("行政区划代码"),
    "plain": _("本业务的编号"),
}
IMPORTED_LABELS: dict[str, Text] = {
    "directory": _("来源目录"),
    "harvested_from": _("采集自"),
    "uri": _("在来源目录的地址"),
    "identifier": _("在来源目录的标识"),
    "row": _("目录行号"),
    "gone": _("目录中已不见，自"),
    "provider": _("数源单位"),
    "county": _("所属区县"),
    "industry": _("行业分类"),
    "domain": _("数据领域"),
    "format_note": _("资源格式原文"),
    "cycle_note": _("更新周期说明"),
    "published": _("发布日期"),
    "updated": _("更新日期"),
    "rows": _("数据量"),
    "open_condition": _("开放条件"),
}
FACET_LABELS: dict[str, Text] = {
    "category": _("共享类别"),
    "mode": _("共享模式"),
    "kind": _("资源种类"),
    "openness": _("向社会开放"),
    "state": _("状态"),
    "provider": _("提供单位"),
    "cycle": _("更新频度"),
}
FACET_WORDS: dict[str, dict[str, Text]] = {
    "mode": {str(mode): mode.label for mode in Mode},
    "state": {str(state): state.label for state in ResourceState},
    "kind": {str(kind): kind.label for kind in ResourceKind},
    "cycle": {str(cycle): cycle.label for cycle in Cycle},
    "openness": {str(openness): openness.label for openness in Openness},
}
FACET_VALUES: dict[str, tuple[str, ...]] = {
    **{name: tuple(words) for name, words in FACET_WORDS.items()},
    "category": tuple(Category.values),
    "state": LISTED,
}
"""All values that the facets of a closed list can have."""


def key_name(kind: str) -> str:
    """What an item is called that keys records by this kind, as names are compared; empty for a number of one's own."""
    if kind == "plain":
        return ""
    with override("zh-hans"):  # items are named in Chinese, whatever the language of the page
        return folded_name(str(KEY_WORDS.get(kind, "")))
