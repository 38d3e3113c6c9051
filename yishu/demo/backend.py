"""A stand-in of a provider's own system, for the demo only: it answers over HTTP what is not hosted, for whoever has its key (7.2). Everything in it is invented."""

import hmac
import json

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

PATH = "/demo/backend/estate"
HEADER = "X-Api-Key"

_ESTATES = {
    "330502198506049980": {"lx": "1", "zl": "湖州市吴兴区示例路 1 号 2 幢 301 室", "mj": "86.42"},
    "330604197805219963": {"lx": "2", "zl": "绍兴市上虞区示例街 8 号", "mj": "120.00"},
}


def key() -> str:
    """By which the node is known to the stand-in; another in each demo."""
    return hmac.digest(settings.YISHU_SECRETS.tokens, b"yishu demo: the stand-in's key", "sha256").hex()


@csrf_exempt
@require_POST
def estate(request: HttpRequest) -> JsonResponse:
    """`{"zjh": identity number}` → `{"data": {…}}`, or `{"data": null}` where nobody of that number owns anything."""
    if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), key().encode()):
        return JsonResponse({"error": "unknown key"}, status=401)
    if not settings.YISHU_DEMO:
        raise Http404
    try:
        number = json.loads(request.body)["zjh"]
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "zjh is missing"}, status=400)
    found = _ESTATES.get(str(number))
    return JsonResponse({"data": found and {"qlr": {"zjh": number, "xm": _owner(str(number))}, **found}})


def _owner(number: str) -> str:
    return "张示例" if number.endswith("0") else "李示例"
