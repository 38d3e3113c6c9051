"""Questions and answers below a line: on the provider's page of deciding, and on both sides' page of the application."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.sharing.models import Line
from yishu.sharing.questions.forms import AnswerForm, QuestionForm
from yishu.sharing.questions.queries import may_stop


def questions_panel(request: HttpRequest, line: object) -> str | None:
    """Hung on `sharing.line`."""
    return _shown(request, line, "questions/panel.html")


def deciding_panel(request: HttpRequest, line: object) -> str | None:
    """Hung on `sharing.deciding`: the same in a card of its own."""
    return _shown(request, line, "questions/card.html")


def _shown(request: HttpRequest, line: object, template: str) -> str | None:
    assert isinstance(line, Line)
    viewer = viewer_of(request)
    if viewer is None:
        return None
    waits = line.state == Line.State.IN_REVIEW
    is_provider = viewer.agency_id == line.resource.provider_id
    may_ask = waits and is_provider and bool(viewer.roles & {Role.SIGNER, Role.HANDLER})
    asked = list(line.questions.all())
    if not asked and not may_ask:
        return None
    prefix = f"{line.pk}"
    given = {
        "line": line,
        "asked": asked,
        "may_ask": may_ask,
        "may_stop": may_ask and may_stop(line),
        "may_answer": waits and not is_provider and Role.HANDLER in viewer.roles,
        "form": QuestionForm(auto_id=f"ask-{prefix}-%s"),
        "answers": [(one, AnswerForm(auto_id=f"answer-{prefix}-{one.n}-%s")) for one in asked],
    }
    return render_to_string(template, given, request)
