"""A joint case under way, and a resource that cannot be hosted yet: its provider's own system is played by `yishu.demo.backend` (7.2, 29.1).

The joint matter bears the name of a service item of Guang'an (see `data/SOURCES.md`), as an example; its agencies are Zhejiang's.
"""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from yishu.agencies.models import Person
from yishu.agencies.queries import actor_of_person
from yishu.cases import commands as cases
from yishu.cases.models import Matter
from yishu.cases.rules import MatterDraft, NeedDraft, StepDraft
from yishu.catalogue import commands as catalogue
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft
from yishu.catalogue.vocabulary import ResourceState
from yishu.demo import backend
from yishu.demo.filling import DUTY, Filling
from yishu.demo.resources import POPULATION
from yishu.hosting import mounting
from yishu.hosting.models import Mount
from yishu.hosting.rules import MountDraft
from yishu.sharing import commands as sharing

ESTATE = replace(
    POPULATION.entry,
    name="不动产登记信息",
    summary="权利人名下不动产的类型、坐落和面积，由登记机构自有系统实时答复。演示数据为虚构。",
    format="interface",
    domain="自然资源",
    tags=("不动产", "房产", "接口"),
    provision="proxied",
    collection_rule="由不动产登记机构依职能登记，登记簿迁移完成前经其接口提供",
    items=(
        ItemDraft("id_number", "公民身份号码", length=18, sensitivity="sensitive", is_key=True, required=True),
        ItemDraft("name", "权利人姓名", length=50, sensitivity="personal", required=True),
        ItemDraft("kind", "不动产类型", codes={"1": "住宅", "2": "商业用房"}),
        ItemDraft("place", "坐落", length=200, sensitivity="personal"),
        ItemDraft("area", "建筑面积", type="decimal", meaning="平方米"),
    ),
)
_FIELDS = {"id_number": "qlr.zjh", "name": "qlr.xm", "kind": "lx", "place": "zl", "area": "mj"}
_COUNTY_DUTY = "最低生活保障审核"


def fill(demo: Filling) -> None:
    population = demo.resources[POPULATION.entry.name][0]
    estate = _estate(demo)
    basis = "《社会救助暂行办法》第五十七条"
    people = ("id_number", "name", "sex", "birth_date")
    _grant(demo, "xihuminzheng", population, people, _COUNTY_DUTY, basis, by="gongan")
    _grant(demo, "minzheng", estate, tuple(item.code for item in ESTATE.items), DUTY, basis, by="guotu")
    _case_under_way(demo, _matter(demo, population, estate))


def mount(url: str) -> None:
    """Bind the demo's resource to the stand-in at this node's address, where it is not yet."""
    resource = Resource.objects.filter(current__name=ESTATE.name, state=ResourceState.PUBLISHED).first()
    if resource is None or url not in settings.YISHU_BACKENDS:
        return
    if Mount.objects.filter(resource=resource, ended_at=None, origin=url).exists():
        return
    officer = actor_of_person(Person.objects.get(login="guotu-jingban"))
    draft = MountDraft(
        origin=url,
        path=backend.PATH,
        key_fields={"id_number": "zjh"},
        item_fields=_FIELDS,
        record_at="data",
        secret_header=backend.HEADER,
        secret=backend.key(),
        reason="不动产登记簿正在整合迁移，完成后改为平台托管",
        until=timezone.localdate() + timedelta(days=180),
        timeout_ms=3000,
        at_once=2,
    )
    mounting.mount(officer, resource.code, draft, now=timezone.now())


def _estate(demo: Filling) -> Resource:
    first, second = demo.actor("guotu-jingban"), demo.actor("guotu-shenhe")
    entry = catalogue.draft_entry(first, demo.agencies["guotu"], ESTATE, now=demo.now)
    catalogue.submit_entry(first, entry.pk, now=demo.now)
    catalogue.sign_off(second, entry.pk, scope="全部信息项均不涉及国家秘密", now=demo.now)
    catalogue.publish_entry(demo.actor("zhuguan"), entry.pk, opinion="同意发布", now=demo.now)
    return Resource.objects.get(pk=entry.resource_id)


def _grant(
    demo: Filling, login: str, resource: Resource, items: tuple[str, ...], duty: str, basis: str, *, by: str
) -> None:
    asked = sharing.LineRequest(
        resource=resource.code,
        items=items,
        modes=("verify", "query"),
        users=(f"{login}-jingban",),
        systems=("社会救助审核系统",) if login == "minzheng" else (),
        until=timezone.localdate() + timedelta(days=365),
        reason="核对申请人的身份和家庭财产",
    )
    made = sharing.apply(demo.actor(f"{login}-jingban"), duty=duty, basis=basis, requests=(asked,), now=demo.now)
    decision = sharing.Decision(approves=True, items=items, modes=asked.modes)
    sharing.decide(demo.actor(f"{by}-shenhe"), made.number, resource.code, decision, now=demo.now)


def _matter(demo: Filling, population: Resource, estate: Resource) -> Matter:
    county, province = demo.agencies["xihuminzheng"], demo.agencies["minzheng"]
    draft = MatterDraft(
        "最低生活保障（联办示例）",
        (
            StepDraft(
                "受理和身份核对",
                county.code,
                _COUNTY_DUTY,
                (NeedDraft(population.code, ("name", "sex", "birth_date")),),
            ),
            StepDraft(
                "家庭财产核对和审定",
                province.code,
                DUTY,
                (
                    NeedDraft(population.code, ("name",)),
                    NeedDraft(estate.code, ("name", "kind", "place", "area")),
                ),
            ),
        ),
        note="事项名称取自四川省广安市广安区公开的政务服务事项清单，仅作示例；单位和步骤为演示所设。",
    )
    return cases.register_matter(demo.actor("zhuguan"), draft, now=demo.now)


def _case_under_way(demo: Filling, matter: Matter) -> None:
    handler = demo.actor("xihuminzheng-jingban")
    made = cases.open_case(handler, matter.pk, str(POPULATION.samples[0]), now=demo.now)
    first = made.steps.get(step__position=1)
    cases.draw(handler, made.number, first.step.needs.get().pk, now=timezone.now())
    cases.complete_step(handler, made.number, note="身份信息已核对，材料齐全", now=timezone.now())
