"""A text as a QR code (ISO/IEC 18004) within the page: no request of its own, so that a secret stands in no address; no style, as the CSP wants it."""

from typing import Final

import segno
from django.utils.safestring import SafeString

from yishu.shell.markup import html, safe

_MODULE: Final = 4
"""CSS pixels; a telephone reads it off a screen at arm's length."""


def qr_code(text: str, label: str) -> SafeString:
    """Black on white with the quiet zone of four modules, whatever colours the page has; `label` is for who does not see it."""
    made = segno.make(text, error="m", micro=False)
    drawn = made.svg_inline(scale=_MODULE, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None)
    return html('<div role="img" aria-label="{}">{}</div>', label, safe(drawn))
