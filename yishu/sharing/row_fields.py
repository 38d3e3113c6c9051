"""The fields by which somebody limits an application or a grant to some records, wherever a page has them."""

import re
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.core.errors import FieldError
from yishu.core.rows import RowRule, division_prefix
from yishu.sharing.rows import TYPES, RowItem, check_rows, division_item, in_words, settled
from yishu.shell.fields import choose, language

MATCHES = [("prefix", _("在这些区划范围内")), ("exact", _("等于这些值"))]
_BETWEEN = re.compile(r"[\s,，、;；]+")


class RowFields(forms.Form):
    """`row_rule` after it was found valid: None where all records are meant."""

    rows_item = forms.ChoiceField(
        label=_("记录范围"), required=False, help_text=_("如只需本地区的记录，选划定范围的信息项；不选为全部记录。")
    )
    rows_match = forms.ChoiceField(label=_("怎样限定"), required=False, choices=MATCHES, initial="prefix")
    rows_values = forms.CharField(
        label=_("限定为"),
        required=False,
        max_length=4000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("多个值用顿号、逗号或空格隔开。区划写代码：省 2 位、市 4 位、县 6 位，如 330106。"),
    )
    row_rule: RowRule | None = None
    row_items: Sequence[RowItem] = ()

    def offer_rows(
        self, items: Sequence[RowItem], *, rule: RowRule | None = None, division: str = "", own_first: bool = False
    ) -> None:
        """Begin with a rule, or with a division's own records at hand for whoever chooses the item; `own_first`: with the item chosen, where one names divisions (14.1)."""
        self.row_items = items
        fit = [(item.code, item.name) for item in items if item.type in TYPES]
        choose(self, "rows_item", [("", _("全部记录")), *fit])
        if rule is not None:
            self.initial.update(rows_item=rule.item, rows_match=rule.match, rows_values="、".join(rule.values))
        elif len(own := division_prefix(division)) > 2:
            self.initial.setdefault("rows_values", own)
            if own_first and (item := division_item(items)):
                self.initial.setdefault("rows_item", item.code)

    def clean(self) -> dict[str, object]:
        given = super().clean() or self.cleaned_data
        item, match = given.get("rows_item"), given.get("rows_match") or "exact"
        if not item:
            # A value without its item is half a rule, unless it is the one that stood there.
            if given.get("rows_values") not in ("", None, self.initial.get("rows_values")):
                self.add_error("rows_item", _("填写了限定的值，请选择划定范围的信息项。"))
            return given
        values = tuple(each for each in _BETWEEN.split(str(given.get("rows_values", ""))) if each)
        asked = RowRule(item, values, match)
        wrong = self.faults(asked)
        for error in wrong:
            self.add_error(error.field.replace(".", "_"), error.message(language()))
        if not wrong:
            self.row_rule = settled(asked, self.row_items)
        return given

    def faults(self, asked: RowRule) -> list[FieldError]:
        return check_rows("rows", asked, self.row_items)

    @property
    def rows_words(self) -> str:
        return "" if self.row_rule is None else in_words(self.row_rule, self.row_items)
