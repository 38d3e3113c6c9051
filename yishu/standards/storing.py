"""Between drafts and rows: what a proposal says becomes a version, and back; what the register knows becomes the facts of the rules."""

from dataclasses import fields
from typing import Any, Final

from django.db import connection
from django.db.models import Max
from django.db.models.functions import Length
from django.utils.translation import override

from yishu.core.errors import FieldError, Invalid
from yishu.standards.drafts import CodeListDraft, Draft, ElementDraft, StandardDraft, ValueDraft
from yishu.standards.errors import AlreadyProposed, NotInRegister
from yishu.standards.models import (
    CodeList,
    CodeListValue,
    DataElement,
    IdentifierCounter,
    Kept,
    Kind,
    Standard,
    State,
)
from yishu.standards.queries import in_force_today
from yishu.standards.rules import Facts, folded

MODELS: Final[dict[Kind, type[Standard] | type[CodeList] | type[DataElement]]] = {
    Kind.ELEMENT: DataElement,
    Kind.CODE_LIST: CodeList,
    Kind.STANDARD: Standard,
}
KIND_OF: Final[dict[type[Draft], Kind]] = {
    ElementDraft: Kind.ELEMENT,
    CodeListDraft: Kind.CODE_LIST,
    StandardDraft: Kind.STANDARD,
}
FIRST_OWN: Final = 10_001
"""The first number of an element that a node proposes itself; those below are the platform's own, whatever release brings them."""


def take_turn() -> None:
    """Changes of the register follow each other: the rules look at all names, which no constraint can."""
    IdentifierCounter.objects.get_or_create(prefix="DE", defaults={"next": FIRST_OWN})
    IdentifierCounter.objects.select_for_update().get(prefix="DE")


def get_kept(kind: Kind, key: int, *, lock: bool = False) -> Kept:
    """A version by its row. Raises NotInRegister."""
    model = MODELS[kind]
    rows = model.objects.select_for_update() if lock else model.objects.all()
    found = rows.filter(pk=key).first() if 0 < key < 2**63 else None
    if found is None:
        raise NotInRegister(name=f"{kind}/{key}")
    return found


def get_in_force(kind: Kind, key: str) -> Kept:
    """The version in force under a lasting identifier. Raises NotInRegister."""
    model = MODELS[kind]
    found = model.objects.filter(**{model.key_field: key}, state=State.IN_FORCE).first()
    if found is None:
        raise NotInRegister(name=key)
    return found


def find_in_force(kept: Kept) -> Kept | None:
    """The version that this proposal would follow."""
    rows = MODELS[kept.kept_as].objects.filter(**{kept.key_field: kept.key}, state=State.IN_FORCE)
    return rows.exclude(pk=kept.pk).first()


def facts_for(draft: Draft) -> Facts:
    """What the register has by now that this proposal must agree with."""
    kind = KIND_OF[type(draft)]
    model = MODELS[kind]
    in_force = model.objects.filter(**{f"{model.key_field}__in": draft.replaces}, state=State.IN_FORCE)
    named = {draft.standard} if isinstance(draft, ElementDraft | CodeListDraft) else set()
    return Facts(
        names=_names_taken([draft.name, *draft.aliases]) if isinstance(draft, ElementDraft) else {},
        lists=_longest_code(draft.code_list) if isinstance(draft, ElementDraft) and draft.code_list else {},
        standards=frozenset(in_force_today().filter(code__in=named).values_list("code", flat=True)),
        replaceable=frozenset(in_force.values_list(model.key_field, flat=True)),
    )


def new_row(draft: Draft, key: str) -> Kept:
    """The next version under a key, not yet saved. A rejected version keeps its number; a standard's code is its version."""
    if isinstance(draft, StandardDraft):
        made: Kept = _standard_row(key)
    else:
        model = DataElement if isinstance(draft, ElementDraft) else CodeList
        last = model.objects.filter(identifier=key).aggregate(last=Max("version"))["last"] or 0
        made = model(identifier=key, version=last + 1)
    return fill(made, draft)


def _standard_row(code: str) -> Standard:
    earlier = Standard.objects.filter(code=code).first()
    if earlier is None:
        return Standard(code=code)
    if earlier.state == State.PROPOSED:
        raise AlreadyProposed(name=code)
    if earlier.state != State.REJECTED:
        zh, en = "标准 {code} 已登记（{state}）。", "The standard {code} is registered already ({state})."
        raise Invalid(errors=[FieldError("code", "registered", zh, en, code=code, state=earlier.state)])
    earlier.state, earlier.opinion, earlier.decided_at = State.PROPOSED, "", None
    earlier.decided_by = earlier.decided_by_name = ""
    return earlier


def fill(row: Kept, draft: Draft) -> Kept:
    """What the draft says, in the row."""
    for each in fields(draft):
        value = getattr(draft, each.name)
        if each.name == "code_list":
            row.code_list = CodeList.objects.filter(identifier=value, state=State.IN_FORCE).first() if value else None  # type: ignore[attr-defined]
        elif each.name == "standard":
            row.standard = Standard.objects.filter(code=value).first() if value else None  # type: ignore[attr-defined]
        elif each.name not in ("values", "identifier", "code"):
            stored = value.strip() if isinstance(value, str) else list(value) if isinstance(value, tuple) else value
            setattr(row, each.name, stored)
    return row


def save(row: Kept, draft: Draft) -> None:
    """The row, and the values of a code list anew."""
    row.save()
    if isinstance(row, CodeList) and isinstance(draft, CodeListDraft):
        CodeListValue.objects.filter(code_list=row).delete()
        CodeListValue.objects.bulk_create(values_of(row, draft.values), batch_size=2000)


def values_of(row: CodeList, values: tuple[ValueDraft, ...]) -> list[CodeListValue]:
    return [
        CodeListValue(
            code_list=row,
            position=n,
            **{each.name: getattr(value, each.name) for each in fields(ValueDraft)},
        )
        for n, value in enumerate(values, 1)
    ]


def draft_of(row: Kept) -> Draft:
    """What the row says, as a draft again."""
    if isinstance(row, DataElement):
        return ElementDraft(**_said(row, ElementDraft))
    if isinstance(row, CodeList):
        names = [each.name for each in fields(ValueDraft)]
        values = tuple(ValueDraft(*value) for value in row.values.values_list(*names))
        return CodeListDraft(**_said(row, CodeListDraft), values=values)
    return StandardDraft(**_said(row, StandardDraft))


def in_words(state: str) -> tuple[str, str]:
    """A state in Chinese and in English, as problems take it."""
    said = []
    for code in ("zh-hans", "en"):
        with override(code):
            said.append(str(State(state).label))
    return said[0], said[1]


def _said(row: Kept, draft: type[Draft]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for each in fields(draft):
        if each.name == "values":
            continue
        value = getattr(row, each.name)
        if isinstance(value, CodeList | Standard) or (value is None and each.name in ("code_list", "standard")):
            value = value.key if value else ""
        said[each.name] = tuple(value) if isinstance(value, list) else value
    return said


def _names_taken(names: list[str]) -> dict[str, str]:
    """Which of these names an element has, proposed or in force: folded name → identifier."""
    asked = [folded(name) for name in names if name.strip()]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select word, identifier from standards_dataelement, unnest(folded_names) as word
            where state in ('proposed', 'in_force') and folded_names && %(asked)s and word = any(%(asked)s)
            """,
            {"asked": asked},
        )
        return dict(cursor.fetchall())


def _longest_code(identifier: str) -> dict[str, int]:
    found = CodeListValue.objects.filter(code_list__identifier=identifier, code_list__state=State.IN_FORCE)
    longest = found.aggregate(longest=Max(Length("code")))["longest"]
    return {identifier: longest} if longest is not None else {}
