"""What the editor says while an entry is being filled in: what is wrong or missing, what would be better, what is like it already (9.1, 15.2)."""

import re
from dataclasses import dataclass

from django.forms import BaseFormSet
from django.utils.translation import gettext as _

from yishu.agencies.models import Agency
from yishu.catalogue import rules
from yishu.catalogue.course import WAITING
from yishu.catalogue.forms import EntryForm, draft_of
from yishu.catalogue.item_forms import ItemForm
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.rules.sources import sourced_elements
from yishu.catalogue.search import Search, search
from yishu.catalogue.surroundings import look_around
from yishu.catalogue.vocabulary import EntryStatus
from yishu.core.actor import Actor
from yishu.core.errors import FieldError
from yishu.core.text import folded_name
from yishu.shell.fields import LinkedError, language
from yishu.standards import queries as standards
from yishu.standards.models import DataElement

MOST_SIMILAR = 4
MOST_SUGGESTED = 6
_GENERIC = re.compile(r"(基本|基础|登记|明细|统计)*(信息|数据|情况|名单|名录|清单|目录|表)+$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A data element that the item of a row may name; `place` is what the editor's button sends."""

    item: str
    element: DataElement
    row: int

    @property
    def place(self) -> str:
        return f"{self.row}:{self.element.identifier}"


@dataclass(frozen=True, slots=True)
class Claimable:
    """An item whose data element has no source in this scope yet; `row` is what the editor's button sends."""

    item: str
    row: int


@dataclass(frozen=True, slots=True)
class Findings:
    """`missing` are labels of what is still to be filled in; `wrong` and `better` lead to their inputs."""

    missing: list[LinkedError]
    wrong: list[LinkedError]
    better: list[LinkedError]
    similar: list[Resource]
    own: list[Entry]
    suggested: list[Suggestion]
    claimed: list[str]  # items by which this entry becomes the source of a data element (4.3)
    claimable: list[Claimable]

    @property
    def is_sound(self) -> bool:
        return not self.missing and not self.wrong


def look(
    actor: Actor,
    agency: Agency,
    form: EntryForm,
    rows: "BaseFormSet[ItemForm]",
    *,
    resource: Resource | None = None,
) -> Findings:
    """Judge what the form holds now; both forms have been validated."""
    draft = draft_of(form, rows)
    around = look_around(agency, draft, resource=resource)
    errors = rules.check_entry(draft, around)
    missing = [error for error in errors if error.rule.startswith("required") and "[" not in error.field]
    wrong = [error for error in errors if error not in missing]
    link = _Links(form, [row for row in rows if row.counts()])
    return Findings(
        [link.to(error) for error in missing],
        [link.to(error) for error in wrong],
        [link.to(error) for error in _together(rules.advise(draft, around))],
        _similar(actor, draft.name, resource),
        _own(agency, draft.name, resource),
        _suggested(rows, draft),
        [draft.items[n].name for n in sourced_elements(draft, around).values()],
        _claimable(rows, around),
    )


class _Links:
    """From an error's field to the input on the page."""

    def __init__(self, form: EntryForm, counted: list[ItemForm]) -> None:
        self._form, self._counted = form, counted

    def to(self, error: FieldError) -> LinkedError:
        message = error.message(language())
        if found := re.fullmatch(r"items\[(\d+)]\.(\w+)", error.field):
            row = self._counted[int(found[1])]
            return LinkedError(message, f"id_{row.prefix}-{found[2]}", row.cleaned_data.get("name", ""))
        field = re.sub(r"\[\d+]$", "", error.field)
        if field not in self._form.fields:
            return LinkedError(message, "items", _("信息项"))
        return LinkedError(message, f"id_{field}", self._form.fields[field].label or "")


def _together(advice: list[FieldError]) -> list[FieldError]:
    """The same advice on several items is told once, with all their names."""
    told: dict[tuple[str, str], FieldError] = {}
    for one in advice:
        attribute = one.field.rpartition(".")[2]
        before = told.get((attribute, one.rule))
        if before is None or "name" not in one.params:
            told[attribute, one.rule] = one
        else:
            names = f"{before.params['name']}、{one.params['name']}"
            told[attribute, one.rule] = FieldError(before.field, one.rule, one.zh, one.en, name=names)
    return list(told.values())


def _claimable(rows: "BaseFormSet[ItemForm]", around: rules.Surroundings) -> list[Claimable]:
    elements, sources = around.elements or {}, around.sources or {}
    return [
        Claimable(row.cleaned_data["name"], n)
        for n, row in enumerate(rows)
        if row.counts()
        and row.cleaned_data.get("role") == "reference"
        and not row.cleaned_data.get("is_key")
        and (element := elements.get(row.cleaned_data.get("data_element", "")))
        and not element.is_reference
        and row.cleaned_data["data_element"] not in sources
    ]


def _about(name: str) -> str:
    """What a name is about, its generic ending apart: 驾驶证信息 is about 驾驶证. Empty where too little is left."""
    about = _GENERIC.sub("", folded_name(name))
    return about if len(about) > 1 else ""


def _own(agency: Agency, name: str, resource: Resource | None) -> list[Entry]:
    """One's own agency's entries of such names that are not in the directory yet."""
    if not (about := _about(name)):
        return []
    under_way = (EntryStatus.DRAFT, EntryStatus.RETURNED, *WAITING)
    found = Entry.objects.filter(resource__provider=agency, status__in=under_way, name__contains=about)
    return list(found.exclude(resource=resource)[:MOST_SIMILAR] if resource else found[:MOST_SIMILAR])


def _similar(actor: Actor, name: str, resource: Resource | None) -> list[Resource]:
    """Entries whose names or items have what this name is about."""
    if not (about := _about(name)):
        return []
    found = search(actor, Search(about, {}, 0, MOST_SIMILAR + 1)).resources
    return [one for one in found if resource is None or one.pk != resource.pk][:MOST_SIMILAR]


def _suggested(rows: "BaseFormSet[ItemForm]", draft: rules.EntryDraft) -> list[Suggestion]:
    """Data elements for items that name none."""
    open_rows = {
        n: name
        for n, row in enumerate(rows)
        if row.counts() and (name := row.cleaned_data.get("name")) and not row.cleaned_data.get("data_element")
    }
    known = {item.data_element for item in draft.items}
    suggested = standards.suggest_elements(list(open_rows.values())) if open_rows else {}
    return [
        Suggestion(name, element, n)
        for n, name in open_rows.items()
        for element in suggested.get(name, [])[:1]
        if element.identifier not in known
    ][:MOST_SUGGESTED]
