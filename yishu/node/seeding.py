"""What every node starts with: divisions, working days, clocks. Sowing twice changes nothing."""

import csv
from decimal import Decimal
from importlib.resources import files

from django.db import transaction

from yishu.node.clocks import ARCHIVE, REVIEW
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
        code=ARCHIVE,
        working_days=15,
        basis_zh="平台规则：签发后15个工作日内归档（《暂行办法》第二十四条：及时归档）",
        basis_en="Platform rule: archived within 15 working days of issue (Interim Measures, Article 24: in time)",
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
