"""POLICE's people, with an item of every kind; CIVIL's person and system hold grants of it, FORESTRY has a system and no grant of anything."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from django.test import Client

from tests.cast import Cast
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft
from yishu.sharing.models import Grant

KNOWN = "330102199003076015"
ITEMS = (
    ItemDraft("id_number", "公民身份号码", sensitivity="sensitive", is_key=True, required=True),
    ItemDraft("name", "姓名", sensitivity="personal", required=True),
    ItemDraft("sex", "性别", codes={"1": "男", "2": "女"}),
    ItemDraft("birth_date", "出生日期", type="date"),
    ItemDraft("phone", "联系电话", sensitivity="personal", mask="phone"),
    ItemDraft("file_no", "档案编号", alternative="1"),
    ItemDraft("note", "内部备注", sharing="non_shared"),
)
CSV = f"""id_number,name,sex,birth_date,phone,file_no,note
{KNOWN},赵一,1,1990-03-07,13800000000,D-1,甲
330102199003076031,钱二,1,1990-03-07,13800000001,D-2,乙
"""
DUTY = "社会救助审核"


@dataclass
class Scene:
    cast: Cast
    office: Cast.Member
    police: Cast.Member
    civil: Cast.Member
    forestry: Cast.Member
    stranger: Cast.System
    holder: Cast.System
    people: Resource
    named: Grant
    of_system: Grant

    def path(self, act: str = "", resource: Resource | None = None) -> str:
        return "/api/v1/sandbox/data/" + "/".join(filter(None, [(resource or self.people).path_code, act]))

    def ask(self, http: httpx.Client, act: str = "verify", **body: Any) -> httpx.Response:
        """As FORESTRY's system, unless told otherwise."""
        key, resource = body.pop("key", self.stranger.key), body.pop("resource", None)
        asked = {"claims": {"name": "示例姓名1"}} if act == "verify" and "subjects" not in body else {}
        asked = {"items": ["name", "birth_date"]} if act == "query" else asked
        whole = {"purpose": {"duty": "试用"}} | asked | body
        return http.post(self.path(act, resource), json=whole, headers={"Authorization": f"Bearer {key}"})

    def described(self, http: httpx.Client, resource: Resource | None = None) -> Any:
        return http.get(self.path("", resource), headers=self.stranger.headers).json()

    def subject(self, http: httpx.Client, outcome: str) -> Any:
        """The first subject of this outcome, with its record."""
        return next(one for one in self.described(http)["subjects"] if one["outcome"] == outcome)


def set_scene(folder: Path) -> Scene:
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    civil, forestry = cast.agency("民政"), cast.agency("林业")
    people = cast.resource(police, office, items=ITEMS)
    cast.publish(police, people, CSV, folder)
    holder, items = civil.system(), ("id_number", "name", "sex", "birth_date", "phone")
    named = cast.grant(
        civil, police, people, users=(civil.person_a,), items=items, modes=("verify", "query"), duty=DUTY
    )
    of_system = cast.grant(civil, police, people, systems=(holder,), items=items, duty="低保复核")
    return Scene(cast, office, police, civil, forestry, forestry.system(), holder, people, named, of_system)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client
