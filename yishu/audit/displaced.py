"""Records of a case that are no longer found by it, because a column that is searched was changed in the database. What was written still says the case (30.1, 32.1)."""

from typing import Final

import msgspec
from django.db import connection

from yishu.audit.gathering import gather
from yishu.audit.queries import SEEN_COLUMNS, Seen, seen_of
from yishu.audit.wanted import Scope

NEWEST: Final = 20_000
"""Records whose own words are looked through; of older ones the ledger knows the case from before the change."""
ALONG: Final = 1_000
"""Records that are followed along the ledger, the newest."""
MOST: Final = 50

_OF_LEDGER: Final = f"select record from audit_case_use where case_number = %(case)s order by record desc limit {ALONG}"
_OF_NEWEST: Final = f"""
select id from (select id, body, personal from audit_record order by id desc limit {NEWEST}) newest
where position(%(said)s::bytea in personal) > 0 or position(%(text)s in body) > 0
"""
_FIND: Final = f"""
select {SEEN_COLUMNS} from (select {SEEN_COLUMNS} from audit_record where id = any(%(numbers)s) offset 0) found
where case_number <> %(case)s order by id desc limit {MOST}
"""


def list_displaced(scope: Scope, case: str) -> list[Seen]:
    """Newest first. One whose body was changed as well is told only to who sees everything."""
    said = b'"case":' + msgspec.json.encode(case)  # quotation marks inside a text are escaped: no text can hold this
    told = {"case": case, "said": said, "text": said.decode()}
    with connection.cursor() as cursor:
        cursor.execute(f"({_OF_LEDGER}) union all ({_OF_NEWEST})", told)
        numbers = [number for (number,) in cursor.fetchall()]
    found = [seen_of(row) for row in gather(_FIND, {"case": case, "numbers": numbers})]
    return [seen for seen in found if _says(seen, case) and _is_theirs(scope, seen)]


def _says(seen: Seen, case: str) -> bool:
    """A detail may be called `case` as well, as of an export; of a body that was changed nothing is certain."""
    return seen.record.case == case or not seen.hash_holds


def _is_theirs(scope: Scope, seen: Seen) -> bool:
    return scope.everything or (seen.hash_holds and scope.holds(seen.record.agency, seen.record.resource))
