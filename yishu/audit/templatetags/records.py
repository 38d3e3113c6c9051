"""What pages say of evidence that stands elsewhere."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yishu.audit.archive.reading import archived_until
from yishu.audit.log import own
from yishu.audit.queries import moment_of
from yishu.core.calendar import shanghai_day

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
