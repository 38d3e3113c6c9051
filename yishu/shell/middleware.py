"""Headers that every answer carries, and problems told as pages."""

from collections.abc import Callable
from typing import ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import get_language

from yishu.core.errors import Language, Problem

GetResponse = Callable[[HttpRequest], HttpResponse]

CSP = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class SecurityHeaders:
    """Nothing inline, nothing from elsewhere, in no one's frame. A view may set a header of its own first."""

    HEADERS: ClassVar[dict[str, str]] = {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.HEADERS.items():
            response.headers.setdefault(name, value)
        if getattr(getattr(request, "user", None), "is_authenticated", False):
            # A shared office computer: "back" after logging out shows nothing.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ProblemPages:
    """A `Problem` that a page raises becomes a page (or, for htmx, a notice) with its status; the API answers for itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Problem) or request.path.startswith("/api/"):
            return None
        if exception.status == 401 and request.method == "GET":
            return HttpResponseRedirect(
                f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
            )
        return problem_page(request, exception)


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    language: Language = "en" if (get_language() or "").startswith("en") else "zh"
    told = {
        "problem": problem,
        "title": problem.title(language),
        "detail": problem.detail(language),
        "errors": [error.message(language) for error in problem.errors],
    }
    template = (
        "shell/page_errors/notice.html" if request.META.get("HTTP_HX_REQUEST") else "shell/page_errors/problem.html"
    )
    return render(request, template, told, status=problem.status)
