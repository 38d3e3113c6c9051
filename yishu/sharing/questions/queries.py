"""Questions of a line, and whether one may stop its clock."""

from yishu.node.models import LocalStep
from yishu.sharing.models import Line
from yishu.sharing.questions.errors import QuestionNotFound
from yishu.sharing.questions.models import Question


def get_question(line: Line, n: int) -> Question:
    """For whoever may see the line. Raises QuestionNotFound."""
    found = Question.objects.filter(line=line, n=n).first()
    if found is None:
        raise QuestionNotFound(n=n)
    found.line = line
    return found


def may_stop(line: Line) -> bool:
    """Whether a local rule lets a question stop the clock, and none of this line has."""
    allowed = LocalStep.objects.filter(pk=LocalStep.Code.APPLICATION_SUPPLEMENT).exists()
    return allowed and not Question.objects.filter(line=line, stops_clock=True).exists()
