"""Declaring an assembly in two steps: which grants, in order; then from which of their items each base item comes, matched by code and name beforehand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.access.assembling.models import Assembly
from yishu.access.assembling.offers import Offer
from yishu.access.assembling.rules import Candidate, Draft, ItemDraft, Offered, matched
from yishu.core.errors import Problem
from yishu.hosting.tables import Column, Table
from yishu.shell.fields import choose, language

MOST_ON_PAGE: Final = 5
"""Sources; a program may declare more."""


class SourcesForm(forms.Form):
    """The sources, in order; what is left empty is none."""

    def __init__(self, offers: Sequence[Offer], data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        offered = [(one.value, one.words) for one in offers]
        for n in range(1, min(MOST_ON_PAGE, len(offers)) + 1):
            label = _("第 {n} 来源").format(n=n)
            self.fields[f"source_{n}"] = forms.ChoiceField(label=label, required=n == 1)
            choose(self, f"source_{n}", [("", _("请选择") if n == 1 else _("无")), *offered])

    def chosen(self) -> list[str]:
        """As many as were chosen, in order, each once."""
        return list(dict.fromkeys(value for value in self.cleaned_data.values() if value))


@dataclass(frozen=True, slots=True)
class Row:
    """A base item with its selects, in order."""

    column: Column
    fields: list[BoundField]


class AssemblyForm(forms.Form):
    """`sources`: what was chosen before, with what each gives."""

    subjects = forms.ChoiceField(
        label=gettext_lazy("收录范围"),
        choices=Assembly.Subjects.choices,
        initial=Assembly.Subjects.ANY,
        widget=forms.RadioSelect,
    )
    origins = forms.ChoiceField(
        label=gettext_lazy("值的来源记在"),
        help_text=gettext_lazy("每条记录在这一项写明各值取自哪个来源、第几版；须为文本项。"),
    )

    def __init__(self, base: Table, sources: Sequence[tuple[Offer, Offered]], data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.base, self.sources = base, sources
        texts = [column for column in base.columns if _may_carry(column)]
        choose(self, "origins", [("", _("请选择")), *((column.code, _words(column)) for column in texts)])
        self.initial["origins"] = next(
            (column.code for column in texts if "origin" in column.code or "来源" in column.name), ""
        )
        for n in range(len(sources)):
            self._add_keys(n)
        for column in base.columns:
            if not column.is_key:
                self._add_item(column)

    def draft(self) -> Draft:
        """What was filled in; the form must be valid."""
        given = self.cleaned_data
        sources = [offer.draft(self._keys(n, given)) for n, (offer, _given) in enumerate(self.sources)]
        items = [
            ItemDraft(code, tuple(self._candidate(given[name]) for name in names))
            for code, names in self._filled().items()
        ]
        return Draft(tuple(sources), tuple(items), given["origins"], given["subjects"])

    def rows(self) -> Iterator[Row]:
        for column in self.base.columns:
            if not column.is_key:
                yield Row(column, [self[name] for name in self._names(column.code)])

    def key_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith("key_")]

    def take(self, problem: Problem) -> None:
        """What is wrong with the draft, beside its fields."""
        if not problem.errors:
            self.add_error(None, problem.detail(language()))
        for error in problem.errors:
            self.add_error(self._field(error.field.split(".")), error.message(language()))

    def _field(self, path: list[str]) -> str | None:
        match path:
            case ["sources", n, "keys", code]:
                name = f"key_{n}_{code}"
            case ["items", n, "from", k, *_rest]:
                name = list(self._filled().values())[int(n)][int(k)]
            case ["items", n, *_rest]:
                name = list(self._filled().values())[int(n)][0]
            case _:
                name = path[0]
        return name if name in self.fields else None

    def _filled(self) -> dict[str, list[str]]:
        """Base items with their selects that say something, in order."""
        given = self.cleaned_data
        named = {row.column.code: self._names(row.column.code) for row in self.rows()}
        filled = {code: [name for name in names if given.get(name)] for code, names in named.items()}
        return {code: names for code, names in filled.items() if names}

    def _names(self, code: str) -> list[str]:
        return [f"item_{code}_{k}" for k in range(1, len(self.sources) + 1)]

    def _candidate(self, value: str) -> Candidate:
        place, _space, item = value.partition(" ")
        return Candidate(self.sources[int(place)][0].grant.resource.code, item)

    def _keys(self, n: int, given: Mapping[str, Any]) -> dict[str, str]:
        chosen = {column.code: given.get(f"key_{n}_{column.code}") for column in self.base.key}
        return {code: item for code, item in chosen.items() if item}

    def _add_keys(self, n: int) -> None:
        """Nothing is asked where the only key corresponds to the only key."""
        offer, offered = self.sources[n]
        if len(self.base.key) == len(offered.table.key) == 1:
            return
        for column in self.base.key:
            found = matched(column, offered.table.key)
            label = _("{source} 的主键：{item}").format(source=offer.name, item=column.name)
            name = f"key_{n}_{column.code}"
            self.fields[name] = forms.ChoiceField(label=label, initial=found.code if found else "")
            choose(self, name, [("", _("请选择")), *((each.code, _words(each)) for each in offered.table.key)])

    def _add_item(self, column: Column) -> None:
        groups = [
            (offer.name, [(f"{place} {each.code}", f"{place + 1} · {_words(each)}") for each in _usable(offered)])
            for place, (offer, offered) in enumerate(self.sources)
        ]
        found = [
            f"{place} {match.code}"
            for place, (_offer, offered) in enumerate(self.sources)
            if (match := matched(column, _usable(offered)))
        ]
        if column.code == self.initial["origins"]:
            found = []
        for k, name in enumerate(self._names(column.code)):
            label = _("{item}：第 {n} 优先").format(item=column.name, n=k + 1)
            attrs = {"class": "form-select", "aria-label": label}
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                initial=found[k] if k < len(found) else "",
                widget=forms.Select(attrs=attrs),
            )
            choose(self, name, [("", _("无")), *groups])


def _usable(offered: Offered) -> list[Column]:
    return [column for column in offered.table.columns if column.code in offered.usable]


def _may_carry(column: Column) -> bool:
    return not column.is_key and column.type == "string" and not column.codes


def _words(column: Column) -> str:
    return column.name if column.name == column.code else f"{column.name} {column.code}"
