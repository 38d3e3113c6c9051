"""The demo's documents and licences: a logging licence of the forestry department, and a certificate of permanent value, sealed; one package in the archive."""

from django.utils import timezone

from yishu.demo.filling import Filling
from yishu.seals import commands
from yishu.seals.errors import NoChineseFont
from yishu.seals.rules import KindDraft
from yishu.seals.typesetting import chinese_fonts

LOGGING = KindDraft(
    name="林木采伐许可证",
    items=("持证人", "采伐地点", "林种", "采伐方式", "采伐面积", "采伐蓄积", "更新期限"),
    basis="《中华人民共和国森林法》第三十二条",
    sharing="unrestricted",
    valid_months=12,
    retention_years=30,
)
FOREST_PARK = KindDraft(
    name="省级森林公园批准文书",
    items=("申请单位", "森林公园名称", "所在地", "经营面积"),
    basis="《浙江省森林管理条例》",
    sharing="unrestricted",
)
LICENCE = {
    "持证人": "西湖区青山林场（虚构）",
    "采伐地点": "杭州市西湖区龙坞镇 12 林班 3 小班",
    "林种": "用材林",
    "采伐方式": "择伐",
    "采伐面积": "3.2 公顷",
    "采伐蓄积": "86 立方米",
    "更新期限": "采伐后次年春季",
}
APPROVAL = {
    "申请单位": "余杭区国有林场（虚构）",
    "森林公园名称": "青溪省级森林公园（虚构）",
    "所在地": "杭州市余杭区",
    "经营面积": "412 公顷",
}


def fill(demo: Filling) -> None:
    """Two issued documents, one of them in the archive by now, and a draft that waits for its seal. Nothing where there is no Chinese font."""
    try:
        chinese_fonts()
    except NoChineseFont:
        return
    first, second, now = demo.actor("linye-jingban"), demo.actor("linye-shenhe"), demo.now
    today = timezone.localdate(now)
    logging = commands.define_kind(first, LOGGING, now=now)
    approval = commands.define_kind(first, FOREST_PARK, now=now)
    permanent = commands.draft(first, approval.code, APPROVAL, now=now)
    commands.issue(second, permanent.number, now=now)
    commands.archive(first, since=today, until=today, now=now)
    licence = commands.draft(first, logging.code, LICENCE, now=now)
    commands.issue(second, licence.number, now=now)
    waiting = LICENCE | {"持证人": "临安林业合作社（虚构）", "采伐面积": "1.5 公顷", "采伐蓄积": "41 立方米"}
    commands.draft(first, logging.code, waiting, now=now)
