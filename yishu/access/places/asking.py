"""Reading the place of a call. Whatever is wrong with it is said by field."""

from collections.abc import Iterator
from typing import Final

from msgspec import UNSET

from yishu.access.subjects import MOST
from yishu.core.errors import FieldError, Invalid
from yishu.core.geometry.places import FARTHEST, AtPoint, InBox, Place
from yishu.core.geometry.shapes import scaled
from yishu.wire import data as wire

LONGEST_AFTER: Final = 4000
_TURNS: Final = (180, 90, 180, 90)


def place_of(asked: wire.Place) -> Place:
    """Raises Invalid."""
    if wrong := list(_wrong(asked)):
        raise Invalid(errors=wrong)
    if asked.bbox is not UNSET:
        west, south, east, north = map(scaled, asked.bbox)
        return InBox((west, south, east, north))
    assert asked.point is not UNSET
    x, y = map(scaled, asked.point)
    return AtPoint((x, y), 0 if asked.distance is UNSET else asked.distance)


def _wrong(asked: wire.Place) -> Iterator[FieldError]:
    if (asked.point is UNSET) == (asked.bbox is UNSET):
        zh, en = "请给出 point 或 bbox，只给一个。", "Give either point or bbox."
        yield FieldError("place", "one_of_two", zh, en)
        return
    name, numbers = ("bbox", asked.bbox) if asked.bbox is not UNSET else ("point", asked.point)
    assert numbers is not UNSET
    if any(abs(number) > most for number, most in zip(numbers, _TURNS, strict=False)):
        zh = "经度须在 -180 至 180、纬度须在 -90 至 90 之间，且经度在前。"
        en = "A longitude lies between -180 and 180, a latitude between -90 and 90, the longitude first."
        yield FieldError(f"place.{name}", "range", zh, en)
    elif len(numbers) == 4 and (numbers[0] > numbers[2] or numbers[1] > numbers[3]):
        zh = "依次为西、南、东、北，西不大于东、南不大于北；跨 180° 经线的请分两次查询。"
        en = "West, south, east, north, in this order; ask twice for what lies on both sides of the 180th meridian."
        yield FieldError("place.bbox", "order", zh, en)
    if asked.distance is not UNSET and (name == "bbox" or not 0 <= asked.distance <= FARTHEST):
        zh, en = "距离只用于 point，为 0 至 {most} 米。", "A distance goes with a point: 0 to {most} metres."
        yield FieldError("place.distance", "range", zh, en, most=FARTHEST)
    if not 1 <= asked.limit <= MOST:
        zh, en = "每页 1 至 {most} 条。", "A page has 1 to {most} records."
        yield FieldError("place.limit", "range", zh, en, most=MOST)
    if len(asked.after) > LONGEST_AFTER:
        yield wrong_after()


def wrong_after() -> FieldError:
    zh = "after 须为同一查询上一页所给的 next，请从第一页重新查询。"
    return FieldError("place.after", "next", zh, "after is the `next` of a page of the same call; begin again.")
