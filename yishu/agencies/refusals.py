"""From authentication on, a refused act is on record too (32.1)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yishu.agencies.middleware import viewer_of
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.core.text import is_plain

ON_RECORD = (403, 404, 409, 422)


def put_on_record(request: HttpRequest, problem: Problem) -> None:
    """One record of a refusal whose caller is known, where the command has left none itself; reading what is not there is none."""
    actor = viewer_of(request)
    if (
        not isinstance(actor, Actor)
        or problem.receipt
        or problem.status not in ON_RECORD
        or (request.method == "GET" and problem.status != 403)
    ):
        return
    path = request.path[:80] if is_plain(request.path) else ""
    recording.record(
        actor, Action.REQUEST_REFUSED, target=path, outcome=Outcome.DENIED, reason=problem.code, method=request.method
    )


class RefusalsOnRecord:
    """For pages. Listed last, so that it sees a problem before it is told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, Problem) and not request.path.startswith("/api/"):
            put_on_record(request, exception)
