"""Operations in the demo: the three administrators and some officers named, an incident being handled, drills planned."""

import secrets
from datetime import date, timedelta

from django.utils import timezone

from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM
from yishu.demo.filling import Filling
from yishu.operations import commands, evaluations, incidents

WARDENS = (("anquan", "安全管理员", Role.SECURITY_ADMINISTRATOR), ("shenji", "审计管理员", Role.AUDIT_ADMINISTRATOR))
OFFICERS = ("bangongting", "gongan", "minzheng", "gongshang", "huanbao", "jiancha")


def fill(demo: Filling) -> None:
    """By the same commands as officials use. No backup: that is the operator's, and takes its time."""
    _name(demo)
    _procedures(demo)
    _incident(demo)
    commands.plan_drill(
        PLATFORM, kind="outage", title="数据接口与政务外网中断演练", planned_for=timezone.localdate() + timedelta(days=20),
        leader="省政府办公厅系统管理员", plan="断开一条链路 30 分钟：接口切换、恢复后无丢失无重复。",
    )  # fmt: skip
    _evaluations(demo)
    commands.assess_risk(PLATFORM, now=demo.now)


def _name(demo: Filling) -> None:
    office = demo.agencies["bangongting"]
    for login, name, role in WARDENS:
        password = secrets.token_urlsafe(12)
        demo.people[login] = agencies.register_person(
            PLATFORM, office, login=login, name=f"{office.name}{name}", password=password, roles=frozenset({role})
        )
        demo.passwords[login] = password
    for login in OFFICERS:
        agencies.appoint(PLATFORM, demo.people[f"{login}-shenhe"], Role.RISK_OFFICER)


def _procedures(demo: Filling) -> None:
    for kind, title, reference in (
        ("secrecy", "政务信息公开保密审查办法", "办公厅内网 / 制度 / 保密"),
        ("emergency", "信息共享平台应急预案", "办公厅内网 / 制度 / 应急"),
    ):
        commands.record_procedure(
            PLATFORM, demo.agencies["bangongting"], kind=kind, title=title, issued_on=date(2026, 3, 2),
            reference=reference, text="", now=demo.now,
        )  # fmt: skip


def _evaluations(demo: Filling) -> None:
    """One in date, one overdue; the yearly risk assessment was never done."""
    today = timezone.localdate()
    for kind, number, held, due in (
        ("classified-protection", "示例-等保-01", 120, -245),
        ("cryptography", "示例-密评-01", 380, 15),
    ):
        draft = evaluations.Draft(
            kind=kind, level="3", assessor="示例测评机构", held_on=today - timedelta(days=held),
            next_due=today - timedelta(days=due), findings="基本符合；低风险 2 项，限期整改。", report_number=number,
        )  # fmt: skip
        evaluations.record(PLATFORM, draft, now=demo.now)


def _incident(demo: Filling) -> None:
    """The police found that a grant is called at night from an unusual place; told to the authority, not yet acknowledged."""
    officer, police = demo.actor("gongan-shenhe"), demo.agencies["gongan"]
    grant = demo.grants[0]
    made = incidents.report(
        officer, police, kind="misuse", severity="ordinary",
        what="夜间出现大量人口信息比对，办件编号重复，疑似超出履职需要。已通知使用单位核查。",
        found_at=demo.now - timedelta(hours=3), resources=(grant.resource.code,), grants=(grant.pk,), now=demo.now,
    )  # fmt: skip
    incidents.send(
        officer, made.number, authority="省互联网信息办公室", text="疑似超范围使用，正在核查。", now=demo.now
    )
    incidents.assign(
        officer, made.number, what="核对夜间调用的办件编号", assignee=demo.people["gongan-jingban"],
        due=timezone.localdate() + timedelta(days=3), now=demo.now,
    )  # fmt: skip
