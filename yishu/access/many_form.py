"""The form about several subjects at once: each on a line of its own, as it can be copied from a spreadsheet."""

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.access.asked import MOST, Asked, numbered, split
from yishu.access.forms import LONGEST, SubjectsForm
from yishu.access.queries import Desk, DeskItem
from yishu.access.recent import Recent
from yishu.core.errors import FieldError

_PLACE: Final = re.compile(r"subjects\[(\d+)\]")
_LONGEST_TEXT: Final = MOST * 20 * LONGEST
_TRUTH: Final = {"是": "true", "否": "false"}


class ManyForm(SubjectsForm):
    """The items, the same for all; then the lines. `#3` in place of a key stands for somebody asked about before."""

    many = True

    def __init__(self, desk: Desk, mode: str, known: Sequence[Recent], data: Any = None, **more: Any) -> None:
        super().__init__(desk, mode, known, data, **more)
        self.at: list[int] = []
        self._asked: list[Asked] = []
        self._add_document()
        label = gettext_lazy("比对的信息项") if mode == "verify" else gettext_lazy("需要的信息项")
        self._add_items(label, gettext_lazy("请至少选择一个信息项：只选办理此件所需的。"))
        shown = forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false", "wrap": "off"})
        self.fields["lines"] = forms.CharField(
            label=gettext_lazy("对象"), widget=shown, max_length=_LONGEST_TEXT, help_text=self._hint()
        )

    def asked(self) -> list[Asked]:
        return self._asked

    def offered(self) -> list[tuple[int, str, str]]:
        """Whom the person has asked about before: number, masked, when."""
        return [(each.number, self.masked(each.values), each.at) for each in self.known]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "lines" not in given or "items" not in given:
            return given
        lines = split(given["lines"], whole=self.mode == "query" and len(self.desk.keys) == 1)
        if len(lines) > MOST:
            self.add_error("lines", _("一次最多 %(most)d 个对象，请分几次。") % {"most": MOST})
            return given
        for number, parts in lines:
            try:
                self._asked.append(self._read(parts, given))
                self.at.append(number)
            except ValidationError as wrong:
                self.add_error("lines", _on_line(number, wrong.messages[0]))
        return given

    def subject_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("subject_type", "lines") if name in self.fields]

    def _read(self, parts: list[str], given: dict[str, Any]) -> Asked:
        """One line. Raises ValidationError."""
        chosen = numbered(parts[0])
        if chosen is not None:
            known = next((each for each in self.known if each.number == chosen), None)
            if known is None:
                raise ValidationError(_("本案没有问过 %(part)s。") % {"part": f"#{chosen}"})
            values, document, rest = known.values, known.document, parts[1:]
        else:
            width = len(self.desk.keys)
            values, document, rest = tuple(parts[:width]), given.get("subject_type", ""), parts[width:]
            if len(values) < width or not all(values):
                raise ValidationError(_("主键没有填全。"))
        return Asked(values, document, self._claims(rest, given["items"]))

    def _claims(self, parts: list[str], items: list[str]) -> dict[str, str]:
        """What is claimed, in the order of the items; what is left blank is not compared."""
        named = [item for item in self.offered_items() if item.code in items] if self.mode == "verify" else []
        if len(parts) > len(named) and any(parts[len(named) :]):
            raise ValidationError(_("多于所要求的 %(n)d 栏。") % {"n": len(self.desk.keys) + len(named)})
        claims = {item.code: _typed(item, part) for item, part in zip(named, parts, strict=False) if part}
        if named and not claims:
            raise ValidationError(_("没有要比对的内容。"))
        if any(len(claim) > LONGEST for claim in claims.values()):
            raise ValidationError(_("每栏不超过 %(most)d 字。") % {"most": LONGEST})
        return claims

    def _hint(self) -> str:
        keys = _("、").join(item.name for item in self.desk.keys)
        if self.mode == "verify":
            given = {"keys": keys, "most": MOST}
            return (
                _(
                    "每行一个对象，最多 %(most)d 个。依次写%(keys)s、各比对项的内容（次序同上，不比对的留空），以逗号或制表符隔开，可从表格复制。"
                )
                % given
            )
        return _("每行一个对象，最多 %(most)d 个：%(keys)s。可从表格复制。") % {"keys": keys, "most": MOST}

    def _beside(self, error: FieldError, message: str) -> tuple[str | None, str]:
        found = _PLACE.match(error.field)
        if found is None or int(found[1]) >= len(self.at):
            return super()._beside(error, message)
        return "lines", _on_line(self.at[int(found[1])], message)


def _typed(item: DeskItem, text: str) -> str:
    return _TRUTH.get(text, text) if item.column.type == "boolean" else text


def _on_line(number: int, message: str) -> str:
    return _("第 %(n)d 行：%(what)s") % {"n": number, "what": message}
