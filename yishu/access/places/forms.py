"""The form for asking by place: as for a subject, with a point or a box instead of it."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from msgspec import UNSET

from yishu.access.forms import LONGEST, DeskForm
from yishu.core.geometry.places import FARTHEST
from yishu.wire.data import Place, Purpose, QueryRequest

RECORDS: Final = 50
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_BETWEEN: Final = re.compile(r"[\s,，;；、]+")


class PlaceForm(DeskForm):
    """`place` is written as one text: two numbers are a point, four a box."""

    def __init__(self, desk: Any, data: Any = None) -> None:
        super().__init__(desk, "query", data)
        assert desk.place is not None
        self._add_place()
        self._add_items(_("需要的信息项"), _("请至少选择一个信息项：只选办理此件所需的。"))

    def offered_items(self) -> list[Any]:
        """Those that a table can show; where the record lies is asked for always, and drawn."""
        return [item for item in self.desk.granted if item.column.type != "geometry"]

    def clean_place(self) -> list[float]:
        parts = [part for part in _BETWEEN.split(self.cleaned_data["place"].strip("()（）[] ")) if part]
        if len(parts) not in (2, 4) or not all(map(_NUMBER.fullmatch, parts)):
            raise forms.ValidationError(_("请写两个数（经度、纬度）或四个数（西、南、东、北），以逗号隔开。"))
        return [float(part) for part in parts]

    def request(self, after: str = "") -> QueryRequest:
        """The call that the form asks for; the form must be valid."""
        given = self.cleaned_data
        numbers, distance = given["place"], given["distance"]
        place = Place(
            point=(numbers[0], numbers[1]) if len(numbers) == 2 else UNSET,
            bbox=(numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else UNSET,
            distance=UNSET if distance is None else distance,
            limit=RECORDS,
            after=after,
        )
        place_item = self.desk.place
        assert place_item is not None
        return QueryRequest(
            Purpose(given["duty"], given["case"]),
            items=[*given["items"], place_item.code],
            grant=str(self.desk.grant.pk),
            place=place,
        )

    def subject_fields(self) -> list[forms.BoundField]:
        return [self["place"], self["distance"]]

    def _add_place(self) -> None:
        hint = _("一个点写经度、纬度，如 120.15, 30.28；一个范围写西、南、东、北四个数。CGCS2000 或 WGS 84 经纬度。")
        place = forms.CharField(label=_("位置"), max_length=LONGEST, help_text=hint)
        place.widget.attrs.update(autocomplete="off", spellcheck="false", inputmode="text")
        self.fields["place"] = place
        self.fields["distance"] = forms.FloatField(
            label=_("周边距离（米）"),
            required=False,
            min_value=0,
            max_value=FARTHEST,
            help_text=_("只用于一个点：查出不远于此的记录；不填则只查覆盖该点的记录。"),
        )

    def _field_of(self, path: str) -> str | None:
        if path.startswith("place"):
            return "distance" if path.endswith("distance") else "place"
        return super()._field_of(path)
