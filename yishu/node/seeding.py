"""What every node starts with: divisions, working days, clocks. Sowing twice changes nothing."""

import csv
from decimal import Decimal
from importlib.resources import files

from django.db import transaction

from yishu.node.clocks import (
    ARCHIVE,
    COMPARISON_KEPT,
    COORDINATION_EXECUTE,
    DEMAND_ANSWER,
    DISCREPANCY_ANSWER,
    DISCREPANCY_FEEDBACK,
    INCIDENT_CLOSE,
    INCIDENT_REPORT,
    OBJECTION,
    OBJECTION_ANSWER,
    ONWARD_ANSWER,
    RECTIFICATION,
    REVIEW,
    UPDATE,
)
from yishu.node.models import Clock, Division, WorkDay

CLOCKS = (
    Clock(
        code=REVIEW,
        working_days=5,
        basis_zh="《暂行办法》第二十六条：信息提供单位应在5个工作日内完成审核",
        basis_en="Interim Measures, Article 26: the provider reviews within 5 working days",
        by_law=True,
    ),
    Clock(
        code=INCIDENT_REPORT,
        working_days=1,
        hours=24,
        basis_zh="平台规则：《暂行办法》第三十一条未定时限，安全事件在发现后24小时内报告信息安全主管部门",
        basis_en="Platform rule: Article 31 sets no limit; the authority is told within 24 hours of the discovery",
        by_law=False,
    ),
    Clock(
        code=INCIDENT_CLOSE,
        working_days=20,
        basis_zh="平台规则：安全事件在20个工作日内处置办结（第三十一条）",
        basis_en="Platform rule: an incident is handled and closed within 20 working days (Article 31)",
        by_law=False,
    ),
    Clock(
        code=DEMAND_ANSWER,
        working_days=5,
        basis_zh="平台约定：收到共享需求的单位应在5个工作日内受理、转送或者说明依据不予提供（《暂行办法》第四条）",
        basis_en="Platform rule: a demand is accepted, passed on or refused with its basis within 5 working days (Article 4)",
        by_law=False,
    ),
    Clock(
        code=COORDINATION_EXECUTE,
        working_days=5,
        basis_zh="平台约定：提供单位应在5个工作日内执行协调意见（《暂行办法》第二十六条）",
        basis_en="Platform rule: the provider carries a coordination opinion out within 5 working days (Article 26)",
        by_law=False,
    ),
    Clock(
        code=ONWARD_ANSWER,
        working_days=5,
        basis_zh="平台约定：提供单位应在5个工作日内答复对外使用请求或者确认公开告知（《暂行办法》第二十条）",
        basis_en="Platform rule: the provider answers a request for onward use, or acknowledges a disclosure, within 5 working days (Article 20)",
        by_law=False,
    ),
    Clock(
        code=UPDATE,
        working_days=2,
        basis_zh="《暂行办法》第二十五条：其他业务信息应当在产生后2个工作日内进行更新",
        basis_en="Interim Measures, Article 25: other business data is updated within 2 working days of being produced",
        by_law=True,
    ),
    Clock(
        code=DISCREPANCY_FEEDBACK,
        working_days=5,
        basis_zh="《暂行办法》第二十八条：对不一致或错误的数据进行核查或纠错，并在5个工作日内向对方反馈信息",
        basis_en="Interim Measures, Article 28: differences are checked, and fed back within 5 working days",
        by_law=True,
    ),
    Clock(
        code=DISCREPANCY_ANSWER,
        working_days=5,
        basis_zh="平台约定：提供单位应在5个工作日内答复疑义数据反馈",
        basis_en="Platform rule: the provider answers a discrepancy within 5 working days",
        by_law=False,
    ),
    Clock(
        code=COMPARISON_KEPT,
        working_days=10,
        basis_zh="平台约定：比对明细保留10个工作日，期满清除，只留数量",
        basis_en="Platform rule: the rows of a comparison are kept for 10 working days, then only its counts",
        by_law=False,
    ),
    Clock(
        code=ARCHIVE,
        working_days=15,
        basis_zh="平台规则：签发后15个工作日内归档（《暂行办法》第二十四条：及时归档）",
        basis_en="Platform rule: archived within 15 working days of issue (Interim Measures, Article 24: in time)",
        by_law=False,
    ),
    Clock(
        code=OBJECTION,
        working_days=5,
        basis_zh="平台约定：被考核单位可在5个工作日内对初步结果提出异议",
        basis_en="Platform rule: an assessed agency may object within 5 working days",
        by_law=False,
    ),
    Clock(
        code=OBJECTION_ANSWER,
        working_days=5,
        basis_zh="平台约定：平台主管部门在5个工作日内答复异议",
        basis_en="Platform rule: the coordinator answers an objection within 5 working days",
        by_law=False,
    ),
    Clock(
        code=RECTIFICATION,
        working_days=15,
        basis_zh="平台约定：整改通知未另定期限的，15个工作日内完成整改",
        basis_en="Platform rule: 15 working days to rectify where the notice names no other day",
        by_law=False,
    ),
)


@transaction.atomic
def sow() -> None:
    """Fill the empty tables. Rows that an administrator changed since stay as they are."""
    Division.objects.bulk_create(_divisions(), ignore_conflicts=True)
    WorkDay.objects.bulk_create(_work_days(), ignore_conflicts=True)
    Clock.objects.bulk_create(CLOCKS, ignore_conflicts=True)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a seed file."""
    text = files("yishu.node").joinpath("seed", name).read_text("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def _divisions() -> list[Division]:
    return [
        Division(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent_id=row["parent_code"] or None,
            latitude=Decimal(row["lat"]) if row["lat"] else None,
            longitude=Decimal(row["lon"]) if row["lon"] else None,
        )
        for row in rows("divisions_zhejiang.csv")
    ]


def _work_days() -> list[WorkDay]:
    return [
        WorkDay(
            date=row["date"],
            kind=row["kind"],
            name=row["name"],
            source=row["source"],
            confirmed=row["state"] == "confirmed",
        )
        for row in rows("work_days.csv")
    ]
