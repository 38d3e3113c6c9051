"""The kinds of fields that the editor's forms are made of."""

from django import forms

from yishu.catalogue.models import Entry
from yishu.shell.components import Text

Phrase = tuple[Text, str]
"""A ready wording, and the choice of the form (`cycle=monthly`) to which it fits; empty for all."""


def choice(label: object, choices: object, **more: object) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, **more)  # type: ignore[arg-type]


def text(name: str, *, phrases: tuple[Phrase, ...] = (), **more: object) -> forms.CharField:
    """A text field as the model has it: its words and its length. `phrases` are offered to be filled in."""
    column = Entry._meta.get_field(name)
    given: dict[str, object] = {"label": column.verbose_name, "max_length": column.max_length, "required": False}
    field = forms.CharField(**{**given, **more})  # type: ignore[arg-type]
    field.phrases = phrases  # type: ignore[attr-defined]
    return field


def area(name: str, **more: object) -> forms.CharField:
    return text(name, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, **more)  # type: ignore[arg-type]


def words(label: object, help_text: object, most: int = 2000) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, help_text=help_text)  # type: ignore[arg-type]
