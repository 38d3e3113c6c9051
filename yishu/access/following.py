"""Who follows a resource by its changes: what they took last is what they go on from (27.3)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from yishu.audit.queries import first_id
from yishu.audit.record import Action
from yishu.catalogue.models import Resource

FOLLOWS: Final = timedelta(days=30)
"""Whoever has taken nothing for longer takes a full copy."""
_SLACK: Final = timedelta(minutes=1)
"""Between a record's number and its time, at most."""


def oldest_followed(resource: Resource, now: datetime) -> int | None:
    """Of those whose grant is in force and who took changes, or read by Delta Sharing, in the last 30 days: the oldest version that one of them has."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select min(version) from (
                select distinct on (r.grant_id, r.actor) (r.body::jsonb ->> 'version')::bigint as version
                from audit_record r join sharing_grant g on g.id::text = r.grant_id and g.state = 'active'
                where r.resource = %(resource)s and r.action = %(copied)s and r.outcome = 'allowed' and r.at > %(after)s and r.id >= %(first)s
                and (r.body::jsonb -> 'detail' ->> 'since' is not null or r.body::jsonb -> 'detail' ->> 'by' = 'delta-sharing')
                order by r.grant_id, r.actor, r.id desc
            ) taken
            """,
            {
                "resource": resource.code,
                "copied": Action.DATA_COPIED.value,
                "after": now - FOLLOWS,
                "first": first_id(now - FOLLOWS - _SLACK),
            },
        )
        return cursor.fetchone()[0]
