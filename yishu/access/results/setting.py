"""A result sheet as a page: what it says, set by typst as the documents of `seals` are; its code also as a QR code."""

from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from typing import Final

import segno
from django.conf import settings

from yishu.access.queries import Desk
from yishu.access.results.contents import About, Contents
from yishu.access.results.rules import plain_number
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI
from yishu.seals.rules import shown_code
from yishu.seals.typesetting import draw, set_page

TITLES: Final = {"verify": "核验结果单", "query": "查询结果单"}
VERDICTS: Final = {"match": "一致", "mismatch": "不一致", "empty": "该项为空", "no_record": "查无记录"}


def page_of(shown: Contents, actor: Actor, desk: Desk, *, number: str, code: str, address: str, now: datetime) -> bytes:
    """The PDF before it is sealed. `address`: where the sheet is checked. Raises NoChineseFont, CharacterNotInFont."""
    consumer = desk.grant.consumer.name
    given: dict[str, object] = {
        "title": TITLES[shown.mode],
        "node": settings.YISHU_NODE_NAME,
        "number": number,
        "day": f"{now.astimezone(SHANGHAI):%Y年%-m月%-d日}",
        "facts": list(_facts(shown, actor, desk)),
        "mode": shown.mode,
        "key": shown.key,
        "abouts": [_told(about) for about in shown.abouts],
        "code": shown_code(code),
        "check": address,
        "qr": _qr_code(f"{address}#{plain_number(number)}/{shown_code(code)}"),
        "watermark": draw(_source("watermark.typ"), {"text": f"{consumer}　{actor.name}　{_minute(now)}"}),
        "hides": any(told.note == "已遮蔽" for about in shown.abouts for told in about.lines),
    }
    return set_page(_source("sheet.typ"), given, now)


def _source(name: str) -> bytes:
    return files("yishu.access.results").joinpath("data", name).read_bytes()


def _facts(shown: Contents, actor: Actor, desk: Desk) -> Iterator[tuple[str, str]]:
    receipt, _, leaf = shown.receipt.partition(".")
    published = f"（{shown.published_at.astimezone(SHANGHAI):%Y-%m-%d} 发布）" if shown.published_at else ""
    yield "使用单位", desk.grant.consumer.name
    yield "使用人", actor.name
    yield "履职事项", shown.duty
    if shown.case:
        yield "办件编号", shown.case
    yield "信息资源", f"{desk.entry.name}（{desk.grant.resource.code}）"
    yield "提供单位", desk.grant.provider.name
    yield "数据版本", f"第 {shown.version} 版{published}" if shown.version else "提供单位接口实时答复"
    yield "取得时间", f"{shown.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    yield "回执编号", receipt
    yield "存证哈希", leaf


def _told(about: About) -> dict[str, object]:
    lines = [[told.item, told.value, VERDICTS.get(told.verdict, ""), told.note] for told in about.lines]
    return {"subject": about.subject, "found": about.found, "lines": lines}


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _qr_code(text: str) -> str:
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=2, scale=4)
    return drawn.getvalue().decode()
