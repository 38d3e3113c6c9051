"""The demo's oversight: a result that is final with its proposals, this quarter's under objection, an inspection with a finding under rectification."""

from datetime import timedelta

from django.utils import timezone

from yishu.assessment import computing, inspecting, proposing, settling
from yishu.assessment.inspecting import Plan
from yishu.assessment.periods import Period, period_of, quarter_before, quarter_of
from yishu.catalogue import commands as catalogue
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.core.calendar import shanghai_day
from yishu.demo.filling import Filling
from yishu.sharing import commands as sharing

LICENCES = EntryDraft(
    name="农药经营许可信息",
    summary="县级以上农业行政主管部门核发的农药经营许可",
    category="restricted",
    format="database",
    cycle="monthly",
    openness="closed",
    modes=("verify", "query"),
    items=(
        ItemDraft("licence_number", "许可证编号", is_key=True, required=True),
        ItemDraft("holder", "经营者名称", required=True),
        ItemDraft("valid_until", "有效期至", type="date"),
    ),
    condition="按履职需要核定",
    scope="全省行政机关",
    timeliness="产生后2个工作日内更新",
)


def fill(demo: Filling) -> None:
    today = shanghai_day(demo.now)
    past = period_of(quarter_before(period_of(quarter_before(today)).first))
    _left_lying(demo, past)
    _final(demo, past)
    _under_objection(demo, quarter_of(today))
    _inspection(demo)


def _left_lying(demo: Filling, past: Period) -> None:
    """Agriculture's entry of that quarter: no data since, and an application that nobody answered."""
    then, entry_day = past.begins + timedelta(days=25), past.begins + timedelta(days=10)
    first, second = demo.actor("nongye-jingban"), demo.actor("nongye-shenhe")
    entry = catalogue.draft_entry(first, demo.agencies["nongye"], LICENCES, now=entry_day)
    catalogue.submit_entry(first, entry.pk, now=entry_day)
    catalogue.sign_off(second, entry.pk, scope="全部信息项均不涉及国家秘密", now=entry_day)
    catalogue.publish_entry(demo.actor("zhuguan"), entry.pk, opinion="同意发布", now=entry_day)
    wanted = sharing.LineRequest(
        resource=Resource.objects.get(pk=entry.resource_id).code,
        items=("licence_number", "holder"),
        modes=("verify",),
        users=("shiyao-jingban",),
        until=shanghai_day(then) + timedelta(days=300),
        reason="核对经营者是否持有农药经营许可",
    )
    sharing.apply(
        demo.actor("shiyao-jingban"), duty="药品经营许可", basis="《农药管理条例》", requests=(wanted,), now=then
    )


def _final(demo: Filling, past: Period) -> None:
    coordinator, inspector = demo.actor("zhuguan"), demo.actor("jianchayuan")
    computing.compute(coordinator, past.code, now=past.ends + timedelta(days=2))
    settling.show_provisional(coordinator, past.code, now=past.ends + timedelta(days=3))
    settling.sign(coordinator, past.code, now=past.ends + timedelta(days=25))
    settling.cosign(inspector, past.code, opinion="同意", now=past.ends + timedelta(days=26))
    proposing.draw_up(inspector, past.code, now=past.ends + timedelta(days=26))


def _under_objection(demo: Filling, period: str) -> None:
    coordinator = demo.actor("zhuguan")
    now = timezone.now()  # later than everything that the demo has published
    computing.compute(coordinator, period, now=now)
    settling.show_provisional(coordinator, period, now=now)
    reason = "行政区划信息已由省教育厅、西湖区民政局通过授权使用，使用单位数应按授权计算。"
    settling.raise_objection(demo.actor("minzheng-shenhe"), period, "consumers", reason=reason, now=now)


def _inspection(demo: Filling) -> None:
    inspector, begun = demo.actor("jianchayuan"), demo.now - timedelta(days=6)
    today = shanghai_day(begun)
    codes = tuple(demo.agencies[login].code for login in ("nongye", "tongji"))
    plan = Plan(
        "信息资源共享情况专项检查",
        "目录编制和挂接（第七条、第九条）；共享申请的审核时限（第二十六条）",
        codes,
        today,
        today + timedelta(days=14),
    )
    made = inspecting.plan_inspection(demo.actor("zhuguan"), plan, now=begun)
    inspecting.agree_inspection(inspector, made.number, now=begun + timedelta(hours=3))
    text = "“农药经营许可信息”发布后一直没有挂接数据；省食品药品监管局的共享申请逾期未审核。"
    found = inspecting.note_finding(
        inspector, made.number, codes[0], text=text, basis="第二十六条", now=begun + timedelta(days=2)
    )
    inspecting.notify_rectification(
        inspector,
        found.pk,
        demand="完成数据挂接；对逾期的申请作出答复，并说明原因。",
        responsible="nongye-shenhe",
        now=begun + timedelta(days=3),
    )
