"""A table with every type of item, three versions of it, and a grant of some items and rows with a mask."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.cast import Cast
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft
from yishu.core.rows import RowRule
from yishu.core.text import MaskKind
from yishu.sharing.models import Grant

ITEMS = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("owner", "经营者", sensitivity="personal"),
    ItemDraft("area", "区划", type="string"),
    ItemDraft("places", "座位数", type="integer"),
    ItemDraft("size", "面积", type="decimal"),
    ItemDraft("since", "开业日期", type="date"),
    ItemDraft("checked", "检查时间", type="datetime"),
    ItemDraft("is_open", "是否营业", type="boolean"),
    ItemDraft("remark", "内部备注"),
)
GRANTED = ("code", "owner", "area", "places", "size", "since", "checked", "is_open")
HEAD = "code,owner,area,places,size,since,checked,is_open,remark\n"
FIRST = HEAD + (
    "b1,张三丰,330100,10,12.50,2020-01-02,2026-11-01T08:00:00+08:00,是,秘密一\n"
    "b2,李四,330100,20,7,2021-03-04,,否,秘密二\n"
    "b3,王五,330200,30,,,,,秘密三\n"
)
SECOND = (
    HEAD
    + "b1,张三丰,330100,11,12.50,2020-01-02,2026-11-01T08:00:00+08:00,是,秘密一\nb4,赵六,330100,40,1.125,,,是,秘密四\n"
)
THIRD = "code\nb2\n"


@dataclass
class Stage:
    cast: Cast
    office: Cast.Member
    police: Cast.Member
    civil: Cast.Member
    resource: Resource
    system: Cast.System
    grant: Grant
    folder: Path
    url: str

    @classmethod
    def set(cls, folder: Path, url: str) -> "Stage":
        cast = Cast()
        office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
        resource = cast.resource(
            police, office, name="网吧登记信息", items=ITEMS, key_kind="plain", modes=("query", "bulk")
        )
        system = civil.system(name="")
        for text, how in ((FIRST, "upsert"), (SECOND, "upsert"), (THIRD, "delete")):
            cast.publish(police, resource, text, folder, how=how)
        grant = cast.grant(
            civil,
            police,
            resource,
            systems=(system,),
            items=GRANTED,
            modes=("bulk",),
            rows=RowRule("area", ("330100",)),
            bounds={"masks": {"owner": MaskKind.NAME.value}},
        )
        return cls(cast, office, police, civil, resource, system, grant, folder, url)

    def profile(self, method: str = "GET", **more: Any) -> httpx.Response:
        path = f"{self.url}/api/v1/grants/{self.grant.pk}/profile"
        return httpx.request(method, path, headers=self.system.headers, timeout=30, **more)

    def reader(self) -> httpx.Client:
        """A client with the profile's token, at the profile's end point."""
        said = self.profile().json()
        headers = {"Authorization": f"Bearer {said['bearerToken']}"}
        return httpx.Client(base_url=said["endpoint"], headers=headers, timeout=60)

    @property
    def table(self) -> str:
        terms = self.grant.read_terms()
        return f"/shares/node-330000/schemas/{terms.provider}/tables/{self.resource.path_code}"
