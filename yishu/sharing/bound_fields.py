"""The fields by which a provider bounds a grant: from when, how much, from which networks, masked how (26.5)."""

import re
from collections.abc import Sequence
from typing import Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import Item
from yishu.core.errors import FieldError
from yishu.core.text import MaskKind
from yishu.sharing.bounds import LIMIT_HINTS, LIMIT_WORDS, MASK_WORDS, MOST, check_limits, check_networks
from yishu.sharing.rules import Limits
from yishu.shell.fields import language

_BETWEEN: Final = re.compile(r"[\s,，、;；]+")
_MASK: Final = "mask_{}"


class BoundFields(forms.Form):
    """`limits`, `networks` and `masks` once they were found valid; nothing filled in is nothing bounded."""

    networks_text = forms.CharField(
        label=_("只限网段"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("只接受来自这些网段的调用，写 CIDR，如 10.33.0.0/16；多个用顿号、逗号或空格隔开；不填为不限。"),
    )
    limits: Limits | None = None
    networks: tuple[str, ...] = ()

    def offer_bounds(self, items: Sequence[Item]) -> None:
        """The fields of limits, and of each item that can be masked."""
        for name, label in LIMIT_WORDS.items():
            self.fields[f"limit_{name}"] = forms.IntegerField(
                label=label, required=False, min_value=1, max_value=MOST, help_text=LIMIT_HINTS.get(name, "")
            )
        self.maskable = [item for item in items if not item.is_key]
        for item in self.maskable:
            kinds = MASK_WORDS if item.type == "string" else {MaskKind.HIDDEN: MASK_WORDS[MaskKind.HIDDEN]}
            choices = [("", _("按目录条目")), *((kind.value, words) for kind, words in kinds.items())]
            self.fields[_MASK.format(item.code)] = forms.ChoiceField(
                label=gettext("脱敏：{name}").format(name=item.name),
                required=False,
                choices=choices,  # type: ignore[arg-type]
            )

    def clean(self) -> dict[str, object]:
        given = super().clean() or self.cleaned_data
        limits = Limits(**{name: given.get(f"limit_{name}") for name in LIMIT_WORDS})
        networks = tuple(each for each in _BETWEEN.split(str(given.get("networks_text", ""))) if each)
        for error in [*check_limits(limits), *check_networks(networks)]:
            self.add_error(_field_of(error), error.message(language()))
        self.limits, self.networks = limits, networks
        return given

    @property
    def masks(self) -> dict[str, str]:
        """Of the items that are allowed."""
        given = self.cleaned_data
        chosen = {item.code: given.get(_MASK.format(item.code), "") for item in self.maskable}
        return {code: kind for code, kind in chosen.items() if kind and code in given["items"]}

    @property
    def limit_fields(self) -> list[forms.BoundField]:
        return [self[f"limit_{name}"] for name in LIMIT_WORDS]

    @property
    def mask_fields(self) -> list[forms.BoundField]:
        return [self[_MASK.format(item.code)] for item in self.maskable]

    @property
    def is_bounded(self) -> bool:
        """Whether the fields should stand open."""
        names = ["networks_text", *(field.name for field in (*self.limit_fields, *self.mask_fields))]
        return any(self[name].value() or self[name].errors for name in names)


def _field_of(error: FieldError) -> str:
    return "networks_text" if error.field == "networks" else error.field.replace("limits.", "limit_")
