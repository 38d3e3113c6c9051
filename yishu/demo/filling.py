"""Filling the demo's node through the same commands that officials and systems use, then writing down how to use it."""

import json
import secrets
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from yishu.agencies import commands as agencies
from yishu.agencies.models import Agency, ApplicationSystem, Person, Role, Scope
from yishu.agencies.queries import actor_of_person, actor_of_system
from yishu.catalogue import commands as catalogue
from yishu.catalogue.importing import import_directory
from yishu.catalogue.models import Resource, Synonym
from yishu.core.actor import PLATFORM, Actor
from yishu.core.text import fold
from yishu.demo.agencies import FIRST, MEMBERS, SECOND, Member, credit_code, example_code, origin
from yishu.demo.describing import write_whole
from yishu.demo.resources import AIR_STATIONS, LEGAL_ENTITIES, POPULATION, RESOURCES, DemoResource, shipped
from yishu.hosting import commands as hosting
from yishu.node.models import Division
from yishu.sharing import commands as sharing
from yishu.sharing.models import Grant

DUTY = "社会救助审核"
SYSTEMS = (
    ("gongan", "人口数据发布系统", (Scope.PUBLISH,)),
    ("gongshang", "法人数据发布系统", (Scope.PUBLISH,)),
    ("huanbao", "环境监测数据发布系统", (Scope.PUBLISH,)),
    ("huanbao", "环保前置交换系统", (Scope.PUBLISH, Scope.DATA)),
    ("minzheng", "社会救助审核系统", (Scope.DATA, Scope.APPLY)),
    ("jiaoyu", "入学资格审核系统", (Scope.DATA, Scope.APPLY)),
    ("linye", "林地审批系统", (Scope.DATA,)),
)
SYNONYMS = (
    ("房产", "不动产"),
    ("企业", "法人"),
    ("身份证", "居民身份"),
    ("社保", "社会保险"),
    ("GDP", "生产总值"),
    ("身份证号", "公民身份号码"),
)


class Filling:
    """The demo as it is being filled; keeps what only its maker knows: passwords and keys."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.agencies: dict[str, Agency] = {}
        self.people: dict[str, Person] = {}
        self.passwords: dict[str, str] = {}
        self.systems: dict[str, tuple[ApplicationSystem, str]] = {}
        self.resources: dict[str, tuple[Resource, DemoResource]] = {}
        self.grants: list[Grant] = []

    def actor(self, login: str) -> Actor:
        return actor_of_person(self.people[login])


def fill(path: Path, url: str) -> None:
    """Fill an empty node, and write `demo.json` atomically; a node that has it keeps its content, under the address of now."""
    if path.exists():
        write_whole(path, json.loads(path.read_text("utf-8")) | {"url": url})
        return
    if Agency.objects.exists():
        empty()
    demo = Filling(timezone.now())
    _register(demo)
    _register_systems(demo)
    _catalogue(demo)
    _share(demo)
    from yishu.demo.rooms import ROOMS

    for room in ROOMS:
        room(demo)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    write_whole(path, described(demo, url))


def empty() -> None:
    """A filling was cut short: its rows go, and the filling starts anew."""
    with connection.cursor() as cursor:
        cursor.execute("drop schema hosted cascade")
        cursor.execute("create schema hosted")
        cursor.execute(
            "truncate agencies_agency, agencies_person, catalogue_resource, catalogue_codecounter, catalogue_synonym, "
            "sharing_applicationcounter, operations_incidentcounter, operations_drill, operations_riskassessment, "
            "seals_numbercounter, audit_record, audit_log, audit_leaf, audit_tile, audit_checkpoint, audit_log_key, audit_ledger, "
            "audit_subject_use, audit_case_use, audit_subject_list "
            "restart identity cascade"
        )


def _register(demo: Filling) -> None:
    for n, member in enumerate(MEMBERS, 1):
        agency = agencies.register_agency(
            PLATFORM,
            code=credit_code(member.org_code, member.division) if member.org_code else example_code(n, member.division),
            code_origin=origin(member),
            name=member.name,
            short_name=member.name,
            division=Division.objects.get(pk=member.division),
            is_coordinator=member.coordinator,
            catalogue_prefix=f"307{member.field_number}001",
            duties=member.duties,
            now=demo.now,
        )
        demo.agencies[member.login] = agency
        register_people(demo, member, agency)
    _governments(demo)


def register_people(demo: Filling, member: Member, agency: Agency) -> None:
    staff = (
        (f"{member.login}-jingban", "经办人", FIRST),
        (f"{member.login}-shenhe", "审核人", SECOND),
        *member.extra,
    )
    for login, name, roles in staff:
        password = secrets.token_urlsafe(12)
        shown = f"{member.name}{name}"
        demo.people[login] = agencies.register_person(
            PLATFORM, agency, login=login, name=shown, password=password, roles=frozenset(roles)
        )
        demo.passwords[login] = password


def _governments(demo: Filling) -> None:
    """The people's government of every city and county, under its tier's parent."""
    made: dict[str, Agency] = {"330000": demo.agencies["bangongting"]}
    for n, division in enumerate(
        Division.objects.exclude(level=Division.Level.PROVINCE).order_by("level", "code"), 1000
    ):
        made[division.code] = agencies.register_agency(
            PLATFORM,
            code=example_code(n, division.code),
            code_origin=Agency.CodeOrigin.EXAMPLE,
            name=f"{division.name}人民政府",
            short_name=f"{division.name}政府",
            division=division,
            parent=made.get(division.parent_id or ""),
            now=demo.now,
        )


def _register_systems(demo: Filling) -> None:
    for login, name, scopes in SYSTEMS:
        actor = demo.actor(f"{login}-jingban")
        system = agencies.register_system(
            actor, demo.agencies[login], name=name, scopes=frozenset(scopes), now=demo.now
        )
        demo.systems[name] = (system, agencies.issue_key(actor, system, now=demo.now).text)


def _catalogue(demo: Filling) -> None:
    """The open directory's entries, then our own: drafted, signed off, passed, published, hosted."""
    coordinator = demo.actor("zhuguan")
    directory = shipped("catalogue_raw/zhejiang_zhejiang.csv")
    import_directory(coordinator, directory, source="浙江省人民政府数据开放平台", now=demo.now)
    Synonym.objects.bulk_create(Synonym(word=fold(word), also=fold(also)) for word, also in SYNONYMS)
    with tempfile.TemporaryDirectory() as folder:
        for made in RESOURCES:
            resource = published_entry(demo, made, coordinator)
            demo.resources[made.entry.name] = (resource, made)
            host(demo, made, resource, Path(folder) / resource.path_code)


def published_entry(demo: Filling, made: DemoResource, coordinator: Actor) -> Resource:
    first, second = demo.actor(f"{made.provider}-jingban"), demo.actor(f"{made.provider}-shenhe")
    entry = catalogue.draft_entry(first, demo.agencies[made.provider], made.entry, now=demo.now)
    catalogue.submit_entry(first, entry.pk, now=demo.now)
    catalogue.sign_off(second, entry.pk, scope="全部信息项均不涉及国家秘密", now=demo.now)
    catalogue.publish_entry(coordinator, entry.pk, opinion="同意发布", now=demo.now)
    return Resource.objects.get(pk=entry.resource_id)


def host(demo: Filling, made: DemoResource, resource: Resource, spool: Path) -> None:
    made.write(spool)
    publishers = [system for system, _ in demo.systems.values() if Scope.PUBLISH in system.scopes]
    own = next((each for each in publishers if each.agency == demo.agencies[made.provider]), None)
    actor = actor_of_system(own) if own else demo.actor(f"{made.provider}-jingban")
    hosting.publish(actor, resource.code, spool, media_type=made.media_type, charset=made.charset, now=timezone.now())


def _share(demo: Filling) -> None:
    """Civil affairs holds grants, education waits for one, forestry has none."""
    civil, population = demo.actor("minzheng-jingban"), demo.resources[POPULATION.entry.name][0]
    system = demo.systems["社会救助审核系统"][0]
    asked = sharing.LineRequest(
        resource=population.code,
        items=("id_number", "name", "sex", "birth_date", "residence_code"),
        modes=("verify", "query"),
        systems=(system.name,),
        users=("minzheng-jingban",),
        until=timezone.localdate() + timedelta(days=365),
        reason="核对申请人及其家庭成员的身份和户籍",
    )
    basis = "《社会救助暂行办法》第五十七条"
    application = sharing.apply(civil, duty=DUTY, basis=basis, requests=(asked,), now=demo.now)
    decision = sharing.Decision(
        approves=True, items=asked.items[:4], modes=asked.modes, reason="户籍地区划按需另行申请"
    )
    sharing.decide(demo.actor("gongan-shenhe"), application.number, population.code, decision, now=demo.now)
    open_to_all = [made for made in RESOURCES if made is not POPULATION and made.provider != "minzheng"]
    _apply_unrestricted(demo, "minzheng", DUTY, "社会救助审核系统", open_to_all)
    divisions = [made for made in RESOURCES if made.provider == "minzheng"]
    _apply_unrestricted(demo, "jiaoyu", "入学资格审核", "入学资格审核系统", [*divisions, LEGAL_ENTITIES, AIR_STATIONS])
    waiting = sharing.LineRequest(
        resource=population.code,
        items=("id_number", "name", "birth_date", "residence_code"),
        modes=("verify",),
        systems=("入学资格审核系统",),
        until=timezone.localdate() + timedelta(days=365),
        reason="核对入学儿童及监护人的身份和户籍",
    )
    sharing.apply(
        demo.actor("jiaoyu-jingban"),
        duty="入学资格审核",
        basis="《义务教育法》第十二条",
        requests=(waiting,),
        now=demo.now,
    )
    demo.grants = list(Grant.objects.select_related("resource", "line__application").order_by("opened_at"))


def _apply_unrestricted(demo: Filling, login: str, duty: str, system: str, wanted: list[DemoResource]) -> None:
    requests = tuple(
        sharing.LineRequest(
            resource=demo.resources[made.entry.name][0].code,
            items=tuple(item.code for item in made.entry.items),
            modes=made.entry.modes,
            systems=(system,),
            users=(f"{login}-jingban",),
            until=timezone.localdate() + timedelta(days=365),
        )
        for made in wanted
    )
    sharing.apply(demo.actor(f"{login}-jingban"), duty=duty, basis="", requests=requests, now=demo.now)


def described(demo: Filling, url: str) -> dict[str, Any]:
    """`demo.json`: everything in it works at once against the running demo."""
    return {
        "url": url,
        "node": settings.YISHU_NODE_CODE,
        "agencies": [
            {"code": agency.code, "name": agency.name, "tier": agency.tier} for agency in Agency.objects.order_by("pk")
        ],
        "people": [
            {
                "login": login,
                "password": demo.passwords[login],
                "agency": person.agency.name,
                "roles": sorted(Role(each.role).value for each in person.appointments.all()),
            }
            for login, person in demo.people.items()
        ],
        "systems": [
            {"name": name, "agency": system.agency.name, "key": key, "scopes": sorted(system.scopes)}
            for name, (system, key) in demo.systems.items()
        ],
        "resources": [_described_resource(resource, made) for resource, made in demo.resources.values()],
        "grants": [_described_grant(grant) for grant in demo.grants],
    }


def _described_resource(resource: Resource, made: DemoResource) -> dict[str, Any]:
    keys = [item.code for item in made.entry.items if item.is_key]
    return {
        "code": resource.code,
        "name": made.entry.name,
        "category": made.entry.category,
        "provider": resource.provider_name,
        "key": keys[0] if len(keys) == 1 else keys,
        "modes": list(made.entry.modes),
        "items": [item.code for item in made.entry.items],
        "sample_subjects": list(made.samples),
    }


def _described_grant(grant: Grant) -> dict[str, Any]:
    terms = grant.read_terms()
    system = grant.line.systems.first()
    return {
        "id": str(grant.pk),
        "resource": grant.resource.code,
        "system": system.name if system else None,
        "modes": list(terms.modes),
        "items": list(terms.items),
        "duty": terms.duties[0],
        "case_required": terms.case_required,
    }
