"""What the demo's city and county nodes start with: small, through the same commands; what they share comes over their links."""

import csv
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from yishu.agencies import commands as agencies
from yishu.agencies.models import Agency, Role, Scope
from yishu.core.actor import PLATFORM
from yishu.demo.agencies import Member, example_code
from yishu.demo.describing import COUNTY_DUTY, COUNTY_SYSTEM, write_whole
from yishu.demo.filling import Filling, described, empty, host, published_entry, register_people
from yishu.demo.resources import AIR_STATIONS, DIVISIONS, DemoResource
from yishu.node import clocks
from yishu.node.models import Division, LocalStep
from yishu.node.seeding import rows
from yishu.operations import local_rules


def _office(login: str, name: str, division: str) -> Member:
    extra = (
        ("zhuguan", "平台主管", frozenset({Role.COORDINATOR})),
        ("xitong", "系统管理员", frozenset({Role.SYSTEM_ADMINISTRATOR})),
    )
    return Member(login, name, division=division, coordinator=True, field_number="301", extra=extra)


def _divisions_of(code: str) -> Callable[[Path], None]:
    def write_rows(path: Path) -> None:
        names = {row["code"]: row["name"] for row in rows("divisions_zhejiang.csv")}
        own = [row for row in rows("divisions_zhejiang.csv") if code in (row["code"], row["parent_code"])]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["code", "name", "level", "parent_code", "parent_name"])
            for row in own:
                parent = row["parent_code"]
                writer.writerow([row["code"], row["name"], row["level"], parent, names.get(parent, "")])

    return write_rows


def _divisions(provider: str, name: str, code: str) -> DemoResource:
    entry = replace(DIVISIONS.entry, name=f"{name}行政区划代码", summary=f"{name}现行行政区划的代码、名称和隶属关系。")
    return replace(DIVISIONS, provider=provider, entry=entry, write=_divisions_of(code), samples=(code,))


HANGZHOU = "330100"
LOWER: dict[
    str, tuple[tuple[Member, ...], tuple[DemoResource, ...], tuple[tuple[str, str, tuple[Scope, ...]], ...]]
] = {
    HANGZHOU: (
        (
            _office("shizhengfu", "杭州市政府办公厅", "330100"),
            Member("huanbao", "杭州市环境保护局", division="330100", duties=("环境质量监测",), field_number="302"),
        ),
        (AIR_STATIONS, _divisions("shizhengfu", "杭州市", "330100")),
        (
            ("huanbao", "环境监测数据发布系统", (Scope.PUBLISH,)),
            ("shizhengfu", "市政务服务系统", (Scope.DATA, Scope.APPLY)),
        ),
    ),
    "330106": (
        (
            _office("quzhengfu", "西湖区政府办公室", "330106"),
            Member("quzhujian", "西湖区住房和城乡建设局", division="330106", duties=(COUNTY_DUTY,), field_number="303"),
        ),
        (_divisions("quzhengfu", "西湖区", "330106"),),
        (
            ("quzhengfu", "区数据发布系统", (Scope.PUBLISH,)),
            ("quzhujian", COUNTY_SYSTEM, (Scope.DATA, Scope.APPLY)),
            ("quzhujian", "公租房档案系统", (Scope.DATA,)),
        ),
    ),
}
"""By node: agencies, resources, systems."""


def fill(path: Path, url: str) -> None:
    """Fill an empty city or county node, and write its description; a node that has one keeps its content, under the address of now."""
    if path.exists():
        write_whole(path, json.loads(path.read_text("utf-8")) | {"url": url})
        return
    if Agency.objects.exists():
        empty()
    demo, node = Filling(timezone.now()), settings.YISHU_NODE_CODE
    members, resources, systems = LOWER[node]
    for n, member in enumerate(members, int(node)):
        _register(demo, member, n)
    for login, name, scopes in systems:
        actor = demo.actor(f"{login}-jingban")
        made = agencies.register_system(actor, demo.agencies[login], name=name, scopes=frozenset(scopes), now=demo.now)
        demo.systems[name] = (made, agencies.issue_key(actor, made, now=demo.now).text)
    with tempfile.TemporaryDirectory() as folder:
        for each in resources:
            resource = published_entry(demo, each, demo.actor("zhuguan"))
            demo.resources[each.entry.name] = (resource, each)
            host(demo, each, resource, Path(folder) / resource.path_code)
    if node == HANGZHOU:
        _local_rules(demo)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    write_whole(path, described(demo, url))


def _local_rules(demo: Filling) -> None:
    """The city is stricter than the province (38.1): a shorter review, and a step of its own before an entry goes on."""
    coordinator, basis = demo.actor("zhuguan"), "《杭州市政务信息资源共享管理办法》（示例）"
    local_rules.change_clock(coordinator, clocks.REVIEW, length=3, basis=f"{basis}第十二条", now=demo.now)
    step = LocalStep.Code.ENTRY_AGENCY_REVIEW
    local_rules.add_step(coordinator, step, basis=f"{basis}第六条", now=demo.now)


def _register(demo: Filling, member: Member, n: int) -> None:
    demo.agencies[member.login] = agency = agencies.register_agency(
        PLATFORM,
        code=example_code(n * 10 + int(member.field_number) % 10, member.division),
        code_origin=Agency.CodeOrigin.EXAMPLE,
        name=member.name,
        short_name=member.name,
        division=Division.objects.get(pk=member.division),
        is_coordinator=member.coordinator,
        catalogue_prefix=f"307{member.field_number}001",
        duties=member.duties,
        now=demo.now,
    )
    register_people(demo, member, agency)
