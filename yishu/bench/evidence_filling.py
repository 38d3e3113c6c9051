"""Evidence as a province may have it after a year, made by SQL: agencies, resources, callers, grants and cases as unequal as in life, the commonest of n values n times as common as the last (Zipf)."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg

AGENCIES: Final = 300
RESOURCES: Final = 2000
CALLERS: Final = 5000
PERSONS: Final = 1_000_000
CASES: Final = 2_000_000
"""Most are of a few records; the commonest holds more than any person reads."""
DAYS: Final = 365
AT_ONCE: Final = 500_000
ACTIONS: Final = ("data:verified",) * 6 + ("data:queried",) * 3 + ("session:opened",)
RARE: Final = ("grant:withdrawn", "application:decided", "batch:published", "data:copied", "log:exported")
REASONS: Final = (
    "purpose_not_granted", "grant_expired", "item_not_granted", "case_required", "mode_not_granted", "no_grant", "duty_unknown", "too_many_calls",
)  # fmt: skip

# Of what has n values, the one of rank r is drawn in proportion to 1/r. Callers belong to agencies, and grants to a caller's agency and a resource.
_RECORDS: Final = """
insert into audit_record (id, at, action, outcome, actor, agency, resource, target, grant_id, case_number, subjects, body, salt, leaf, moment)
select id, at, action, outcome, actor, agency, resource, '', grant_id, case_number, subject, body, salt, sha256('\\x00'::bytea || salt || convert_to(body, 'UTF8')), 1
from (
    select *, format(
        '{{"action":"%%s","outcome":"%%s","node":"330000","actor":"%%s","actor_name":"经办%%s","agency":"%%s","resource":"%%s","target":"","grant":"%%s","grant_hash":"%%s","duty":"社会救助审核","case":"%%s","items":["name","birth_date"],"subjects":"%%s","found":1,"version":7,"reason":"%%s","detail":{{}},"id":"%%s","at":"%%s"}}',
        action, outcome, actor, caller, agency, resource, grant_id, repeat('9f', 32), case_number, translate(encode(subject, 'base64'), E'\\n', ''), reason, id,
        to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    ) as body
    from (
        select *, case when is_call then md5(agency || resource)::uuid::text else '' end as grant_id,
            case when outcome = 'denied' then (%(reasons)s::text[])[1 + floor(power(%(n_reasons)s, one))::int %% %(n_reasons)s] else '' end as reason
        from (
            select n, at, id, salt, subject, caller, one, is_call, case when caller %% 3 = 0 then 'person:' else 'system:' end || 100000 + caller as actor,
                'B' || lpad((1 + caller %% %(agencies)s)::text, 17, '0') as agency,
                case when is_call then format('%%s/%%s', 300000000 + resource_rank %% 97, lpad(resource_rank::text, 6, '0')) else '' end as resource,
                case when rare < 0.0005 then (%(rare)s::text[])[1 + floor(random() * %(n_rare)s)::int] else (%(actions)s::text[])[(1 + n %% 10)::int] end as action,
                case when deny < 0.04 then 'denied' else 'allowed' end as outcome,
                case when is_call then 'BJ-2026-' || lpad(case_rank::text, 8, '0') else '' end as case_number
            from (
                select n, %(begin)s::timestamptz + n * %(step)s::interval as at,
                    (lpad(to_hex((extract(epoch from %(begin)s::timestamptz + n * %(step)s::interval) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n %% 4096), 3, '0')
                        || '8' || substr(md5(n::text), 1, 15))::uuid as id,
                    decode(md5('salt' || n), 'hex') as salt, decode(md5('p' || floor(power(%(persons)s, random()))::int), 'hex') as subject,
                    floor(power(%(callers)s, random()))::int as caller, floor(power(%(resources)s, random()))::int as resource_rank,
                    floor(power(%(cases)s, 0.2 + 0.8 * random()))::int as case_rank, random() as one, random() as rare, random() as deny, n %% 10 <> 9 as is_call
                from generate_series(%(first)s::bigint, %(last)s::bigint) n
            ) drawn
        ) named
    ) granted
) made order by id
"""


def fill(connection: psycopg.Connection[Any], records: int) -> None:
    """The records, their places in the log, and whom they name; the index and the counts are the worker's, and are made by it."""
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(days=DAYS)
    given = {
        "begin": begin, "step": timedelta(days=DAYS) / records, "agencies": AGENCIES, "callers": CALLERS, "resources": RESOURCES, "persons": PERSONS,
        "cases": CASES, "actions": list(ACTIONS), "rare": list(RARE), "n_rare": len(RARE), "reasons": list(REASONS), "n_reasons": len(REASONS),
    }  # fmt: skip
    connection.execute("select setseed(0.5)")
    statement = _RECORDS.replace("{{", "{").replace("}}", "}")
    for first in range(0, records, AT_ONCE):
        connection.execute(statement.encode(), given | {"first": first, "last": min(records, first + AT_ONCE) - 1})
    connection.execute(
        "insert into audit_leaf (index, record) select row_number() over (order by id) - 1, id from audit_record order by id"
    )
    connection.execute(
        """
        insert into audit_log (id, size, suite, seen, open, base, cluster)
        select 1, (select count(*) from audit_leaf), 'intl', txid_snapshot_xmax(txid_current_snapshot()), '{}', 0,
            (select system_identifier::text from pg_control_system())
        """
    )
    connection.execute(
        "insert into audit_subject_use (subject, record) select subjects, id from audit_record order by 1, 2"
    )
    connection.execute(
        "insert into audit_case_use (case_number, record) select case_number, id from audit_record where case_number <> '' order by 1, 2"
    )
    connection.execute("insert into audit_ledger (id, upto, cases) select 1, count(*), count(*) from audit_leaf")


def agency_code(rank: int) -> str:
    return f"B{1 + rank % AGENCIES:017d}"


def resource_code(rank: int) -> str:
    return f"{300000000 + rank % 97}/{rank:06d}"


def caller_of(rank: int) -> str:
    return f"{'person' if rank % 3 == 0 else 'system'}:{100000 + rank}"


def case_of(rank: int) -> str:
    return f"BJ-2026-{rank:08d}"
