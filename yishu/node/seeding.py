"""What every node starts with: divisions, working days, clocks. Sowing twice changes nothing."""

import csv
from decimal import Decimal
from importlib.resources import files

from django.db import transaction

from yishu.node.models import Clock, Division, WorkDay
from yishu.node.workdays.models import WorkYear


@transaction.atomic
def sow() -> None:
    """Fill the empty tables. Rows that an administrator changed since stay as they are.

    Working days come into an empty table only: later ones by a change on record, which counts the open deadlines again.
    """
    Division.objects.bulk_create(_divisions(), ignore_conflicts=True)
    if not WorkDay.objects.exists() and not WorkYear.objects.exists():
        days = _work_days()
        WorkDay.objects.bulk_create(days, ignore_conflicts=True)
        WorkYear.objects.bulk_create(_work_years(days), ignore_conflicts=True)
    # What every node starts with is ours to correct; what a node changed stands in columns of its own.
    common = ["working_days", "hours", "months", "name_zh", "name_en", "basis_zh", "basis_en", "by_law"]
    Clock.objects.bulk_create(_clocks(), update_conflicts=True, unique_fields=["code"], update_fields=common)


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


def _work_years(days: list[WorkDay]) -> list[WorkYear]:
    """The years whose notice the seed has."""
    return [
        WorkYear(year=year, number=number)
        for year, number in {int(str(day.date)[:4]): day.source for day in days}.items()
    ]


def _clocks() -> list[Clock]:
    return [
        Clock(
            code=row["code"],
            working_days=int(row["working_days"]),
            hours=int(row["hours"]) if row["hours"] else None,
            months=int(row["months"]) if row["months"] else None,  # the last column: most rows leave it out
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            basis_zh=row["basis_zh"],
            basis_en=row["basis_en"],
            by_law=row["by_law"] == "yes",
        )
        for row in rows("clocks.csv")
    ]
