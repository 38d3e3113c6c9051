"""The guided tour (导览): one story of the regulation across roles, step by step; what a newcomer sees first of a demo."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from yishu.agencies.models import Role
from yishu.demo.pages import agency_by_login
from yishu.shell.navigation import resolved

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One page to see: as whom (a login of the demo, in one of its roles; empty: without logging in), what it shows, by which article."""

    title: Text
    text: Text
    article: Text
    page: str
    login: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    title: Text
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as it can be taken: with the address of its page, and who one will be."""

    number: int
    step: Step
    url: str
    agency: str = ""
    role: Text = ""


CHAPTERS: Final = (
    Chapter(
        _("目录：有什么，归谁"),
        (
            Step(
                _("查找信息资源"),
                _("社会公众不登录也能看到向社会开放的和从开放目录导入的条目；试着搜“户籍”或“企业”。"),
                _("第八条"),
                "catalogue:search",
            ),
            Step(
                _("逐条登记"),
                _("公安厅的编目员在这里登记、修改本单位的目录；已发布的不改动，只出新版。"),
                _("第九条、第十条"),
                "catalogue:mine",
                "gongan-jingban",
                Role.CATALOGUER,
            ),
        ),
    ),
    Chapter(
        _("提供：先审查，再发布"),
        (
            Step(
                _("发布数据"),
                _("数据专员发布一个文件：逐条检查主键、类型、代码；每批有回执。"),
                _("第七条、第十三条"),
                "hosting:publish",
                "gongan-jingban",
                Role.DATA_OFFICER,
            ),
            Step(
                _("问题数据退回整改"),
                _("人口数据里预埋了十一种差错。标识不对的记录不发布、不丢弃，连同理由退回提供单位。"),
                _("第二十一条"),
                "hosting:quarantine",
                "gongan-jingban",
                Role.DATA_OFFICER,
            ),
        ),
    ),
    Chapter(
        _("共享：申请、审核、使用"),
        (
            Step(
                _("提出申请"),
                _("教育厅为入学资格审核申请人口数据：受限共享由提供单位审核，非受限共享当即开通。"),
                _("第二十六条"),
                "sharing:applications",
                "jiaoyu-jingban",
                Role.HANDLER,
            ),
            Step(
                _("五个工作日内审核"),
                _("公安厅的审签人核定对象、信息项和模式；不同意须写理由。时限按工作日计算。"),
                _("第二十六条第三款"),
                "sharing:inbox",
                "gongan-shenhe",
                Role.SIGNER,
            ),
            Step(
                _("核验和查询"),
                _("民政厅的经办人为一个救助办件核验申请人，只看到授权的信息项。"),
                _("第二十七条"),
                "access:console",
                "minzheng-jingban",
                Role.HANDLER,
            ),
            Step(
                _("收回授权"),
                _("提供单位收回授权，从下一次调用起就不再有效。"),
                _("第四条、第三十条"),
                "sharing:grants",
                "gongan-shenhe",
                Role.SIGNER,
            ),
        ),
    ),
    Chapter(
        _("监督：每次使用留痕"),
        (
            Step(
                _("查看留痕"),
                _("谁、为哪项事项和办件、用了哪些信息项，写入之后才作答；双方都看得到。"),
                _("第三十二条"),
                "portal:evidence",
                "gongan-shenhe",
                Role.SIGNER,
            ),
        ),
    ),
)


def chapters() -> list[tuple[Chapter, list[Shown]]]:
    """What this demo has, numbered through; steps whose page or person it lacks are left out."""
    people, found, number = agency_by_login(), [], 0
    for chapter in CHAPTERS:
        shown = []
        for step in chapter.steps:
            url = resolved(step.page)
            if url is None or (step.login and step.login not in people):
                continue
            number += 1
            shown.append(
                Shown(number, step, url, people[step.login], Role(step.role).label)
                if step.login
                else Shown(number, step, url)
            )
        if shown:
            found.append((chapter, shown))
    return found


@require_GET
def tour(request: HttpRequest) -> HttpResponse:
    """Only a demo has one."""
    if not settings.YISHU_DEMO:
        raise Http404
    return render(request, "demo/tour.html", {"chapters": chapters()})
