"""A population base of a bureau, assembled of the police's register and the health office's, each with its own names for some items."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from tests.cast import Cast, entry_draft
from yishu.catalogue import commands as catalogue
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft
from yishu.sharing.models import Grant

KEY = ItemDraft("id_number", "公民身份号码", sensitivity="sensitive", is_key=True, required=True)
POLICE_ITEMS = (
    KEY,
    ItemDraft("name", "姓名", sensitivity="personal", required=True),
    ItemDraft("birth_date", "出生日期", type="date"),
    ItemDraft("phone", "联系电话", sensitivity="personal"),
)
HEALTH_ITEMS = (
    ItemDraft("sfzh", "身份证号", sensitivity="sensitive", is_key=True, required=True),
    ItemDraft("xm", "姓名", sensitivity="personal"),
    ItemDraft("csrq", "出生日期", type="date"),
    ItemDraft("tel", "手机号", sensitivity="personal"),
    ItemDraft("height", "身高", type="decimal"),
)
BASE_ITEMS = (
    KEY,
    ItemDraft("name", "姓名", sensitivity="personal", required=True),
    ItemDraft("birth_date", "出生日期", type="date"),
    ItemDraft("phone", "联系电话", sensitivity="personal"),
    ItemDraft("height", "身高", type="decimal"),
    ItemDraft("origins", "值的来源"),
)
ZHAO, QIAN, SUN, LI = "330102199003076015", "330102199003076031", "330102199003076058", "330102199003076074"
POLICE_HEAD = "id_number,name,birth_date,phone\n"
HEALTH_HEAD = "sfzh,xm,csrq,tel,height\n"
POLICE = f"{POLICE_HEAD}{ZHAO},赵一,1990-03-07,1001\n{QIAN},钱二,1990-03-07,\n"
HEALTH = f"{HEALTH_HEAD}{ZHAO},赵壹,1990-03-07,2001,170.50\n{QIAN},钱二,,2002,\n{SUN},孙三,1990-03-07,2003,165\n"


@dataclass
class Stage:
    folder: Path
    cast: Cast = field(default_factory=Cast)

    def __post_init__(self) -> None:
        cast = self.cast
        self.office, self.police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
        self.health, self.bureau = cast.agency("卫生"), cast.agency("大数据局")
        self.system = self.bureau.system()
        self.first = cast.resource(self.police, self.office, items=POLICE_ITEMS, name="户籍人口")
        self.second = cast.resource(self.health, self.office, items=HEALTH_ITEMS, name="健康档案")
        self.base = self._base()
        cast.publish(self.police, self.first, POLICE, self.folder)
        cast.publish(self.health, self.second, HEALTH, self.folder)
        self.grants = [self.granted(self.police, self.first), self.granted(self.health, self.second)]

    def granted(self, provider: Cast.Member, resource: Resource, **terms: Any) -> Grant:
        given = {"systems": (self.system,), "modes": ("bulk",), **terms}
        return self.cast.grant(self.bureau, provider, resource, **given)

    def withdraw(self, place: int) -> None:
        from yishu.sharing import commands

        provider = (self.police, self.health)[place]
        commands.withdraw_grant(provider.b, str(self.grants[place].pk), reason="不再提供", now=timezone.now())

    def _base(self) -> Resource:
        draft = entry_draft(
            f"人口基础数据库{self.system.system.pk}",
            items=BASE_ITEMS,
            modes=("verify", "query", "bulk"),
            base_database="population",
        )
        now = timezone.now()
        entry = catalogue.draft_entry(self.bureau.a, self.bureau.agency, draft, now=now)
        catalogue.submit_entry(self.bureau.a, entry.pk, now=now)
        catalogue.sign_off(self.bureau.b, entry.pk, scope="全部信息项", now=now)
        catalogue.publish_entry(self.office.b, entry.pk, now=now)
        return Resource.objects.get(pk=entry.resource_id)

    def body(self, **changes: Any) -> dict[str, Any]:
        """What is put to the API: the police first, but for the phone, where health is."""
        first, second, system = self.first.code, self.second.code, self.system.system.name

        def each(*named: tuple[str, str]) -> list[dict[str, str]]:
            return [{"source": source, "item": item} for source, item in named]

        made = {
            "sources": [{"resource": first, "system": system}, {"resource": second, "system": system}],
            "items": [
                {"item": "name", "from": each((first, "name"), (second, "xm"))},
                {"item": "birth_date", "from": each((first, "birth_date"), (second, "csrq"))},
                {"item": "phone", "from": each((second, "tel"), (first, "phone"))},
                {"item": "height", "from": each((second, "height"))},
            ],
            "origins": "origins",
            "subjects": "any",
        }
        return {**made, **changes}

    def declare(self, **changes: Any) -> Any:
        from yishu.access.assembling import commands
        from yishu.access.assembling.api import AssemblyIn, _draft

        draft = _draft(AssemblyIn(**self.body(**changes)))
        return commands.declare(self.bureau.a, self.base.code, draft, now=timezone.now())

    def run(self) -> None:
        from yishu.access.assembling.models import Assembly
        from yishu.access.assembling.running import run

        made = Assembly.objects.get(resource=self.base, ended_at=None)
        assert run(made.pk)
        made.refresh_from_db()
        assert made.refusal.get("code") != "assembly_broken"

    def records(self) -> dict[str, dict[str, str | None]]:
        """What stands in the base database, by key."""
        from yishu.hosting.queries import find_holding

        holding = find_holding(self.base)
        if holding is None:
            return {}
        names = ["id_number", "name", "birth_date", "phone", "height", "origins"]
        with connection.cursor() as cursor:
            cursor.execute(f'select {", ".join(f"{name}::text" for name in names)} from hosted."{holding.table}"')
            return {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in cursor.fetchall()}

    def origins(self, key: str) -> str:
        """With the sources' codes as A and B."""
        text = self.records()[key]["origins"] or ""
        return text.replace(self.first.code, "A").replace(self.second.code, "B")
