"""Form fields that every list of items to collect has: the list itself, the law that excepts some of it, the review of that law."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.collection.checking import names_of_file, names_of_text
from yishu.catalogue.collection.lines import CollectedLine


class ListForm(forms.Form):
    """A list typed, pasted, or taken from the first row of a file; and which of its items only recognise whom the others are about."""

    names = forms.CharField(
        label=_("信息项"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("一行一个；也可从表格中粘贴一行，顿号、逗号、制表符都能分开。最多 500 个。"),
    )
    file = forms.FileField(
        label=_("或者上传表样"), required=False, help_text=_("CSV 或 XLSX，第一行为信息项名称，不超过 2 MB。")
    )
    keys = forms.CharField(
        label=_("其中的标识项"),
        required=False,
        max_length=400,
        help_text=_("只用来识别对象、不算采集内容的信息项，如公民身份号码；最多 3 个，用顿号分开。"),
    )

    def listed(self) -> tuple[str, ...]:
        """The names as they were given. Raises HeaderUnreadable."""
        sent = self.cleaned_data["file"]
        given = names_of_text(self.cleaned_data["names"])
        return tuple(given + (names_of_file(sent.read()) if sent else []))

    def listed_keys(self) -> tuple[str, ...]:
        return tuple(name for name in names_of_text(self.cleaned_data["keys"]) if name.strip())


class LinesForm(forms.Form):
    """Some lines of a list, chosen by position."""

    positions = forms.MultipleChoiceField(label=_("信息项"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, lines: Iterable[CollectedLine], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chooser = self.fields["positions"]
        assert isinstance(chooser, forms.MultipleChoiceField)
        chooser.choices = [(str(line.position), self.label_of(line)) for line in lines]

    def label_of(self, line: CollectedLine) -> str:
        return f"{line.name}（{line.resource_name}）" if line.resource_name else line.name

    @property
    def chosen(self) -> list[int]:
        return [int(position) for position in self.cleaned_data["positions"]]


class CitationForm(LinesForm):
    """The law by which struck items are collected all the same (15.2)."""

    law = forms.CharField(label=_("法律、法规或规章"), max_length=200, help_text=_("如“《中华人民共和国统计法》”。"))
    article = forms.CharField(label=_("条款"), max_length=60, help_text=_("写到条，如“第九条”。"))
    reason = forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ReviewForm(LinesForm):
    """The coordinator's word on cited law."""

    opinion = forms.CharField(
        label=_("审核意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("依据不成立的，须写明意见。"),
    )

    def label_of(self, line: CollectedLine) -> str:
        return f"{line.name}：{line.cited}。{line.reason}"
