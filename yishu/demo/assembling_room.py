"""A base database in the demo: divisions by name and order from civil affairs, their borders from land and resources, each value with its source and version (22.1)."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from yishu.access.assembling import commands, running
from yishu.access.assembling.rules import Candidate, Draft, SourceDraft
from yishu.access.assembling.rules import ItemDraft as From
from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.demo.filling import Filling, published_entry
from yishu.demo.resources import COUNTY_BORDERS, DIVISIONS, DemoResource
from yishu.sharing import commands as sharing

BASE: Final = EntryDraft(
    name="地理空间基础库：行政区划",
    base_database="geography",
    summary="行政区划的名称、层级、隶属关系和县级界线，由民政、国土两家提供单位的资源逐项汇聚，每个值注明来源和版本。",
    category="unrestricted",
    format="database",
    cycle="yearly",
    openness="closed",
    modes=("verify", "query", "bulk"),
    key_kind="division",
    items=(
        ItemDraft("code", "行政区划代码", length=6, is_key=True, required=True, data_element="DE00035"),
        ItemDraft("name", "行政区划名称", length=60, data_element="DE00036"),
        ItemDraft("level", "层级", codes={"province": "省级", "city": "市级", "county": "县级"}),
        ItemDraft("parent_name", "上级行政区划名称", length=60),
        ItemDraft("border", "界线", type="geometry", meaning="面，CGCS2000 经纬度"),
        ItemDraft("origins", "值的来源", meaning="各项取自哪一资源、哪一版本"),
    ),
    scope="全省行政机关",
    timeliness="产生后2个工作日内更新（第二十五条）",
    collection_rule="由平台按汇聚规则自各来源资源汇聚，不另行采集",
    domain="行政区划",
    tags=("行政区划", "基础数据库", "汇聚"),
)


def fill(demo: Filling) -> None:
    """Built by the government's office, which has a grant for either source."""
    officer = demo.actor("bangongting-jingban")
    base = published_entry(demo, DemoResource("bangongting", BASE, write=lambda _path: None), demo.actor("zhuguan"))
    names, borders = (demo.resources[made.entry.name][0].code for made in (DIVISIONS, COUNTY_BORDERS))
    _granted(demo, names, DIVISIONS)
    _granted(demo, borders, COUNTY_BORDERS)
    either = (Candidate(names, "name"), Candidate(borders, "name"))
    items = (
        From("name", either),
        From("level", (Candidate(names, "level"),)),
        From("parent_name", (Candidate(names, "parent_name"),)),
        From("border", (Candidate(borders, "border"),)),
    )
    draft = Draft((SourceDraft(names), SourceDraft(borders)), items, origins="origins")
    made = commands.declare(officer, base.code, draft, now=timezone.now())
    running.run(made.pk)


def _granted(demo: Filling, code: str, made: DemoResource) -> None:
    """Unrestricted: it opens at once (26.2)."""
    asked = sharing.LineRequest(
        resource=code,
        items=tuple(item.code for item in made.entry.items),
        modes=("bulk",),
        systems=(),
        users=("bangongting-jingban",),
        until=timezone.localdate() + timedelta(days=365),
    )
    officer = demo.actor("bangongting-jingban")
    sharing.apply(officer, duty="信息资源共享管理", basis="", requests=(asked,), now=demo.now)
