"""What the worker does of this slice, each safe to do again."""

from datetime import datetime, time, timedelta

from yishu.core.calendar import SHANGHAI, shanghai_day
from yishu.operations.misuse.closing import close
from yishu.operations.misuse.judging import judge
from yishu.operations.misuse.learning import learn
from yishu.operations.misuse.measuring import MARGIN, measure
from yishu.operations.misuse.models import Hour


def look(now: datetime, *, margin: timedelta = MARGIN) -> int:
    """Measure what is new, close the hours that are over, learn what is usual, and hold all of it against that. Returns how many findings there are new.

    The last hour of a day is closed after midnight, when its day is learnt: it is held against what was usual before, not against itself.
    """
    rows = measure(now, margin=margin).rows | close(now).rows
    midnight = datetime.combine(shanghai_day(now), time(), SHANGHAI)
    past = set(Hour.objects.filter(pk__in=rows, hour__lt=midnight).values_list("pk", flat=True))
    found = judge(past, now)
    learn(now)
    return found + judge(rows - past, now)
