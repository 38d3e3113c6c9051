"""What of the catalogue bears on a draft, looked up for the rules: a few statements, however much the catalogue holds."""

from django.db.models import F, Func, TextField
from django.utils import timezone

from yishu.agencies.models import Agency
from yishu.catalogue import sourcing, ties
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.rules import Element, EntryDraft, Surroundings
from yishu.catalogue.rules.naming import names_beside
from yishu.catalogue.vocabulary import EntryStatus, ResourceState
from yishu.core.text import folded_name
from yishu.node.models import Division
from yishu.standards import queries as standards


def look_around(agency: Agency, draft: EntryDraft, *, resource: Resource | None = None) -> Surroundings:
    """What bears on a draft; `resource` is the one of which it is a version."""
    elements = standards.elements_in_force({item.data_element for item in draft.items} - {""})
    claims = sourcing.list_claims(elements, apart_from=resource.pk if resource else 0)
    return Surroundings(
        provider=agency.name,
        today=timezone.localdate(),
        own_names=_own_names(agency, draft.name, resource),
        elements={
            identifier: Element(one.name, one.type, one.code_list.identifier if one.code_list else "", one.is_reference)
            for identifier, one in elements.items()
        },
        code_lists={
            code: standards.code_list_values(code)
            for code in {item.code_list for item in draft.items} - {""}
            if standards.get_code_list(code)
        },
        standards=frozenset(standards.standards_in_force(draft.standards)),
        resources=_existing(set(draft.related), resource),
        divisions=_divisions({draft.territory} - {""}),
        joint_matters=ties.joint_matters(resource.pk) if resource else (),
        sources=sourcing.sources_within(claims, scope_of(agency, draft)),
    )


def scope_of(agency: Agency, draft: EntryDraft) -> sourcing.Scope:
    return sourcing.Scope(draft.territory or agency.division_id, draft.subject_scope)


def _own_names(agency: Agency, name: str, resource: Resource | None) -> dict[str, str]:
    """Folded name → code of those of the agency's other resources, drafts included, whose names bear on this one."""
    entries = Entry.objects.alias(folded=Func(F("name"), function="yishu_folded", output_field=TextField())).filter(
        folded__in=names_beside(name), resource__provider=agency
    )
    entries = entries.exclude(status=EntryStatus.SUPERSEDED).exclude(resource__state=ResourceState.WITHDRAWN)
    if resource:
        entries = entries.exclude(resource=resource)
    return {folded_name(name): code for name, code in entries.values_list("name", "resource__code")}


def _existing(codes: set[str], resource: Resource | None) -> frozenset[str]:
    found = Resource.objects.filter(code__in=codes).exclude(state=ResourceState.WITHDRAWN)
    return frozenset(found.exclude(pk=resource.pk if resource else 0).values_list("code", flat=True))


def _divisions(codes: set[str]) -> frozenset[str]:
    return frozenset(Division.objects.filter(pk__in=codes).values_list("code", flat=True))
