from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yishu.catalogue.portals.tables import PORTALS
from yishu.catalogue.spreadsheets import template
from yishu.catalogue.spreadsheets.fields import BY_NAME, ENTRY_FIELDS, ITEM_FIELDS
from yishu.catalogue.spreadsheets.mapping import FIRST_IS_KEY, FIXABLE, Mapping, Sheet
from yishu.catalogue.spreadsheets.tables import LARGEST_FILE
from yishu.core.errors import Language

ACCEPTED = ".xlsx,.csv,.txt"


class _File(forms.FileField):
    def __init__(self, label: object, hint: object) -> None:
        widget = forms.FileInput(attrs={"accept": ACCEPTED})
        super().__init__(label=label, help_text=hint, widget=widget, allow_empty_file=True)  # type: ignore[arg-type]

    def clean(self, data: object, initial: object = None) -> object:
        sent = super().clean(data, initial)  # type: ignore[arg-type]
        if sent and sent.size > LARGEST_FILE:  # before any of it is read
            raise forms.ValidationError(_("文件超过 16 MiB。请按条目分成几个文件上传。"))
        return sent


class EntriesForm(forms.Form):
    """An agency's own entries."""

    kind = forms.CharField(widget=forms.HiddenInput, initial="entries")
    file = _File(
        _("表格文件"),
        _(
            "XLSX 或 CSV（UTF-8、GBK、UTF-16 均可），不超过 16 MiB。按模板填写的文件直接登记；别的表头先对应一次，以后记住。"
        ),
    )


class DirectoryForm(forms.Form):
    """A portal's directory."""

    kind = forms.CharField(widget=forms.HiddenInput, initial="directory")
    source = forms.CharField(
        label=_("来源目录"),
        max_length=120,
        help_text=_("门户的名称。表中已有的门户按详情页网址自动识别。"),
        widget=forms.TextInput(attrs={"list": "portals"}),
    )
    file = _File(_("目录文件"), _("门户原样发布的 CSV，含表头。"))
    portals = [portal.name for portal in PORTALS]


def _choices(language: Language) -> list[Any]:
    def group(fields: tuple[object, ...]) -> list[tuple[str, str]]:
        return [(each.name, template.head_of(each, language)) for each in fields]  # type: ignore[attr-defined]

    return [
        ("", pgettext_lazy("column", "不读这一列")),
        (_("条目"), group(ENTRY_FIELDS)),
        (_("信息项"), group(ITEM_FIELDS)),
    ]


class MappingForm(forms.Form):
    """A choice for each column, and what is the same for all entries where the file has no column for it."""

    def __init__(self, sheets: list[Sheet], language: Language, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self._sheets = sheets
        taken = {column.field for sheet in sheets for column in sheet.columns}
        for place, sheet in enumerate(sheets):
            for column in sheet.columns:
                field = forms.ChoiceField(
                    label=column.head, required=False, initial=column.field, choices=_choices(language)
                )  # type: ignore[arg-type]
                field.widget.attrs.update({"aria-label": column.head, "class": "form-select"})
                self.fields[f"c{place}_{column.number}"] = field
        for each in FIXABLE:
            if each.name not in taken:
                self.fields[f"fixed_{each.key}"] = self._fixed(each.name, language)
        if "item.is_key" not in taken and any(name.startswith("item.") for name in taken):
            self.fields[FIRST_IS_KEY] = forms.BooleanField(
                label=_("每个条目的第一个信息项是主键"),
                required=False,
                help_text=_("文件中没有主键的列。不勾选，每个条目都会因缺主键而不通过。"),
            )

    def _fixed(self, name: str, language: Language) -> forms.Field:
        each = BY_NAME[name]
        label, hint = template.head_of(each, language).rstrip("*"), template.hint_of(each, language)
        if each.kind != "code":
            return forms.CharField(label=label, required=False, max_length=each.longest, help_text=hint)
        shown = [
            ("", pgettext_lazy("column", "不统一填写")),
            *((word, word) for word in template.words(each.key, language)),
        ]
        return forms.ChoiceField(label=label, required=False, choices=shown)  # type: ignore[arg-type]

    def columns(self) -> list[tuple[Sheet, list[tuple[object, forms.BoundField]]]]:
        """For the page: each sheet with its columns and their choices."""
        return [
            (sheet, [(column, self[f"c{place}_{column.number}"]) for column in sheet.columns])
            for place, sheet in enumerate(self._sheets)
        ]

    def fixed(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("fixed_") or name == FIRST_IS_KEY]

    def clean(self) -> dict[str, object]:
        """No field twice in a sheet."""
        for place, sheet in enumerate(self._sheets):
            seen: dict[str, str] = {}
            for column in sheet.columns:
                key = f"c{place}_{column.number}"
                chosen = self.cleaned_data.get(key, "")
                if chosen and chosen in seen:
                    self.add_error(key, _("与“{head}”一列对应了同一栏，请只留一列。").format(head=seen[chosen]))
                seen.setdefault(chosen, column.head)
        return self.cleaned_data

    def told(self) -> Mapping:
        told = self.cleaned_data
        sheets = {
            sheet.name: {
                column.number: told[f"c{place}_{column.number}"]
                for column in sheet.columns
                if told[f"c{place}_{column.number}"]
            }
            for place, sheet in enumerate(self._sheets)
        }
        fixed = {f"entry.{each.key}": told[f"fixed_{each.key}"] for each in FIXABLE if told.get(f"fixed_{each.key}")}
        if told.get(FIRST_IS_KEY):
            fixed[FIRST_IS_KEY] = "1"
        return Mapping(
            sheets,
            {sheet.name: sheet.head_line for sheet in self._sheets},
            {sheet.name: {column.number: column.head for column in sheet.columns} for sheet in self._sheets},
            fixed,
        )
