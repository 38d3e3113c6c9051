"""What every template knows: navigation, person, node's name, language, and the layout (a whole page, or a drawer's contents)."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from yishu.shell import navigation
from yishu.shell.person import person_of

DRAWER = "drawer"


def page(request: HttpRequest) -> dict[str, object]:
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "navigation": SimpleLazyObject(lambda: navigation.items_for(request)),  # parts of a page do without
        "person": person_of(request),
        "node_name": getattr(settings, "YISHU_NODE_NAME", ""),
        "language": "en" if language.startswith("en") else "zh",
        "layout": "shell/drawer.html" if request.META.get("HTTP_HX_TARGET") == DRAWER else "shell/base.html",
    }
