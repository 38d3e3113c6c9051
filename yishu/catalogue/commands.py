"""An entry's course: drafted, submitted, signed off for secrecy, reviewed by the coordinator, published (9.1, 10.1, 21.1).

Nobody passes their own submission (5.1): the secrecy reviewer and the coordinator are other people than who submitted.
"""

from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue import codes, queries, rules, sourcing
from yishu.catalogue.course import WAITING
from yishu.catalogue.course import put_down as _step
from yishu.catalogue.course import wrong_moment as _wrong_moment
from yishu.catalogue.drafting import draft_of, entry_columns, item_rows
from yishu.catalogue.errors import NotTheCoordinator, NotTheProvider, OpinionRequired, ScopeRequired
from yishu.catalogue.models import Entry, Item, Resource, SignOff
from yishu.catalogue.rules.sources import sourced_elements
from yishu.catalogue.scoring.keeping import MEASURED, keep_measures
from yishu.catalogue.search import DESCRIBED, describe
from yishu.catalogue.steps.queries import is_reviewed_first
from yishu.catalogue.surroundings import look_around
from yishu.catalogue.vocabulary import EntryStatus, Openness, ResourceState
from yishu.core.actor import Actor
from yishu.core.errors import Invalid
from yishu.node import epoch


@transaction.atomic
def draft_entry(
    actor: Actor, agency: Agency, draft: rules.EntryDraft, *, unfinished: bool = False, now: datetime
) -> Entry:
    """A new resource with the first version of its entry, as a draft of one's own agency; `unfinished`: what is still missing or wrong stops its submission only."""
    require(actor, Role.CATALOGUER)
    _require_provider(actor, agency.pk)
    _require_sound(draft, agency, unfinished=unfinished)
    resource = Resource.objects.create(
        code=codes.allocate(agency.catalogue_prefix or codes.UNASSIGNED), provider=agency, provider_name=agency.name
    )
    entry = _create(resource, 1, draft, actor)
    _step(entry, actor, "draft", now=now)
    recording.record(actor, Action.ENTRY_DRAFTED, resource=resource.code, version=1)
    return entry


@transaction.atomic
def draft_new_version(
    actor: Actor, resource: Resource, draft: rules.EntryDraft, *, unfinished: bool = False, now: datetime
) -> Entry:
    """The next version of a published entry, beside it (10.1)."""
    require(actor, Role.CATALOGUER)
    _require_provider(actor, resource.provider_id)
    _require_sound(draft, resource.provider, resource, unfinished=unfinished)
    _locked(resource.pk)
    last = Entry.objects.select_for_update().filter(resource=resource).first()
    if last is not None and last.status not in (EntryStatus.PUBLISHED, EntryStatus.SUPERSEDED):
        raise _wrong_moment(EntryStatus(last.status))
    entry = _create(resource, (last.version if last else 0) + 1, draft, actor)
    _step(entry, actor, "draft", now=now)
    recording.record(actor, Action.ENTRY_DRAFTED, resource=resource.code, version=entry.version)
    return entry


@transaction.atomic
def amend_draft(
    actor: Actor, entry_id: int, draft: rules.EntryDraft, *, unfinished: bool = False, now: datetime
) -> Entry:
    """Change a draft, or what was returned."""
    entry = queries.get_entry(entry_id, lock=True)
    require(actor, Role.CATALOGUER)
    _require_provider(actor, entry.resource.provider_id)
    _require_status(entry, EntryStatus.DRAFT, EntryStatus.RETURNED)
    _require_sound(draft, entry.resource.provider, entry.resource, unfinished=unfinished)
    for name, value in entry_columns(draft).items():
        setattr(entry, name, value)
    entry.status = EntryStatus.DRAFT
    entry.save()
    entry.items.all().delete()
    Item.objects.bulk_create(item_rows(entry, draft))
    _step(entry, actor, "amend", now=now)
    recording.record(actor, Action.ENTRY_DRAFTED, resource=entry.resource.code, version=entry.version)
    return entry


@transaction.atomic
def submit_entry(actor: Actor, entry_id: int, *, now: datetime) -> Entry:
    """Hand a draft to the secrecy reviewer; first to the agency's reviewer, where the rules of this node or of the agency want that (38.1)."""
    entry = queries.get_entry(entry_id, lock=True)
    require(actor, Role.CATALOGUER)
    _require_provider(actor, entry.resource.provider_id)
    _require_status(entry, EntryStatus.DRAFT, EntryStatus.RETURNED)
    _require_still_sound(entry)
    reviewed_first = is_reviewed_first(entry.resource.provider_id)
    entry.status = EntryStatus.IN_AGENCY_REVIEW if reviewed_first else EntryStatus.IN_SECRECY_REVIEW
    entry.submitted_by, entry.submitted_at, entry.opinion = actor.ref, now, ""
    entry.save(update_fields=["status", "submitted_by", "submitted_at", "opinion"])
    _step(entry, actor, "submit", now=now)
    recording.record(actor, Action.ENTRY_SUBMITTED, resource=entry.resource.code, version=entry.version)
    return entry


@transaction.atomic
def take_back_entry(actor: Actor, entry_id: int, *, now: datetime) -> Entry:
    """A cataloguer takes a submission back to amend it, as long as it is not decided; what was signed off goes with it, and every step is taken anew."""
    entry = queries.get_entry(entry_id, lock=True)
    require(actor, Role.CATALOGUER)
    _require_provider(actor, entry.resource.provider_id)
    _require_status(entry, *WAITING)
    SignOff.objects.filter(entry=entry).delete()
    entry.status = EntryStatus.DRAFT
    entry.save(update_fields=["status"])
    _step(entry, actor, "take_back", now=now)
    recording.record(actor, Action.ENTRY_TAKEN_BACK, resource=entry.resource.code, version=entry.version)
    return entry


@transaction.atomic
def pass_agency_review(actor: Actor, entry_id: int, *, opinion: str = "", now: datetime) -> Entry:
    """The agency's reviewer passes a submission on to the secrecy reviewer (38.1: a step of local rules)."""
    entry = queries.get_entry(entry_id, lock=True)
    require(actor, Role.REVIEWER)
    _require_provider(actor, entry.resource.provider_id)
    _require_status(entry, EntryStatus.IN_AGENCY_REVIEW)
    require_other(actor, entry.submitted_by)
    entry.status = EntryStatus.IN_SECRECY_REVIEW
    entry.save(update_fields=["status"])
    _step(entry, actor, "review", opinion, now=now)
    recording.record(actor, Action.ENTRY_REVIEWED, resource=entry.resource.code, version=entry.version)
    return entry


@transaction.atomic
def sign_off(actor: Actor, entry_id: int, *, scope: str, opinion: str = "", now: datetime) -> Entry:
    """The secrecy reviewer of the agency states that the entry's items hold no state secret (21.1)."""
    entry = queries.get_entry(entry_id, lock=True)
    require(actor, Role.SECRECY_REVIEWER)
    _require_provider(actor, entry.resource.provider_id)
    _require_status(entry, EntryStatus.IN_SECRECY_REVIEW)
    require_other(actor, entry.submitted_by)
    if not scope.strip():
        raise ScopeRequired
    SignOff.objects.create(entry=entry, scope=scope, reviewer=actor.ref, reviewer_name=actor.name, signed_at=now)
    entry.status = EntryStatus.IN_COORDINATOR_REVIEW
    entry.save(update_fields=["status"])
    _step(entry, actor, "sign_off", "；".join(filter(None, (scope, opinion))), now=now)
    recording.record(actor, Action.ENTRY_SIGNED_OFF, resource=entry.resource.code, version=entry.version)
    return entry


@transaction.atomic
def return_entry(actor: Actor, entry_id: int, *, opinion: str, now: datetime) -> Entry:
    """Send a submission back with an opinion: whoever it waits for."""
    entry = queries.get_entry(entry_id, lock=True)
    if not opinion.strip():
        raise OpinionRequired
    if own := _OWN_REVIEWS.get(EntryStatus(entry.status)):
        require(actor, own)
        _require_provider(actor, entry.resource.provider_id)
    else:
        _require_coordinator(actor)
    _require_status(entry, *WAITING)
    SignOff.objects.filter(entry=entry).delete()
    entry.status, entry.opinion = EntryStatus.RETURNED, opinion
    entry.save(update_fields=["status", "opinion"])
    _step(entry, actor, "return", opinion, now=now)
    recording.record(actor, Action.ENTRY_RETURNED, resource=entry.resource.code, version=entry.version)
    return entry


@transaction.atomic
def publish_entry(actor: Actor, entry_id: int, *, opinion: str = "", now: datetime) -> Entry:
    """The coordinator passes the entry: it takes effect, and the version before it is superseded (10.1)."""
    entry = queries.get_entry(entry_id, lock=True)
    _require_coordinator(actor)
    _require_status(entry, EntryStatus.IN_COORDINATOR_REVIEW)
    require_other(actor, entry.submitted_by)
    resource = _locked(entry.resource_id)
    _require_still_sound(entry)
    Entry.objects.filter(resource=resource, status=EntryStatus.PUBLISHED).update(status=EntryStatus.SUPERSEDED)
    entry.status, entry.published_by, entry.published_at = EntryStatus.PUBLISHED, actor.ref, now
    entry.save(update_fields=["status", "published_by", "published_at"])
    was_suspended = resource.state == ResourceState.SUSPENDED
    _set_current(resource, entry, ResourceState.SUSPENDED if was_suspended else ResourceState.PUBLISHED)
    _step(entry, actor, "publish", opinion, now=now)
    recording.record(actor, Action.ENTRY_PUBLISHED, resource=resource.code, version=entry.version)
    epoch.bump()
    return entry


@transaction.atomic
def suspend_resource(actor: Actor, resource: Resource, *, reason: str, now: datetime) -> None:
    """Stop every use of a resource at once: its provider, or the coordinator."""
    _change_state(actor, resource, ResourceState.SUSPENDED, Action.ENTRY_SUSPENDED, reason, now)


@transaction.atomic
def resume_resource(actor: Actor, resource: Resource, *, reason: str, now: datetime) -> None:
    """Let a suspended resource be used again."""
    _change_state(actor, resource, ResourceState.PUBLISHED, Action.ENTRY_RESUMED, reason, now)


@transaction.atomic
def withdraw_resource(actor: Actor, resource: Resource, *, reason: str, now: datetime) -> None:
    """Take a resource out of the catalogue; its code is never given again."""
    _change_state(actor, resource, ResourceState.WITHDRAWN, Action.ENTRY_WITHDRAWN, reason, now)


def _change_state(
    actor: Actor, resource: Resource, state: ResourceState, action: Action, reason: str, now: datetime
) -> None:
    if resource.provider_id == actor.agency_id:
        require(actor, Role.REVIEWER, Role.SIGNER)
    else:
        _require_coordinator(actor)
    if not reason.strip():
        raise OpinionRequired
    locked = _locked(resource.pk)
    if locked.current is None or locked.state not in (ResourceState.PUBLISHED, ResourceState.SUSPENDED):
        raise _wrong_moment(ResourceState(locked.state))
    locked.state = state
    locked.save(update_fields=["state"])
    _step(locked.current, actor, str(state), reason, now=now)
    recording.record(actor, action, resource=resource.code, why=reason)
    epoch.bump()


def _set_current(resource: Resource, entry: Entry, state: ResourceState) -> None:
    resource.current, resource.state = entry, state
    items = list(entry.items.all())
    # A search must not tell the public what the page hides from it (8.2).
    hidden = Openness.CLOSED if entry.openness == Openness.OPEN else None
    describe(resource, entry, (f"{item.name} {item.code}" for item in items if item.openness != hidden))
    keep_measures(resource, entry, items)
    resource.save(update_fields=["current", "state", *DESCRIBED, *MEASURED])


def _create(resource: Resource, version: int, draft: rules.EntryDraft, actor: Actor) -> Entry:
    entry = Entry.objects.create(resource=resource, version=version, drafted_by=actor.ref, **entry_columns(draft))
    Item.objects.bulk_create(item_rows(entry, draft))
    return entry


def _require_sound(
    draft: rules.EntryDraft, agency: Agency | None, resource: Resource | None = None, *, unfinished: bool = False
) -> None:
    assert agency is not None  # only what an open directory published has no agency, and that is never drafted
    wrong = rules.check_entry(draft, look_around(agency, draft, resource=resource))
    if wrong := rules.unkeepable(wrong) if unfinished else wrong:
        raise Invalid(errors=wrong)


def _require_still_sound(entry: Entry) -> None:
    """The rest of the catalogue may have changed since it was drafted: another name, another source (15.1)."""
    draft = draft_of(entry)
    sourcing.lock(sourced_elements(draft, rules.NOWHERE))
    _require_sound(draft, entry.resource.provider, entry.resource)


def _require_provider(actor: Actor, provider_id: int | None) -> None:
    if actor.kind != "platform" and actor.agency_id != provider_id:
        raise NotTheProvider


_OWN_REVIEWS = {
    EntryStatus.IN_AGENCY_REVIEW: Role.REVIEWER,
    EntryStatus.IN_SECRECY_REVIEW: Role.SECRECY_REVIEWER,
}
"""Who in the agency itself a submission waits for."""


def _require_coordinator(actor: Actor) -> None:
    require(actor, Role.COORDINATOR)
    if actor.kind != "platform" and not Agency.objects.filter(pk=actor.agency_id, is_coordinator=True).exists():
        raise NotTheCoordinator


def _require_status(entry: Entry, *allowed: EntryStatus) -> None:
    if entry.status not in allowed:
        raise _wrong_moment(EntryStatus(entry.status))


def _locked(resource_id: int) -> Resource:
    """The resource, locked so that its state holds until we commit; what was withdrawn does not come back (its code is never given again)."""
    resource = Resource.objects.select_for_update(of=("self",)).select_related("current").get(pk=resource_id)
    if resource.state == ResourceState.WITHDRAWN:
        raise _wrong_moment(ResourceState.WITHDRAWN)
    return resource
