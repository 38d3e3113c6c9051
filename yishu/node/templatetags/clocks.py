"""How long somebody has, as this node's rules say now: no page names a number of days of its own (38.1)."""

from django import template

from yishu.node.models import Clock

register = template.Library()


@register.simple_tag
def clock(code: str) -> Clock:
    """`{% clock "review" as rule %}`: `rule.in_force`, and `rule.local_basis` where a local rule says so."""
    return Clock.objects.get(pk=code)
