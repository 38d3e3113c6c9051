"""Reading the rules of a resource: those by which its next file is checked, and all that ever were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.queries import get_resource
from yishu.catalogue.vocabulary import Provision
from yishu.core.actor import Actor
from yishu.core.errors import Invalid
from yishu.hosting.controls.guarding import range_checks
from yishu.hosting.declared import wording
from yishu.hosting.declared.drafts import Items, read
from yishu.hosting.declared.errors import CheckRuleNotFound
from yishu.hosting.declared.evaluating import NO_CHECKS, Check, Checks
from yishu.hosting.declared.models import CheckRule
from yishu.hosting.declared.rules import Rule
from yishu.hosting.errors import NotHosted, ResourceNotPublished
from yishu.hosting.queries import get_publishable
from yishu.hosting.reading import Source
from yishu.hosting.tables import Column


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule on record as it reads against the entry of now; `rule` is None where an item went or changed its type: such a rule checks nothing."""

    record: CheckRule
    rule: Rule | None

    @property
    def in_force(self) -> bool:
        return self.record.ended_at is None

    @property
    def form(self) -> str:
        return self.record.parameters.get("form") or self.record.kind

    @property
    def words(self) -> wording.Words:
        """What it asks; where it no longer fits, as its messages say it."""
        return wording.asked(self.rule) if self.rule else wording.Words(self.record.zh, self.record.en)


def checks_in_force(resource: Resource, source: Source, today: date) -> Checks:
    """By which the records of a file are checked. A record is deleted by its key, whatever else is wrong with it."""
    if source.keys_only:
        return NO_CHECKS
    found = _standing(CheckRule.objects.filter(resource=resource, ended_at=None), source.table.by_code)
    said = [(one.record, one.rule) for one in found if one.rule is not None]
    checks = [Check(rule, wording.fault(rule, record.zh, record.en)) for record, rule in said]
    return Checks(checks + range_checks(resource, source.table), today)


def list_rules(resource: Resource, *, ended: bool = False) -> list[Standing]:
    """Those in force, oldest first; with `ended` those that ended after them, the last to end first."""
    known = columns_of(resource.current) if resource.current else {}
    found = _standing(CheckRule.objects.filter(resource=resource, ended_at=None), known)
    if ended:
        past = CheckRule.objects.filter(resource=resource, ended_at__isnull=False)
        found += _standing(past.order_by("-ended_at", "-pk"), known)
    return found


def standing(record: CheckRule) -> Standing:
    """One rule, as it reads now."""
    current = record.resource.current
    return _standing([record], columns_of(current) if current else {})[0]


def list_seen(actor: Actor, code: str, *, ended: bool = False) -> list[Standing]:
    """The rules of a resource that the actor may see: what its provider promises of the data. Raises ResourceNotFound."""
    return list_rules(get_resource(code, viewer=actor), ended=ended)


def get_rule(resource: Resource, number: int, *, lock: bool = False) -> CheckRule:
    """Raises CheckRuleNotFound."""
    rules = CheckRule.objects.select_for_update() if lock else CheckRule.objects.all()
    found = rules.filter(resource=resource, pk=number).first()
    if found is None:
        raise CheckRuleNotFound(code=resource.code, number=number)
    return found


def get_own(actor: Actor, code: str) -> Resource:
    """A resource of one's own agency, for its data officer. Raises RoleMissing, ScopeMissing, ResourceNotFound, NotTheProvider."""
    require(actor, Role.DATA_OFFICER)
    return get_publishable(actor, code)


def get_hosted(actor: Actor, code: str) -> tuple[Resource, Entry]:
    """One's own resource whose records the platform hosts, with its entry. Raises ResourceNotPublished and NotHosted besides."""
    resource = get_own(actor, code)
    if resource.current is None:
        raise ResourceNotPublished(code=resource.code)
    if resource.current.provision != Provision.HOSTED:
        raise NotHosted(code=resource.code)
    return resource, resource.current


def columns_of(entry: Entry) -> dict[str, Column]:
    """The entry's items by their codes."""
    return {item.code: Column.of(item) for item in entry.items.all()}


def _standing(records: Iterable[CheckRule], known: Items) -> list[Standing]:
    return [Standing(record, _fitting(record, known)) for record in records]


def _fitting(record: CheckRule, known: Items) -> Rule | None:
    try:
        return read(record.draft, known)
    except Invalid:
        return None
