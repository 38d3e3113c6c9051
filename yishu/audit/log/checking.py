"""The log of a running node against its own database: the examination of `verifier`, and what only the database can say."""

from collections.abc import Iterator, Sequence

from yishu.audit.log.exporting import list_entries
from yishu.audit.log.notes import VerifierKey
from yishu.audit.log.reading import NOTES, Connection, read_tile, suite_of, verifier_keys, witness_keys
from yishu.audit.log.snapshot import in_one_snapshot
from yishu.audit.log.stamping import keeping
from yishu.audit.log.stamping.examining import Stamps
from yishu.audit.log.stamping.trust import Trust
from yishu.audit.log.verifier import Report, Trusted, examine


def check(
    connection: Connection,
    *,
    keys: Sequence[VerifierKey] = (),
    known: Sequence[str] = (),
    authorities: Trust | None = None,
    kept: Sequence[bytes] = (),
) -> Report:
    """Examine the log in one snapshot. Without keys by those that the database names: whoever wants to be sure brings the one they were given. `kept`: stamps from elsewhere. Raises StampInvalid where one of these is none; ArchiveRewritten."""

    def examined(waiting: frozenset[str]) -> Report:
        found = connection.execute("select size from audit_log").fetchone()
        trusted = Trusted(
            list(keys) or [VerifierKey.read(each) for each in verifier_keys(connection)],
            [VerifierKey.read(each) for each in witness_keys(connection)],
        )
        report = examine(
            suite_of(connection),
            trusted,
            _notes(connection),
            list_entries(connection, 0 if found is None else found[0]),
            tile=lambda level, number: read_tile(connection, level, number),
            known=known,
            stamps=Stamps(authorities or Trust(()), _stamps(connection), kept),
            waiting=waiting,
        )
        _look_for_strays(connection, report)
        return report

    return in_one_snapshot(connection, examined)


def _notes(connection: Connection) -> Iterator[str]:
    with connection.cursor(name="notes") as cursor:
        for (note,) in cursor.execute(NOTES + "order by p.size"):
            yield note


def _stamps(connection: Connection) -> Iterator[tuple[int, bytes]]:
    for size, _, answer in keeping.list_answers(connection):
        yield size, answer


def _look_for_strays(connection: Connection, report: Report) -> None:
    """Records that the log passed by: it would have taken them, had they been written as all are."""
    strays = connection.execute(
        """
        select r.id from audit_record r cross join audit_log l
        where l.older is null and (r.moment is null or r.moment < l.seen and r.moment <> all(l.open))
          and not exists (select from audit_leaf f where f.record = r.id)
        order by r.id limit 20
        """
    ).fetchall()
    for (number,) in strays:
        report.add(
            "outside",
            number,
            f"留痕 {number} 不在日志里：它是绕过平台插入的。",
            f"Record {number} is not in the log: it was put into the database past the platform.",
        )
