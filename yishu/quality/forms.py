"""Forms of comparisons, discrepancies and updates."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import Resource
from yishu.core.text import fold
from yishu.hosting.tables import Column, Table
from yishu.quality.comparing import Pair
from yishu.wire.batches import MEDIA_TYPES as PUBLISHED_TYPES

MEDIA_TYPES = {suffix: PUBLISHED_TYPES[suffix] for suffix in (".csv", ".xlsx", ".parquet")}


class TableForm(forms.Form):
    """A table of one's own, and what to compare it with."""

    resource = forms.ChoiceField(label=_("比对的资源"))
    file = forms.FileField(
        label=_("本单位的数据表"),
        help_text=_("CSV、XLSX 或 Parquet，首行为列名，不超过 64 MiB。"),
        widget=forms.FileInput(attrs={"accept": ",".join(MEDIA_TYPES)}),
    )
    charset = forms.ChoiceField(
        label=_("CSV 字符集"),
        initial="utf-8",
        required=False,
        help_text=_("较早的 Excel 另存的 CSV 多为 GBK。"),
        choices=[("utf-8", "UTF-8"), ("gbk", "GBK / GB 18030")],
    )
    name = forms.CharField(label=_("名称"), required=False, max_length=120)

    def __init__(self, resources: Sequence[Resource], *args: object, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]
        choices = self.fields["resource"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [
            (each.path_code, f"{each.current.name if each.current else each.code}（{each.provider_name}）")
            for each in resources
        ]

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in MEDIA_TYPES:
            raise forms.ValidationError(_("不认识的文件类型，请选择 CSV、XLSX 或 Parquet。"))
        return file

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[PurePath(self.cleaned_data["file"].name).suffix.lower()]

    @property
    def declared_charset(self) -> str | None:
        return self.cleaned_data["charset"] or None if self.media_type == "text/csv" else None


@dataclass(frozen=True, slots=True)
class MappingRow:
    """An item with its two inputs, and whether its values come masked."""

    column: Column
    source: forms.BoundField
    key: forms.BoundField
    comes_masked: bool = False


class MappingForm(forms.Form):
    """Which column of the table holds which item, and which items are the key; proposed by code and name."""

    def __init__(
        self, columns: Sequence[str], table: Table, *args: object, masked: Container[str] = (), **given: object
    ) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]
        self.table, self.masked = table, masked
        choices = [("", _("不比对")), *((str(n), name) for n, name in enumerate(columns) if name)]
        self.columns = list(columns)
        for column in table.columns:
            proposed = propose(column, columns)
            self.fields[f"item_{column.code}"] = forms.ChoiceField(
                label=column.name,
                required=False,
                choices=choices,
                initial="" if proposed is None else str(proposed),
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.fields[f"key_{column.code}"] = forms.BooleanField(
                label=_("主键"),
                required=False,
                initial=column.is_key,
                widget=forms.CheckboxInput(
                    attrs={"class": "form-check-input", "aria-label": _("以“{name}”为主键").format(name=column.name)}
                ),
            )

    def rows(self) -> Iterator[MappingRow]:
        return (
            MappingRow(
                column, self[f"item_{column.code}"], self[f"key_{column.code}"], comes_masked=column.code in self.masked
            )
            for column in self.table.columns
        )

    @property
    def pairs(self) -> tuple[Pair, ...]:
        given = self.cleaned_data
        return tuple(
            Pair(column.code, self.columns[int(given[f"item_{column.code}"])], bool(given[f"key_{column.code}"]))
            for column in self.table.columns
            if given[f"item_{column.code}"]
        )


class ReportForm(forms.Form):
    """A discrepancy by hand: whose record, which item, what it says and what it should say."""

    item = forms.ChoiceField(label=_("信息项"))
    theirs = forms.CharField(label=_("平台上的值"), required=False, max_length=500)
    ours = forms.CharField(label=_("本单位掌握的值"), required=False, max_length=500)
    note = forms.CharField(
        label=_("依据和说明"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, table: Table, *args: object, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]
        self.table = table
        keys = {f"key_{column.code}": forms.CharField(label=column.name, max_length=200) for column in table.key}
        self.fields = keys | self.fields
        choice = self.fields["item"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(column.code, column.name) for column in table.columns if not column.is_key]

    def keys(self) -> list[forms.BoundField]:
        return [self[f"key_{column.code}"] for column in self.table.key]

    @property
    def subject(self) -> dict[str, str]:
        return {column.code: self.cleaned_data[f"key_{column.code}"] for column in self.table.key}


class WordsForm(forms.Form):
    """A step's words; some steps need them."""

    text = forms.CharField(
        label=_("说明或理由"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: object, needed: bool = False, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]
        self.fields["text"].required = needed


def propose(column: Column, names: Sequence[str]) -> int | None:
    """The place of the column that holds this item: the one with its code, else with its name, however they are written."""
    folded = [fold(name) for name in names]
    return next((folded.index(fold(word)) for word in (column.code, column.name) if fold(word) in folded), None)
