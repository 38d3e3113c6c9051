"""The one view of the look: what a refused form says (settings.CSRF_FAILURE_VIEW)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old: the person reloads and sends again. The reason is for developers, not shown."""
    return render(request, "shell/page_errors/form_expired.html", {"reason": reason}, status=403)
