"""What every node's register starts with: see `seed/SOURCES.md`. Sowing twice changes nothing, and nothing that a node has decided since."""

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any, Final

from django.db import transaction

from yishu.node.seeding import rows as node_rows
from yishu.standards.models import CodeList, CodeListValue, DataElement, IdentifierCounter, Kept, Standard, State
from yishu.standards.storing import FIRST_OWN

SOWN: Final = {
    "proposed_by": "platform",
    "proposed_by_name": "platform",
    "proposed_at": datetime(2014, 11, 28, tzinfo=UTC),  # the day of the regulation: the same at every node
}
APART: Final = "、"
OWN: Final = "YISHU."
"""Code lists of the platform's own words begin so."""


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a seed file."""
    text = files("yishu.standards").joinpath("seed", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@transaction.atomic
def sow() -> None:
    """Standards, code lists and elements that the register does not know yet, by their identifiers."""
    _sow_standards()
    _sow_code_lists()
    _grow_own_lists()
    _sow_elements()
    IdentifierCounter.objects.get_or_create(prefix="DE", defaults={"next": FIRST_OWN})


def _sow_standards() -> None:
    given = rows("standards.csv")
    new = _unknown(Standard, given)
    by_code = {row["code"]: row for row in new}
    Standard.objects.bulk_create(
        Standard(
            **{
                name: row[name] for name in ("code", "title", "title_en", "kind", "version", "issued_by", "url", "note")
            },
            issued_on=_day(row["issued_on"]),
            in_force_from=_day(row["in_force_from"]),
            state=row["state"],
            **SOWN,
        )
        for row in new
    )
    for row in by_code.values():
        if row["replaced_by"]:
            successor = Standard.objects.get(code=row["replaced_by"])
            Standard.objects.filter(code=row["code"]).update(replaced_by=successor)
            Standard.objects.filter(pk=successor.pk).update(replaces=[*successor.replaces, row["code"]])


def _sow_code_lists() -> None:
    new = _unknown(CodeList, rows("code_lists.csv"))
    standards = _by_key(Standard)
    made = [
        CodeList(
            **{name: row[name] for name in ("identifier", "name", "name_en", "source")},
            version=1,
            standard=standards.get(row["standard"]),
            state=State.IN_FORCE,
            **SOWN,
        )
        for row in new
    ]
    CodeList.objects.bulk_create(made)
    if made:
        values = _values()
        CodeListValue.objects.bulk_create(
            (
                CodeListValue(code_list=each, position=n, **value)
                for each in made
                for n, value in enumerate(values[each.identifier], 1)
            ),
            batch_size=2000,
        )


def _grow_own_lists() -> None:
    """The platform's own lists are the words of its catalogue, and get those that a later version of it has."""
    values = _values()
    for each in CodeList.objects.filter(identifier__startswith=OWN, version=1, **SOWN).prefetch_related("values"):
        known = {value.code for value in each.values.all()}
        new = [value for value in values.get(each.identifier, []) if value["code"] not in known]
        CodeListValue.objects.bulk_create(
            CodeListValue(code_list=each, position=n, **value) for n, value in enumerate(new, len(known) + 1)
        )


def _values() -> dict[str, list[dict[str, str]]]:
    values: dict[str, list[dict[str, str]]] = {}
    for row in rows("code_values.csv"):
        values.setdefault(row.pop("code_list"), []).append(row)
    values["GBT4754"] = rows("industries.csv")
    values["GBT2260.33"] = [
        {"code": row["code"], "text": row["name"], "parent": row["parent_code"]}
        for row in node_rows("divisions_zhejiang.csv")
    ]
    return values


def _sow_elements() -> None:
    new = _unknown(DataElement, rows("elements.csv"))
    standards, lists = _by_key(Standard), _by_key(CodeList)
    texts = (
        "identifier",
        "name",
        "name_en",
        "definition",
        "type",
        "representation",
        "sensitivity",
        "scope_kind",
        "note",
    )
    DataElement.objects.bulk_create(
        DataElement(
            **{name: row[name] for name in texts},
            version=1,
            length=int(row["length"]) if row["length"] else None,
            code_list=lists.get(row["code_list"]),
            standard=standards.get(row["standard"]),
            is_reference=row["is_reference"] == "yes",
            aliases=row["aliases"].split(APART) if row["aliases"] else [],
            state=State.IN_FORCE,
            **SOWN,
        )
        for row in new
    )


def _unknown(model: type[Kept], given: list[dict[str, str]]) -> list[dict[str, str]]:
    name = model.key_field
    wanted = [row[name] for row in given]
    known = set(_all(model).filter(**{f"{name}__in": wanted}).values_list(name, flat=True))
    return [row for row in given if row[name] not in known]


def _by_key(model: type[Kept]) -> dict[str, Any]:
    in_force: Iterable[Any] = _all(model).filter(state=State.IN_FORCE)
    return {each.key: each for each in in_force}


def _all(model: type[Kept]) -> Any:
    return model._default_manager.all()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
