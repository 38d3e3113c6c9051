"""The statements by which a state is read, all in one snapshot; `state` reads their rows, from any driver."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

Row = Sequence[Any]

EPOCH: Final = "select epoch from access_epoch where id = 1"

KEYS: Final = """
select k.hash, s.id, s.name, s.scopes, a.id, a.code, k.expires_at, k.scopes, k.kind, k.public_key
from agencies_key k
join agencies_applicationsystem s on s.id = k.system_id
join agencies_agency a on a.id = s.agency_id
where k.revoked_at is null and s.is_active and a.is_active
"""

PERSONS: Final = """
select p.id, p.name, a.id, a.code, array(select role from agencies_appointment where person_id = p.id), p.generation
from agencies_person p
join agencies_agency a on a.id = p.agency_id
where p.is_active and a.is_active
"""

ENDLESS: Final = 2**62
RESOURCE: Final = f"""
select r.code, r.state, h.id, e.id, case when m.id is null then h."table" else 'mount_' || m.id end, e.key_kind,
    case when m.id is not null then json_build_object(
        'id', m.id, 'origin', m.origin, 'path', m.path, 'method', m.method, 'key_fields', m.key_fields,
        'record_at', m.record_at, 'item_fields', m.item_fields, 'secret_header', m.secret_header,
        'secret', m.secret, 'timeout_ms', m.timeout_ms, 'at_once', m.at_once,
        'form', m.form, 'operation', m.operation, 'namespace', m.namespace, 'action', m.action,
        'blind_key', m.blind_key)::text end,
    array(select value_hash from hosting_override where resource_id = r.id and agreed_at is not null and ended_at is null),
    (select json_agg(json_build_object(
        'last', s.last, 'entry', x.id, 'table', s."table", 'key_kind', x.key_kind,
        'withheld', array(select i.code from catalogue_item i join catalogue_entry y on y.id = i.entry_id
            where y.resource_id = r.id and y.version between x.version and cur.version and i.sharing = 'non_shared'),
        'masks', array(select json_build_object(i.code, i.mask) from catalogue_item i join catalogue_entry y on y.id = i.entry_id
            where y.resource_id = r.id and y.version between x.version and cur.version and i.mask <> '')
        ) order by s.last, s.id)::text
        from (
            select id, entry_id, "table", last from keeping_shape where holding_id = h.id
            union all select min(id), entry_id, "table", max(version) from archiving_versionfile f
                where holding_id = h.id and entry_id <> h.entry_id
                    and not exists (select from keeping_shape k where k.holding_id = h.id and k.entry_id = f.entry_id)
                group by entry_id, "table"
            union all select {ENDLESS}, h.entry_id, h."table", {ENDLESS} where h.entry_id <> cur.id
        ) s join catalogue_entry x on x.id = s.entry_id),
    (select json_build_object('number', c.id, 'item', c.item, 'start', c.start, 'text', c.text, 'declared_at', c.declared_at,
        'shapes', c.shapes)::text from controls_declaration c where c.resource_id = r.id and c.ended_at is null),
    cur.category, cur.modes,
    case when cur.id <> e.id or exists (select from catalogue_item where entry_id = cur.id and sharing = 'non_shared')
        then array(select code from catalogue_item where entry_id = cur.id and sharing <> 'non_shared') end,
    (select json_object_agg(code, mask)::text from catalogue_item where entry_id = cur.id and mask <> ''),
    (select json_object_agg(code, comparison)::text from catalogue_item where entry_id = cur.id and comparison <> ''),
    (select json_agg(json_build_object('items', d.items, 'is_ready', exists (
            select from hosting_keyindex k where k.holding_id = h.id and k."table" = h."table" and k.items = d.items)))::text
        from (select array_agg(code order by code) as items from catalogue_item
            where entry_id = cur.id and alternative <> '' group by alternative order by alternative) d)
from catalogue_resource r
left join hosting_holding h on h.resource_id = r.id
left join hosting_mount m on m.resource_id = r.id and m.ended_at is null
    and exists (select from catalogue_entry p where p.id = r.current_id and p.provision = 'proxied')
left join catalogue_entry e on e.id = coalesce(m.entry_id, h.entry_id)
left join catalogue_entry cur on cur.id = r.current_id and e.id is not null
"""
"""Data stays in the shape of the entry under which it was published until more is published; whether it is shared, and what of it is masked, the entry in force says."""

RESOURCES: Final = f"{RESOURCE} where r.state in ('published', 'suspended', 'imported')"

ITEMS: Final = """
select i.entry_id, i.code, i.name, i.type, i.required, i.is_key, i.length, i.codes, i.sensitivity
from catalogue_item i
where i.entry_id in (
    select entry_id from hosting_holding union all select entry_id from hosting_mount where ended_at is null
    union all select entry_id from keeping_shape union all select entry_id from archiving_versionfile
) and i.entry_id <> all({known}::bigint[])
order by i.entry_id, i.position
"""

GRANTS: Final = """
select g.id::text, r.code, g.hash, case when g.hash = any({known}::text[]) then null else g.terms end
from sharing_grant g
join catalogue_resource r on r.id = g.resource_id
where g.state = 'active'
order by g.opened_at, g.id
"""


RESTRAINTS: Final = """
select r.id::text, r.grant_id::text, r.caller, r.kind = 'suspended', r.second, r.day, r.until, r.whom
from restraints_restraint r where r.lifted_at is null and (r.until is null or r.until > now())
order by r.laid_at, r.id
"""
"""What was laid on grants and callers after unusual use; a throttle ends by itself."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What one snapshot holds, in the columns of the statements above."""

    epoch: int
    keys: Iterable[Row]
    persons: Iterable[Row]
    resources: Iterable[Row]
    items: Iterable[Row]
    grants: Iterable[Row]
    restraints: Iterable[Row] = ()
