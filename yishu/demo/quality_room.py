"""Data quality in the demo: sources of divisions that disagree, discrepancies on their way, late and timely resources.

Education keeps the divisions of 2021 (one of the five published sources) and compares them with those of today that civil affairs provides: since then Hangzhou has lost two
districts and gained two.
"""

import csv
import io
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from yishu.catalogue import commands as catalogue
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI
from yishu.demo.filling import Filling
from yishu.demo.resources import AIR_STATIONS, DIVISIONS, GDP, shipped
from yishu.hosting.declared import commands as declared
from yishu.hosting.declared.drafts import Draft
from yishu.hosting.declared.rules import Kind, Parameters
from yishu.quality import commands, comparing, discrepancies, files, queries, updates
from yishu.quality.comparing import Pair
from yishu.quality.models import Comparison

SOURCE = "mca_2021"  # the Ministry of Civil Affairs' list of 2021


def fill(demo: Filling) -> None:
    officer, provider = demo.actor("jiaoyu-jingban"), demo.actor("minzheng-jingban")
    made = _compared(demo, officer)
    _fed_back(demo, officer, provider, made)
    _declared(demo)
    _updates(demo)


def _compared(demo: Filling, officer: Actor) -> Comparison:
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
    sources = csv.DictReader(io.StringIO(shipped("divisions_zhejiang_sources.csv").decode("utf-8-sig")))
    writer.writerows((row["code"], row[SOURCE]) for row in sources if row[SOURCE])
    return written.getvalue()


def _fed_back(demo: Filling, officer: Actor, provider: Actor, made: Comparison) -> None:
    """Two districts that education still knows: one is open with civil affairs, the other was answered."""
    rows = comparing.read(
        files.folder_of(made.pk),
        files.result_of(made.pk),
        len(made.pairs),
        kind="only_here",
        pair=None,
        offset=0,
        limit=2,
    )
    found = [discrepancies.take_from_comparison(officer, str(made.pk), row.place, now=demo.now) for row in rows]
    for each in found:
        note = "学区登记表中有此区划，贵厅数据中没有，请核对。"
        discrepancies.feed_back(officer, each.number, note=note, now=demo.now)
    reason = "已由国函〔2021〕29号批复撤销，见“行政区划变更历史”。"
    discrepancies.answer(provider, found[-1].number, accepts=False, reason=reason, now=demo.now)


def _declared(demo: Filling) -> None:
    """Stations lie within the province; a record that says otherwise is sent back (13.1, 21.2)."""
    officer, stations = demo.actor("huanbao-jingban"), demo.resources[AIR_STATIONS.entry.name][0]
    for item, least, most in (("longitude", "118", "123"), ("latitude", "27", "32")):
        rule = Draft(Kind.RANGE, (item,), Parameters(least=least, most=most))
        declared.declare(officer, stations.code, rule, now=demo.now)


def _updates(demo: Filling) -> None:
    """One resource is late, one had nothing new last month, one is a special case on file."""
    past = demo.now - timedelta(days=75)
    _monthly(demo, "guotu", "土地供应结果（月报）", past)
    quiet = _monthly(demo, "nongye", "涉农行政许可汇总（月报）", past)
    officer = demo.actor("nongye-jingban")
    for period in [each.period for each in queries.owed(quiet, now=demo.now) if each.came == "late"]:
        in_time = datetime.combine(period.due, datetime.min.time(), SHANGHAI) + timedelta(hours=10)
        updates.confirm_nothing_new(officer, quiet.code, first=period.first, last=period.last, now=in_time)
    reason = "分省数据按季核算，经国家统计局反馈后方可发布"
    gdp = demo.resources[GDP.entry.name][0]
    updates.file_special_case(demo.actor("tongji-jingban"), gdp.code, reason=reason, now=demo.now)


def _monthly(demo: Filling, provider: str, name: str, past: datetime) -> Resource:
    """An entry of two months ago that nothing was published under."""
    first, second = demo.actor(f"{provider}-jingban"), demo.actor(f"{provider}-shenhe")
    draft = EntryDraft(
        name=name,
        summary="按月汇总，尚未发布数据，用于演示更新时效。",
        category="unrestricted",
        format="database",
        cycle="monthly",
        openness="closed",
        modes=("query", "bulk"),
        items=(
            ItemDraft("month", "月份", is_key=True, required=True),
            ItemDraft("count", "件数", type="integer"),
        ),
        scope="全省行政机关",
        timeliness="产生后2个工作日内更新（第二十五条）",
        domain="其他",
    )
    entry = catalogue.draft_entry(first, demo.agencies[provider], draft, now=past)
    catalogue.submit_entry(first, entry.pk, now=past)
    catalogue.sign_off(second, entry.pk, scope="全部信息项均不涉及国家秘密", now=past)
    catalogue.publish_entry(demo.actor("zhuguan"), entry.pk, opinion="同意发布", now=past)
    return Resource.objects.get(pk=entry.resource_id)
