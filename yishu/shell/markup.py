"""HTML from Python: placeholders are escaped, what is already HTML stays."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def html(template: str, *given: object, **named: object) -> SafeString:
    return SafeString(format_html(template, *given, **named))


def safe(markup: str) -> SafeString:
    """Vouch for markup that a template or we ourselves made; never for what a person typed."""
    return SafeString(markup)
