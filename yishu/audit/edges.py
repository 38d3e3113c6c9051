"""From where on records are newer than what a follower of the log has come to. Followers go by places, which know no gaps; readers go by ids, which nearly run alike."""

from typing import Final
from uuid import UUID

from django.db import connection

ALL: Final = UUID(int=2**128 - 1)
"""Above every id."""

# The least of each part by itself: the planner would otherwise walk the ids from the first one there is.
_FRESH: Final = """
select id from (
    (select record as id from audit_leaf where index >= %(place)s offset 0)
    union all (select id from audit_record where moment >= %(seen)s offset 0)
    union all (select id from audit_record where moment = any(%(open)s) and moment < %(seen)s offset 0)
) fresh order by id limit 1
"""


def fresh_from(place: int) -> UUID | None:
    """All records with lesser ids stand in the log before this place. None while it is not known: records that are older than the log are still taken into it."""
    with connection.cursor() as cursor:
        cursor.execute("select seen, open, older from audit_log")
        head = cursor.fetchone()
        if head is None or head[2] is not None:
            return None
        cursor.execute(_FRESH, {"place": place, "seen": head[0], "open": head[1]})
        found = cursor.fetchone()
    return found[0] if found else ALL
