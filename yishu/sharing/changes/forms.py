from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import Item
from yishu.catalogue.vocabulary import Mode
from yishu.core.errors import FieldError, Invalid
from yishu.sharing.bound_fields import BoundFields
from yishu.sharing.bounds import LIMIT_WORDS
from yishu.sharing.changes.narrowing import Narrowing
from yishu.sharing.forms import DateInput
from yishu.sharing.models import Grant
from yishu.sharing.row_fields import RowFields
from yishu.sharing.rows import row_items
from yishu.sharing.wording import LONGEST_TEXT
from yishu.shell.fields import choose


class NarrowingForm(RowFields, BoundFields):
    """The terms in force, to take something away from."""

    field_order = ["items", "modes"]

    items = forms.MultipleChoiceField(
        label=_("保留的信息项"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("请至少保留一项。")}
    )
    modes = forms.MultipleChoiceField(
        label=_("保留的共享模式"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少保留一项。")},
    )
    until = forms.DateField(label=_("授权期限"), widget=DateInput(), help_text=_("只能不变或提前。"))
    reason = forms.CharField(
        label=_("理由"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("随变更送达使用单位并留痕。"),
        error_messages={"required": _("请说明理由。")},
    )

    def __init__(self, grant: Grant, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        terms = grant.read_terms()
        self.known = [item for item in grant.line.entry.items.all() if item.code in terms.items]
        choose(self, "items", [(item.code, item.name) for item in self.known])
        choose(self, "modes", [(mode.value, mode.label) for mode in Mode if mode.value in terms.modes])
        self.initial = {"items": list(terms.items), "modes": list(terms.modes), "until": grant.last_day}
        self.initial |= {f"limit_{name}": getattr(terms.limits, name, None) for name in LIMIT_WORDS}
        self.initial |= {"networks_text": "、".join(terms.networks)}
        self.initial |= {f"mask_{code}": kind for code, kind in terms.masks.items()}
        self.had_rows = terms.rows is not None
        self.offer_rows(row_items(grant.line.entry), rule=terms.rows, division=grant.consumer.division_id)
        self.offer_bounds(self.known)
        self.fields["rows_item"].help_text = _("可以限定，或在现行的范围内收窄。")

    def clean(self) -> dict[str, object]:
        given = super().clean()
        if self.had_rows and not given.get("rows_item"):
            self.add_error("rows_item", _("现行授权只开放部分记录，不能改为全部；请保持不变或收窄。"))
        return given

    def item_rows(self) -> list[tuple[object, Item]]:
        return list(zip(self["items"], self.known, strict=True))

    @property
    def narrowing(self) -> Narrowing:
        given = self.cleaned_data
        return Narrowing(
            items=tuple(given["items"]),
            modes=tuple(given["modes"]),
            rows=self.row_rule,
            limits=self.limits,
            networks=self.networks,
            masks=self.masks,
            until=given["until"],
        )


def by_form_fields(wrong: Invalid) -> Invalid:
    """The same errors, at the names that the form's fields have."""
    return Invalid(
        errors=[FieldError(_name(one.field), one.rule, one.zh, one.en, **one.params) for one in wrong.errors]
    )


def _name(field: str) -> str:
    known = {"networks": "networks_text"}
    return known.get(field) or field.replace("limits.", "limit_").replace("masks.", "mask_").replace("rows.", "rows_")
