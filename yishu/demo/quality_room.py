"""Data quality in the demo: five sources of divisions that disagree, discrepancies on their way, late and timely resources.

Education compares its own table of divisions, the one of 2021, with the divisions that civil affairs provides.
"""

import csv
import io
import tempfile
from pathlib import Path

from yishu.core.actor import Actor
from yishu.demo.filling import Filling
from yishu.demo.resources import AIR_STATIONS, DIVISIONS, GDP, LEGAL_ENTITIES, shipped
from yishu.quality import commands, comparing, discrepancies, files, queries, updates
from yishu.quality.comparing import Pair
from yishu.quality.models import Comparison

SOURCE = "mca_2021"  # 2021: before Hangzhou's districts were merged


def fill(demo: Filling) -> None:
    officer, provider = demo.actor("jiaoyu-jingban"), demo.actor("minzheng-jingban")
    made = _compared(demo, officer)
    _fed_back(demo, officer, provider, made)
    _updates(demo)


def _compared(demo: Filling, officer: Actor) -> Comparison:
    """The table of education: codes and names as of 2021, one name misspelt by hand."""
    with tempfile.TemporaryDirectory() as folder:
        spool = Path(folder) / "divisions.csv"
        spool.write_text(_table(), "utf-8")
        made = commands.prepare(
            officer,
            demo.resources[DIVISIONS.entry.name][0].code,
            spool,
            name="学区所在区划（2021年版）",
            media_type="text/csv",
            now=demo.now,
        )
    pairs = (Pair("code", "区划代码", True), Pair("name", "区划名称", False))
    return commands.compare(officer, made.pk, pairs, now=demo.now)


def _table() -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["区划代码", "区划名称"])
    for row in csv.DictReader(io.StringIO(shipped("divisions_zhejiang_sources.csv").decode("utf-8-sig"))):
        name = row[SOURCE]
        if name:
            # Two sources keep the county's or city's former name: a real kind of conflict, set up in two rows.
            writer.writerow([row["code"], {"330383": "龙港镇", "330212": "鄞县"}.get(row["code"], name)])
    return written.getvalue()


def _fed_back(demo: Filling, officer: Actor, provider: Actor, made: Comparison) -> None:
    """One is open with civil affairs, one was refused with its reason."""
    width = len(made.pairs)
    rows = comparing.read(
        files.folder_of(made.pk), files.result_of(made.pk), width, kind="different", pair=None, offset=0, limit=2
    )
    found = [discrepancies.take_from_comparison(officer, str(made.pk), row.place, now=demo.now) for row in rows]
    for each in found:
        discrepancies.feed_back(
            officer, each.number, note="学区登记表所载名称与贵厅不一致，请核对。", now=demo.now
        )
    if found:
        reason = "以民政部公布的现行区划名称为准，贵厅所用为旧称。"
        discrepancies.answer(provider, found[-1].number, accepts=False, reason=reason, now=demo.now)


def _updates(demo: Filling) -> None:
    """A special case on file, and “nothing new” for a day where there is one."""
    updates.file_special_case(
        demo.actor("tongji-jingban"),
        demo.resources[GDP.entry.name][0].code,
        reason="分省数据按季核算并经国家统计局反馈后方可发布",
        now=demo.now,
    )
    updates.file_special_case(
        demo.actor("huanbao-jingban"),
        demo.resources[AIR_STATIONS.entry.name][0].code,
        reason="监测点位按季度校核",
        now=demo.now,
    )
    _ = (queries, LEGAL_ENTITIES)
