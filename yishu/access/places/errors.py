"""Why a call by place is refused, beside what refuses every call."""

from yishu.core.errors import Problem


class NoPlaces(Problem):
    """The records of {code} say no place: ask for them by their key."""

    code = "no_places"
    status = 422
    zh = "{code} 没有空间型信息项：请按主键查询。"


class PlaceNotGranted(Problem):
    """Your grant does not hold the item {item}, by which places are asked for: ask by key, or apply for that item too."""

    code = "place_not_granted"
    status = 403
    zh = "授权不含空间信息项 {item}，不能按位置查询：请按主键查询，或申请增加该信息项。"


class PlaceMasked(Problem):
    """The item {item} comes masked, so nobody may ask where a record lies: ask by key."""

    code = "place_masked"
    status = 403
    zh = "空间信息项 {item} 脱敏提供，不能按位置查询：请按主键查询。"


class PagesExpired(Problem):
    """The data took another shape since the first of these pages, or the version that they are of is no longer kept: begin again."""

    code = "pages_expired"
    status = 410
    zh = "自第一页以来数据结构已变化，或该版本已不再保留，请从第一页重新查询。"
