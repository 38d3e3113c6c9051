"""The rules that a record may break, in words short enough for a list of them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

_RULES: Final[dict[str, Promise | str]] = {
    "required": pgettext_lazy("rule", "没有填写"),
    "empty": pgettext_lazy("rule", "没有填写"),
    "type": pgettext_lazy("rule", "类型不符"),
    "length": pgettext_lazy("rule", "位数或长度不符"),
    "code_list": pgettext_lazy("rule", "不在代码表内"),
    "characters": pgettext_lazy("rule", "含有不允许的字符"),
    "area": pgettext_lazy("rule", "地区码不存在"),
    "date": pgettext_lazy("rule", "日期不存在"),
    "future": pgettext_lazy("rule", "日期在今天之后"),
    "checksum": pgettext_lazy("rule", "校验码不符"),
    "subject_checksum": pgettext_lazy("rule", "主体标识码校验不符"),
    "document_type": pgettext_lazy("rule", "证件类型不存在"),
    "document_form": pgettext_lazy("rule", "证件号码格式不符"),
    "level": pgettext_lazy("rule", "区划级别不符"),
    "duplicate_key": pgettext_lazy("rule", "主键重复"),
    "repeated_member": pgettext_lazy("rule", "同一项出现多次"),
    "columns": pgettext_lazy("rule", "列数不符"),
    "json": pgettext_lazy("rule", "不是 JSON 记录"),
}


def rule_word(rule: str) -> str:
    """A rule in words; one that is not known here by its name."""
    return str(_RULES.get(rule, rule))
