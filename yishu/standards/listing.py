"""What the pages and the API list: one kind by words and state, with the count of every state; a key's versions, and what changed between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Func, Q, QuerySet, TextField, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from yishu.core.actor import Actor
from yishu.standards.errors import NotInRegister
from yishu.standards.models import CodeList, DataElement, Kept, Kind, Standard, State
from yishu.standards.rules import folded
from yishu.standards.storing import MODELS

PUBLIC: Final = (State.IN_FORCE, State.REPLACED, State.ABOLISHED)
"""What everybody reads; proposals and what was not adopted are for those who have logged in."""
TONES: Final = {
    State.PROPOSED: "blue",
    State.IN_FORCE: "good",
    State.REPLACED: "grey",
    State.ABOLISHED: "grey",
    State.REJECTED: "warn",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs between two versions."""

    label: str | Promise
    before: str
    after: str


def visible(kind: Kind, viewer: Actor | None) -> QuerySet[Any]:
    rows: QuerySet[Any] = MODELS[kind]._default_manager.all()
    return rows if viewer else rows.filter(state__in=PUBLIC)


def search(kind: Kind, viewer: Actor | None, q: str, state: str = "") -> QuerySet[Any]:
    """The versions in which the words stand (names, aliases, identifiers, definitions), in the order of their identifiers; of one state, or of all."""
    found = visible(kind, viewer)
    if q.strip():
        found = found.filter(_holds(kind, q)) if kind != Kind.ELEMENT else _with_names(found).filter(_holds(kind, q))
    if state:
        found = found.filter(state=state)
    related = {Kind.ELEMENT: ("code_list", "standard", "proposer"), Kind.CODE_LIST: ("standard", "proposer")}
    order = MODELS[kind]._meta.ordering or ()  # grouping drops the order that is implied
    listed = found.select_related(*related.get(kind, ("proposer",)), "replaced_by").order_by(*order)
    return listed.annotate(size=Count("values")) if kind == Kind.CODE_LIST else listed


def count_by_state(kind: Kind, viewer: Actor | None, q: str) -> dict[str, int]:
    """State → how many versions the words are in."""
    counted = search(kind, viewer, q).order_by().values_list("state").annotate(n=Count("pk", distinct=True))
    return dict(counted)


def list_versions(kind: Kind, key: str, viewer: Actor | None) -> list[Any]:
    """A key's versions, the newest first. Raises NotInRegister where the viewer may see none."""
    field = MODELS[kind].key_field
    related = ("replaced_by", "proposer", *(("standard",) if kind != Kind.STANDARD else ()))
    found = list(visible(kind, viewer).filter(**{field: key}).select_related(*related))
    if not found:
        raise NotInRegister(name=key)
    return found


def shown_version(versions: list[Any], number: str) -> Any:
    """The version that is asked for; else the one in force; else the newest. Raises NotInRegister."""
    if number:
        asked = next((one for one in versions if str(one.version) == number), None)
        if asked is None:
            raise NotInRegister(name=f"{versions[0].key} {number}")
        return asked
    return next((one for one in versions if one.is_in_force), versions[0])


def list_predecessors(kept: Kept) -> list[Any]:
    """What this replaced under other names."""
    rows: QuerySet[Any] = MODELS[kept.kept_as]._default_manager.filter(replaced_by=kept)
    return list(rows.exclude(**{kept.key_field: kept.key}))


def changes(before: Kept, after: Kept) -> list[Change]:
    """What the later version says otherwise, field by field; of a code list also which codes came, went and were reworded."""
    differing = [
        Change(label, was, now)
        for name, label in fields_of(before)
        if (was := said(before, name)) != (now := said(after, name))
    ]
    if isinstance(before, CodeList) and isinstance(after, CodeList):
        differing += _changed_values(before, after)
    return differing


def fields_of(kept: Kept) -> list[tuple[str, str | Promise]]:
    """The fields that say something of it, with their labels, in the model's order."""
    return [(each.name, each.verbose_name) for each in kept._meta.concrete_fields if each.name in SAID[kept.kept_as]]


def said(kept: Kept, name: str) -> str:
    """A field in words."""
    if callable(display := getattr(kept, f"get_{name}_display", None)):
        return str(display())
    value = getattr(kept, name)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, CodeList | Standard):
        return str(value)
    return _("、").join(value) if isinstance(value, list) else "" if value is None else str(value)


SAID: Final[dict[Kind, frozenset[str]]] = {
    Kind.ELEMENT: frozenset(
        [
            "name",
            "name_en",
            "definition",
            "type",
            "length",
            "representation",
            "code_list",
            "standard",
            "sensitivity",
            "is_reference",
            "scope_kind",
            "aliases",
            "note",
        ]
    ),
    Kind.CODE_LIST: frozenset(["name", "name_en", "standard", "source", "note"]),
    Kind.STANDARD: frozenset(
        [
            "title",
            "title_en",
            "kind",
            "version",
            "issued_by",
            "issued_on",
            "in_force_from",
            "in_force_until",
            "url",
            "note",
        ]
    ),
}


def _changed_values(before: CodeList, after: CodeList) -> list[Change]:
    was, now = (dict(one.values.values_list("code", "text")) for one in (before, after))
    came, gone = now.keys() - was.keys(), was.keys() - now.keys()
    reworded = [code for code in was.keys() & now.keys() if was[code] != now[code]]
    return [
        *([Change(_("新增代码"), "", _listed(now, came))] if came else []),
        *([Change(_("删除代码"), _listed(was, gone), "")] if gone else []),
        *([Change(_("修改含义"), _listed(was, reworded), _listed(now, reworded))] if reworded else []),
    ]


def _listed(texts: dict[str, str], codes: Iterable[str], most: int = 20) -> str:
    ordered = sorted(codes)
    more = "…" if len(ordered) > most else ""
    return _("、").join(f"{code} {texts[code]}" for code in ordered[:most]) + more


def _with_names(found: QuerySet[DataElement]) -> QuerySet[DataElement]:
    joined = Func(F("folded_names"), Value("\n"), function="array_to_string", output_field=TextField())
    return found.annotate(names=joined)


def _holds(kind: Kind, q: str) -> Q:
    words = q.strip()
    if kind == Kind.ELEMENT:
        return Q(names__contains=folded(words)) | Q(identifier__iexact=words) | Q(definition__icontains=words)
    if kind == Kind.CODE_LIST:
        return Q(name__icontains=words) | Q(identifier__icontains=words) | Q(name_en__icontains=words)
    return Q(title__icontains=words) | Q(code__icontains=words) | Q(title_en__icontains=words)
