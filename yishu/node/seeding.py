"""What every node starts with: divisions, working days, clocks. Sowing twice changes nothing."""

import csv
from decimal import Decimal
from importlib.resources import files

from django.db import transaction

from yishu.node.clocks import OBJECTION, OBJECTION_ANSWER, RECTIFICATION, REVIEW
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
