"""A change of shape, and a rule, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yishu.hosting.keeping.models import KeepRule
from yishu.hosting.shaping import Change
from yishu.hosting.tables import Column


def change_in_words(change: Change) -> list[str]:
    """One sentence a kind of change."""
    added = [column for column in change.added if column not in change.required]
    said = [
        (_("新增：{items}"), added),
        (_("停用：{items}"), change.dropped),
        (_("改类型：{items}"), change.retyped),
        (_("改为必填：{items}"), change.required),
    ]
    return [text.format(items=_names(columns)) for text, columns in said if columns]


def rule_in_words(rule: KeepRule | None) -> str:
    if rule is None:
        return _("全部保留")
    if rule.days is None:
        return _("保留最近 {versions} 个版本").format(versions=rule.versions)
    if rule.versions is None:
        return _("保留 {days} 天").format(days=rule.days)
    return _("保留 {days} 天，且至少保留最近 {versions} 个版本").format(days=rule.days, versions=rule.versions)


def _names(columns: Iterable[Column]) -> str:
    return "、".join(column.name for column in columns)
