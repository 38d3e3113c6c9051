"""What pages say of evidence that stands elsewhere."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yishu.audit.archive.reading import archived_until
from yishu.audit.log import own
from yishu.audit.queries import Seen, moment_of
from yishu.core.calendar import shanghai_day
from yishu.shell.components import Look, badge

register = template.Library()


@register.simple_tag
def archived_note() -> SafeString:
    """From which day on a list has the records, and where those of before are found; nothing while all stand in the database."""
    with own.reading() as connection:
        until = archived_until(connection)
    if until is None:
        return SafeString()
    text = _("{day} 以前的留痕已按月归档，不列在这里；按回执编号仍可逐条查到并验证，按人查询使用记录时也在其中。")
    return format_html('<p class="ys-sub">{}</p>', text.format(day=shanghai_day(moment_of(until)).isoformat()))


@register.simple_tag
def who(seen: Seen) -> str | SafeString:
    """Who did it, by name; where the name was erased, that, which is not the same as nobody."""
    if seen.record.actor == "platform":
        return _("平台")
    if seen.is_erased and not seen.record.actor_name:
        return erased_mark()
    return seen.record.actor_name


@register.simple_tag
def erased_case(seen: Seen) -> SafeString:
    """In the place of a case number: what was erased may have held one, and nobody can know. Nothing where nothing was erased."""
    if not seen.is_erased:
        return SafeString()
    return format_html("{} {}", _("办件（如写有）"), erased_mark())


def erased_mark() -> SafeString:
    """Not that it was lawful: that its erasure is on record is said by the page of the record alone."""
    return badge(Look(_("已抹除"), "eye-off", "grey"))
