"""Codes of resources: class, item, field and sub-field of the 2017 guide, a slash, a sequence number. Never given twice."""

from django.db import connection

_TAKE = """
insert into catalogue_codecounter as counter (prefix, next) values (%(prefix)s, 2)
on conflict (prefix) do update set next = counter.next + 1
returning next - 1
"""


def allocate(prefix: str) -> str:
    """The next code under a prefix, such as `307022001/000123`; the counter's row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"prefix": prefix})
        (number,) = cursor.fetchone()
    return f"{prefix}/{number:06d}"


def from_path(code: str) -> str:
    """A code as it stands in a path (its slash written `-`), or as it is."""
    return code if "/" in code else code.replace("-", "/", 1)
