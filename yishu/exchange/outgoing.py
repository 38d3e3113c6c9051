"""What other nodes are told: entries to all, decisions to whoever applied; read by cursor, in the order in which things became so.

Positions are given out under the lock of the flow's counter row and become visible with its commit: whoever reads up to a position has everything
below it. (A sequence would lose rows: a lower number may commit after a higher one was read.) Nothing is written while publishing or deciding: a look
compares what is in force with what was told last, so that nothing can be forgotten either.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from yishu.catalogue.models import Entry
from yishu.exchange.messages import DecisionsPage, DecisionTold, EntriesPage, EntryTold, ItemTold
from yishu.exchange.models import Flow, IncomingApplication, Link, Outbox, Outgoing
from yishu.sharing.models import Grant, Line
from yishu.sharing.proof.models import Statement

PAGE: Final = 200

_APPEND = """
insert into exchange_outgoing (flow, ref, link_id, state, position)
select %(flow)s, c.ref, c.link_id, c.state, %(position)s + row_number() over (order by c.ref) from ({changed}) c
on conflict (flow, ref) do update set state = excluded.state, position = excluded.position, link_id = excluded.link_id
"""
_ENTRIES = """
select r.id as ref, null::bigint as link_id, r.shown || ':' || r.current_id as state
from (
    select id, current_id, case when state in ('published', 'suspended') then state else 'withdrawn' end as shown
    from catalogue_resource where state in ('published', 'suspended', 'withdrawn') and current_id is not null
) r
left join exchange_outgoing o on o.flow = %(flow)s and o.ref = r.id
where case when o.id is null then r.shown <> 'withdrawn' else o.state <> r.shown || ':' || r.current_id end
"""
_DECISIONS = """
select i.id as ref, i.link_id, l.state || ':' || coalesce(g.state, '') || ':' || coalesce(left(g.hash, 16), '') || ':' || stated.n as state
from exchange_incomingapplication i
join sharing_line l on l.application_id = i.application_id
left join sharing_grant g on g.line_id = l.id
cross join lateral (select count(*) as n from sharing_proof_statement s where s.line_id = l.id and s.node = %(own)s) stated
left join exchange_outgoing o on o.flow = %(flow)s and o.ref = i.id
where o.id is null or o.state <> l.state || ':' || coalesce(g.state, '') || ':' || coalesce(left(g.hash, 16), '') || ':' || stated.n
"""


def list_entries(since: int) -> EntriesPage:
    """The entries that came into force, changed or went after a position."""
    head = _advance(Flow.ENTRIES)
    rows = list(Outgoing.objects.filter(flow=Flow.ENTRIES, position__gt=since).order_by("position")[:PAGE])
    known = {
        entry.pk: entry
        for entry in Entry.objects.filter(pk__in=[int(row.state.partition(":")[2]) for row in rows])
        .select_related("resource__provider")
        .prefetch_related("items")
    }
    told = [_told(known[int(entry)], state) for state, _, entry in (row.state.partition(":") for row in rows)]
    return EntriesPage(told, rows[-1].position if rows else head, head)


def list_decisions(link: Link, since: int) -> DecisionsPage:
    """Where the applications of a node stand that moved after a position."""
    head = _advance(Flow.DECISIONS)
    rows = list(Outgoing.objects.filter(flow=Flow.DECISIONS, link=link, position__gt=since).order_by("position")[:PAGE])
    known = IncomingApplication.objects.select_related("application").in_bulk([row.ref for row in rows])
    lines = {
        line.application_id: line
        for line in Line.objects.filter(application__in=[one.application_id for one in known.values()]).select_related(
            "grant", "application"
        )
    }
    stated: dict[int, list[str]] = {}
    own = Statement.objects.filter(line__in=lines.values(), node=settings.YISHU_NODE_CODE).order_by("n")
    for line_id, text in own.values_list("line_id", "jws"):
        stated.setdefault(line_id, []).append(text)
    told = [
        _decided(known[row.ref], line := lines[known[row.ref].application_id], stated.get(line.pk, [])) for row in rows
    ]
    next_ = rows[-1].position if len(rows) == PAGE else head
    return DecisionsPage(told, next_, head)


@transaction.atomic
def _advance(flow: Flow) -> int:
    """Give positions to what changed since the last look; the last position there is."""
    Outbox.objects.get_or_create(flow=flow)
    outbox = Outbox.objects.select_for_update().get(flow=flow)
    epoch = _epoch() if flow == Flow.ENTRIES else -1  # read before the look: what commits after it is seen by the next
    if epoch >= 0 and epoch == outbox.epoch:
        return outbox.position
    changed = _ENTRIES if flow == Flow.ENTRIES else _DECISIONS
    with connection.cursor() as cursor:
        cursor.execute(
            _APPEND.format(changed=changed),
            {"flow": flow, "position": outbox.position, "own": settings.YISHU_NODE_CODE},
        )
        count = cursor.rowcount
    if count or epoch != outbox.epoch:
        outbox.position, outbox.epoch = outbox.position + count, epoch
        outbox.save(update_fields=["position", "epoch"])
    return outbox.position


def _epoch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select epoch from access_epoch where id = 1")
        row: Sequence[Any] | None = cursor.fetchone()
    assert row is not None
    return row[0]


def _told(entry: Entry, state: str) -> EntryTold:
    resource = entry.resource
    return EntryTold(
        code=resource.code,
        state=state,
        version=entry.version,
        name=entry.name,
        summary=entry.summary,
        provider_name=resource.provider_name,
        provider_code=resource.provider.code if resource.provider else "",
        category=entry.category,
        condition=entry.condition or entry.legal_basis,
        modes=list(entry.modes),
        cycle=entry.cycle,
        key_kind=entry.key_kind,
        case_required=entry.case_required,
        items=[
            ItemTold(
                item.code,
                item.name,
                item.type,
                item.sensitivity,
                item.is_key,
                item.mask,
                item.comparison,
                item.alternative,
            )
            for item in entry.shared_items
        ],
    )


def _decided(incoming: IncomingApplication, line: Line, stated: list[str]) -> DecisionTold:
    grant: Grant | None = getattr(line, "grant", None)
    withdrawn = grant is not None and grant.state == Grant.State.WITHDRAWN
    assert grant is None or grant.terms
    return DecisionTold(
        id=str(incoming.remote_id),
        number=incoming.application.number,
        state="withdrawn" if withdrawn else line.state,
        due=line.due,
        decided_at=line.decided_at,
        reason=grant.withdrawal_reason if grant and withdrawn else line.decision_reason,
        grant=str(grant.pk) if grant else "",
        grant_hash=grant.hash if grant else "",
        terms=grant.terms if grant else "",
        statements=stated,
    )
