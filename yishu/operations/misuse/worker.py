"""What the worker does of this slice, each safe to do again."""

from datetime import datetime, timedelta

from yishu.operations.misuse.closing import close
from yishu.operations.misuse.judging import judge
from yishu.operations.misuse.learning import learn
from yishu.operations.misuse.measuring import MARGIN, measure


def look(now: datetime, *, margin: timedelta = MARGIN) -> int:
    """Measure what is new, close the hours that are over, learn what is usual, and hold all of it against that. Returns how many findings there are new."""
    rows = measure(now, margin=margin).rows | close(now).rows
    learn(now)
    return judge(rows, now)
