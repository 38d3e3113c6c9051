"""A rule of files, in words."""

from django.utils.translation import gettext as _

from yishu.hosting.archiving.models import ArchiveRule


def rule_in_words(rule: ArchiveRule | None) -> str:
    if rule is None:
        return _("不留存")
    each = str(ArchiveRule.Each(rule.each).label)
    if rule.days is None and rule.newest is None:
        return _("{each}，一直保留").format(each=each)
    if rule.days is None:
        return _("{each}，保留最近 {newest} 个文件").format(each=each, newest=rule.newest)
    if rule.newest is None:
        return _("{each}，保留 {days} 天").format(each=each, days=rule.days)
    return _("{each}，保留 {days} 天，且至少保留最近 {newest} 个文件").format(
        each=each, days=rule.days, newest=rule.newest
    )
