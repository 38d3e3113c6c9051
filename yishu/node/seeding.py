"""What every node starts with: divisions, working days, clocks. Sowing twice changes nothing."""

import csv
from decimal import Decimal
from importlib.resources import files

from django.db import transaction

from yishu.node.clocks import COMPARISON_KEPT, DISCREPANCY_ANSWER, DISCREPANCY_FEEDBACK, REVIEW, UPDATE
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
