"""The access epoch: how a withdrawal is exact on every gateway.

Every change of a grant, key, person, agency or entry that decides who may read what bumps the epoch in its own transaction. A gateway writes evidence only under the epoch by which
it decided (`audit.record.EPOCH_SETTING`); where the epoch has moved, nothing is written or answered, and the gateway decides again.
"""

from django.db import connection

CHANNEL = "access_epoch"


def bump() -> int:
    """Move the epoch on, in the caller's transaction, and hint to gateways that listen. Call it last: its row lock is held until the commit."""
    if not connection.in_atomic_block:
        raise RuntimeError("the epoch moves only together with the change that it announces")
    with connection.cursor() as cursor:
        cursor.execute("update access_epoch set epoch = epoch + 1 where id = 1 returning epoch")
        (epoch,) = cursor.fetchone()
        cursor.execute("select pg_notify(%s, %s)", [CHANNEL, str(epoch)])
    return epoch
