"""The demo's documents: the regulation that this platform serves, as text and as PDF, and chapters of it; one waits for its secrecy review."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from typing import Final

import typst
from django.utils import timezone

from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.demo.filling import DUTY, Filling, published_entry
from yishu.demo.resources import DemoResource, shipped
from yishu.hosting.files import commands
from yishu.hosting.files.rules import Submission
from yishu.seals.errors import NoChineseFont
from yishu.seals.typesetting import chinese_fonts
from yishu.sharing import commands as sharing

TITLE: Final = "浙江政务服务网信息资源共享管理暂行办法"
ISSUED: Final = date(2014, 11, 28)
RULES: Final = EntryDraft(
    name="信息资源共享管理规范性文件",
    summary="信息资源共享管理办法及其各章单行文本，供各单位查阅和引用",
    category="unrestricted",
    format="file",
    cycle="irregular",
    cycle_note="有新的规范性文件或修订时",
    openness="closed",
    modes=("query", "bulk"),
    items=(ItemDraft("number", "文件编号"), ItemDraft("title", "标题"), ItemDraft("text", "正文")),
    kind="reports",
    provision="file",
    digitisation="electronic",
    digitisation_plan="2027 年底前完成条款级著录",
    digitisation_due=date(2027, 12, 31),
    scope="全省行政机关",
    timeliness="产生后2个工作日内更新（第二十五条）",
    collection_rule="由提供单位在文件印发后上传，逐份经保密审查签署",
)


def fill(demo: Filling) -> None:
    """The regulation in two versions where there is a Chinese font, else in one; a chapter that is provided, and one that waits."""
    made = DemoResource("bangongting", RULES, write=lambda _path: None)
    code = published_entry(demo, made, demo.actor("zhuguan")).code
    text = shipped("regulation_2014.txt").decode()
    chapters = text.split("\n第")
    whole = Submission(f"{TITLE}.txt", TITLE, TITLE, ISSUED, "印发文本")
    _provided(demo, code, whole, text)
    if (pdf := _typeset(text.splitlines())) is not None:
        note = "改为版式文件，内容不变"
        _provided(demo, code, replace(whole, file_name=f"{TITLE}.pdf", note=note), pdf)
    for head, is_signed in (("四章", True), ("五章", False)):
        chapter = next((f"第{each}" for each in _chapters(chapters) if each.startswith(head)), "")
        title = f"{TITLE} 第{head}"
        said = Submission(f"{title}.txt", title, title, ISSUED, "单行文本")
        (_provided if is_signed else _handed_in)(demo, code, said, chapter)
    _grant(demo, code)


def _chapters(parts: Iterable[str]) -> list[str]:
    """Articles joined to the chapter before them: both begin with 第."""
    joined: list[str] = []
    for part in parts:
        if part[1:2] == "章" or not joined:
            joined.append(part)
        else:
            joined[-1] += f"\n第{part}"
    return joined


def _handed_in(demo: Filling, code: str, said: Submission, content: str | bytes) -> int:
    body = content.encode() if isinstance(content, str) else content
    actor = demo.actor("bangongting-jingban")
    return commands.upload(actor, code, said, [body], now=timezone.now()).version.pk


def _provided(demo: Filling, code: str, said: Submission, content: str | bytes) -> None:
    key = _handed_in(demo, code, said, content)
    reviewer = demo.actor("bangongting-shenhe")
    commands.sign_off(reviewer, key, scope="全文，系公开印发的规范性文件，不涉及国家秘密", now=timezone.now())


def _grant(demo: Filling, code: str) -> None:
    """Unrestricted: it opens at once (26.2)."""
    asked = sharing.LineRequest(
        resource=code,
        items=tuple(item.code for item in RULES.items),
        modes=RULES.modes,
        systems=("社会救助审核系统",),
        users=("minzheng-jingban",),
        until=timezone.localdate() + timedelta(days=365),
    )
    sharing.apply(demo.actor("minzheng-jingban"), duty=DUTY, basis="", requests=(asked,), now=demo.now)


def _typeset(lines: list[str]) -> bytes | None:
    try:
        fonts = chinese_fonts()
    except NoChineseFont:
        return None
    told = json.dumps({"title": TITLE, "lines": [one for one in lines if one.strip()], "fonts": fonts})
    source = files("yishu.demo").joinpath("data", "regulation.typ").read_bytes()
    made = typst.compile(source, format="pdf", sys_inputs={"data": told})
    assert isinstance(made, bytes)
    return made
