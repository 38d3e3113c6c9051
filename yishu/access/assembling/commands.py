"""Declaring how a base database is assembled, ending that, and asking for it now: its building agency's data officer, on record (22.1)."""

from datetime import datetime

from django.db import connection, transaction

from yishu.access.assembling.errors import AssemblyNotFound, AssemblyRunning, NotABaseDatabase
from yishu.access.assembling.models import Assembled, Assembly, Source, Taken, Touched
from yishu.access.assembling.queries import base_of, get_assembly
from yishu.access.assembling.rules import Draft, Offered, SourceDraft, keys_of, wrong_with
from yishu.access.assembling.running import LOCKS
from yishu.access.copies import given_now
from yishu.agencies.queries import actor_of_system, get_system
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.queries import get_resource
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.hosting.declared.queries import get_hosted, get_own
from yishu.hosting.tables import Table


def declare(actor: Actor, code: str, draft: Draft, *, now: datetime) -> Assembly:
    """From now on the base database is assembled like this; the assembly of before ends. Every source is held against its grant, as a copy would be.

    Raises Invalid, NotABaseDatabase, AssemblyRunning, NotHosted, ResourceNotPublished, RoleMissing, ScopeMissing, ResourceNotFound, NotTheProvider.
    """
    resource, _entry = get_base(actor, code)
    base = base_of(resource)
    callers, offered, wrong = _looked_up(actor, resource, draft, now)
    wrong += wrong_with(draft, base, offered)
    if draft.subjects not in Assembly.Subjects.values:
        zh, en = "请选择 any 或 first。", "Choose any or first."
        wrong.append(FieldError("subjects", "one_of", zh, en))
    if wrong:
        raise Invalid(errors=wrong)
    with transaction.atomic():
        Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
        before = Assembly.objects.filter(resource=resource, ended_at=None).first()
        if before is not None:
            _end(actor, before, now)
        made = _kept(actor, resource, base, draft, now)
        _keep_sources(made, draft, base, callers, offered)
        recording.record(
            actor,
            Action.ASSEMBLY_DECLARED,
            resource=resource.code,
            target=f"assembly:{made.pk}",
            items=[item.item for item in draft.items],
            sources=[source.resource for source in draft.sources],
            origins=draft.origins,
            subjects=draft.subjects,
            replaces=f"assembly:{before.pk}" if before else None,
        )
    return made


@transaction.atomic
def end(actor: Actor, code: str, *, now: datetime) -> Assembly:
    """The base database is assembled no more: what was taken is removed, what was published stays. Raises AssemblyNotFound, AssemblyRunning, RoleMissing, NotTheProvider."""
    resource = get_own(actor, code)
    found = Assembly.objects.select_for_update().filter(resource=resource, ended_at=None).first()
    if found is None:
        raise AssemblyNotFound(code=resource.code)
    _end(actor, found, now)
    return found


@transaction.atomic
def ask_run(actor: Actor, code: str, *, everything: bool = False, now: datetime) -> Assembly:
    """The worker begins within seconds; with `everything` each subject is assembled again, whether its sources changed or not. Raises AssemblyNotFound, RoleMissing, NotTheProvider."""
    found = get_assembly(get_own(actor, code))
    found.wanted_at, found.wants_all = now, found.wants_all or everything
    found.save(update_fields=["wanted_at", "wants_all"])
    recording.record(
        actor,
        Action.ASSEMBLY_ASKED,
        resource=found.resource.code,
        target=f"assembly:{found.pk}",
        everything=everything,
    )
    return found


@transaction.atomic
def note_differences_read(actor: Actor, assembly: Assembly, item: str, shown: int) -> None:
    """Who looked at values about which sources disagree is on record before they are shown; the values are not."""
    recording.record(
        actor,
        Action.ASSEMBLY_DIFFERENCES_READ,
        resource=assembly.resource.code,
        target=f"assembly:{assembly.pk}",
        items=[item],
        shown=shown,
    )


def get_base(actor: Actor, code: str) -> tuple[Resource, Entry]:
    """One's own hosted resource that is marked as part of a base database. Raises NotABaseDatabase besides."""
    resource, entry = get_hosted(actor, code)
    if not entry.base_database:
        raise NotABaseDatabase(code=resource.code)
    return resource, entry


def _looked_up(
    actor: Actor, base: Resource, draft: Draft, now: datetime
) -> tuple[dict[str, Actor], dict[str, Offered], list[FieldError]]:
    """Who takes from each source, and what its grant gives them, by resource code."""
    callers: dict[str, Actor] = {}
    offered: dict[str, Offered] = {}
    wrong: list[FieldError] = []
    for n, source in enumerate(draft.sources):
        if source.resource == base.code:
            zh, en = "基础库不能以自身为来源。", "The base database cannot be a source of itself."
            wrong.append(FieldError(f"sources.{n}.resource", "itself", zh, en))
            continue
        try:
            callers[source.resource] = _caller(actor, source)
            offered[source.resource] = offered_by(actor, callers[source.resource], source, now)
        except Problem as problem:
            place = "system" if problem.code == "system_not_found" else "grant"
            zh, en = (problem.detail(language).replace("{", "{{").replace("}", "}}") for language in ("zh", "en"))
            wrong.append(FieldError(f"sources.{n}.{place}", problem.code, zh, en))
    return callers, offered, wrong


def offered_by(actor: Actor, caller: Actor, source: SourceDraft, now: datetime) -> Offered:
    """Raises ResourceNotFound, or the refusal of the grant."""
    resource = get_resource(source.resource, viewer=actor)
    given = given_now(caller, resource.path_code, grant=source.grant or None, now=now)
    return Offered(given.hosted.table, frozenset(given.items), frozenset(given.masks))


def _caller(actor: Actor, source: SourceDraft) -> Actor:
    return actor_of_system(get_system(actor.agency_id, source.system)) if source.system else actor


def _kept(actor: Actor, resource: Resource, base: Table, draft: Draft, now: datetime) -> Assembly:
    places = {source.resource: place for place, source in enumerate(draft.sources)}
    return Assembly.objects.create(
        resource=resource,
        subjects=draft.subjects,
        origins=draft.origins,
        keys=[column.code for column in base.key],
        items=[[item.item, [[places[one.resource], one.item] for one in item.sources]] for item in draft.items],
        declared_by=actor.ref,
        declared_by_name=actor.name,
        declared_at=now,
        wanted_at=now,
    )


def _keep_sources(
    made: Assembly, draft: Draft, base: Table, callers: dict[str, Actor], offered: dict[str, Offered]
) -> None:
    for place, source in enumerate(draft.sources):
        keys, caller = keys_of(source, base, offered), callers[source.resource]
        chosen = (one.item for item in draft.items for one in item.sources if one.resource == source.resource)
        Source.objects.create(
            assembly=made,
            place=place,
            resource=Resource.objects.get(code=source.resource),
            caller=caller.ref,
            caller_name=caller.name,
            grant=source.grant,
            keys=[keys[column.code] for column in base.key],
            items=list(dict.fromkeys(chosen)),
        )


def _end(actor: Actor, assembly: Assembly, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [LOCKS, assembly.pk])
        (is_free,) = cursor.fetchone() or (False,)
    if not is_free:
        raise AssemblyRunning(code=assembly.resource.code)
    assembly.ended_at, assembly.ended_by, assembly.ended_by_name = now, actor.ref, actor.name
    assembly.save(update_fields=["ended_at", "ended_by", "ended_by_name"])
    Taken.objects.filter(source__assembly=assembly).delete()
    Touched.objects.filter(assembly=assembly).delete()
    Assembled.objects.filter(assembly=assembly).delete()
    recording.record(actor, Action.ASSEMBLY_ENDED, resource=assembly.resource.code, target=f"assembly:{assembly.pk}")
