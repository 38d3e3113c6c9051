"""Demands, unlisted holdings, a coordination under way and a request for onward use: what a node in its first weeks has."""

from datetime import timedelta

from django.utils import timezone

from yishu.catalogue.holdings import commands as holdings
from yishu.demo.filling import Filling
from yishu.demo.resources import POPULATION
from yishu.sharing import commands as sharing
from yishu.sharing.coordination import commands as coordination
from yishu.sharing.demands import commands as demands
from yishu.sharing.demands.commands import Need
from yishu.sharing.onward import commands as onward
from yishu.sharing.onward.commands import Publication


def fill(demo: Filling) -> None:
    """Through commands only, like everything in the demo."""
    _demands(demo)
    _holdings(demo)
    _coordination(demo)
    _onward_use(demo)


def _demands(demo: Filling) -> None:
    """One waits, one is fulfilled by what civil affairs publishes, one was refused by its law."""
    credit = Need(
        name="纳税信用等级信息",
        items=("纳税人名称", "统一社会信用代码", "纳税信用等级", "评价年度"),
        duty="社会救助审核",
        basis="《社会救助暂行办法》第五十八条",
        why="核对申请家庭成员所办企业的经营情况",
    )
    demands.file_demand(demo.actor("minzheng-jingban"), credit, holder=demo.agencies["shuiwu"].code, now=demo.now)
    divisions = Need(
        name="全省行政区划代码",
        items=("区划代码", "区划名称"),
        duty="入学资格审核",
        basis="《义务教育法》第十二条",
        why="按户籍地区划核定学区",
    )
    now, held = demo.now, _resource_of(demo, "minzheng")
    made = demands.file_demand(demo.actor("jiaoyu-jingban"), divisions, holder=demo.agencies["minzheng"].code, now=now)
    civil = demo.actor("minzheng-shenhe")
    demands.accept(civil, made.number, resource=held, opinion="已编目发布，可即时申请", now=demo.now)
    surveys = Need(
        name="规上企业统计调查原始记录",
        items=("企业名称", "主营业务收入"),
        duty="投资项目审批",
        basis="《企业投资项目核准和备案管理条例》第九条",
        why="核对项目单位经营情况",
        kind="reports",
    )
    asked = demands.file_demand(demo.actor("fagai-jingban"), surveys, holder=demo.agencies["tongji"].code, now=now)
    demands.refuse(
        demo.actor("tongji-shenhe"),
        asked.number,
        legal_basis="《中华人民共和国统计法》第二十八条",
        reason="单个统计调查对象的资料不得对外提供；汇总数据可在目录中申请",
        now=now,
    )


def _holdings(demo: Filling) -> None:
    """Where a duty's data is in the catalogue it is linked; 居民身份证管理, 婚姻登记 and others stay unlisted."""
    linked = (
        ("gongan", "户籍管理"),
        ("gongshang", "企业登记管理"),
        ("minzheng", "行政区划管理"),
        ("huanbao", "环境质量监测"),
    )
    for login, duty in linked:
        actor, duty_id = demo.actor(f"{login}-jingban"), demo.agencies[login].duties.get(name=duty).pk
        holdings.link_holding(actor, duty_id, _resource_of(demo, login), now=demo.now)
    surveys = demo.agencies["tongji"].duties.get(name="统计调查").pk
    holdings.cite_exemption(
        demo.actor("tongji-shenhe"),
        surveys,
        law="《中华人民共和国统计法》",
        article="第二十八条",
        reason="单个统计调查对象的资料依法保密，汇总结果另行编目",
        now=demo.now,
    )


def _coordination(demo: Filling) -> None:
    """Development and reform was refused the population, and asked the coordinator; the police has not stated its position yet."""
    population = demo.resources[POPULATION.entry.name][0].code
    wanted = sharing.LineRequest(
        resource=population,
        items=("id_number", "name"),
        modes=("verify",),
        users=("fagai-jingban",),
        until=timezone.localdate() + timedelta(days=180),
        reason="核对项目申报人身份",
    )
    applicant, police = demo.actor("fagai-jingban"), demo.actor("gongan-shenhe")
    made = sharing.apply(
        applicant,
        duty="投资项目审批",
        basis="《企业投资项目核准和备案管理条例》第七条",
        requests=(wanted,),
        now=demo.now,
    )
    no = sharing.Decision(approves=False, reason="项目审批以法人身份为主，自然人身份可由申报人自行证明")
    sharing.decide(police, made.number, population, no, now=demo.now)
    ground = "申报人为自然人的项目须核对身份，要求群众自行证明不符合办事便利的要求"
    coordination.take_to_coordinator(applicant, made.number, population, ground=ground, now=demo.now)


def _onward_use(demo: Filling) -> None:
    """Civil affairs asks the police before it publishes figures drawn from the population."""
    grant = next(one for one in demo.grants if one.resource.code == demo.resources[POPULATION.entry.name][0].code)
    figures = Publication(
        items=("sex", "birth_date"),
        form="按市汇总的性别和年龄构成图",
        place="省民政厅门户网站",
        purpose="公布年度社会救助统计",
    )
    onward.request_consent(demo.actor("minzheng-jingban"), str(grant.pk), figures, now=demo.now)


def _resource_of(demo: Filling, login: str) -> str:
    """The code of the first resource that this agency provides."""
    return next(resource.code for resource, made in demo.resources.values() if made.provider == login)
