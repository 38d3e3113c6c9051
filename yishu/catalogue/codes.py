"""Codes of resources: class, item, field and sub-field of the 2017 guide, a slash, a sequence number. Never given twice."""

from django.db import connection

UNASSIGNED = "399999001"
"""The prefix of agencies that were given none of their own."""

_TAKE = """
insert into catalogue_codecounter as counter (prefix, next) values (%(prefix)s, %(count)s + 1)
on conflict (prefix) do update set next = counter.next + %(count)s
returning next - %(count)s
"""


def allocate(prefix: str) -> str:
    """The next code under a prefix, such as `307022001/000123`; its counter stays locked until the transaction ends."""
    return allocate_many(prefix, 1)[0]


def allocate_many(prefix: str, count: int) -> list[str]:
    """The next `count` codes under a prefix."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"prefix": prefix, "count": count})
        (first,) = cursor.fetchone()
    return [f"{prefix}/{number:06d}" for number in range(first, first + count)]


def from_path(code: str) -> str:
    """A code as it stands in a path (its slash written `-`), or as it is."""
    return code if "/" in code else code.replace("-", "/", 1)


_NODE_DIGITS = 6


def is_of_other_node(path_code: str) -> bool:
    """Whether a code in a path begins with a node's: `330000-307001001-000001`. Prefixes of our own have nine digits."""
    return path_code[_NODE_DIGITS : _NODE_DIGITS + 1] == "-"
