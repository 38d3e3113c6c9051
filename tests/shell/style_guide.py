"""Every component of the look on pages of its own: looked at with tools/screenshot.py, walked by the tests.

.venv/bin/python tests/shell/style_guide.py 8123
"""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishu.settings")
    os.environ.setdefault("YISHU_DIR", tempfile.mkdtemp(prefix="yishu-guide-"))
    import django

    django.setup()

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path
from django.utils import timezone

from yishu.core.errors import FieldError, Invalid, Problem
from yishu.shell import navigation, panels
from yishu.shell.components import Step
from yishu.shell.words import SHANGHAI

HERE = Path(__file__).parent
engines["django"].engine.dirs.append(HERE / "templates")  # type: ignore[attr-defined]


@dataclass
class Visitor:
    """Stands for the logged-in person: the look only reads these."""

    name: str = "陈经办"
    agency: str = "浙江省民政厅"
    is_authenticated: bool = True
    is_active: bool = True


@dataclass
class Caller:
    roles: frozenset[str] = frozenset({"handler"})


@dataclass(frozen=True)
class Listed:
    code: str
    name: str
    provider: str
    category: str
    modes: tuple[str, ...]
    updated: datetime


NAMES = [
    "常住人口基础信息",
    "统一社会信用代码登记信息",
    "婚姻登记信息",
    "行政区划代码及沿革",
    "环境空气质量监测站点",
    "省级政务服务事项",
]
PROVIDERS = [
    "浙江省公安厅",
    "浙江省市场监督管理局",
    "浙江省民政厅",
    "浙江省民政厅",
    "浙江省生态环境厅",
    "浙江省人民政府办公厅",
]
CATEGORIES = ["restricted", "unrestricted", "restricted", "unrestricted", "unrestricted", "non_shared"]
MODES = [("verify", "query"), ("query", "bulk"), ("verify",), ("bulk",), ("query", "bulk"), ()]


class ApplicationForm(forms.Form):
    duty = forms.ChoiceField(
        label="履职事项",
        choices=[("", "请选择"), ("1", "最低生活保障对象认定"), ("2", "婚姻登记")],
        help_text="本次使用服务于哪一项职责",
    )
    basis = forms.CharField(
        label="履职依据", widget=forms.Textarea(attrs={"rows": 3}), help_text="写明法律法规或三定规定的条款"
    )
    rows = forms.CharField(label="数据范围", required=False)
    until = forms.DateField(label="使用期限", widget=forms.DateInput(attrs={"type": "date"}))
    modes = forms.MultipleChoiceField(
        label="服务方式",
        choices=[("verify", "比对验证"), ("query", "查询引用"), ("bulk", "批量复制")],
        widget=forms.CheckboxSelectMultiple,
        help_text="够用即可：能比对的不查询，能查询的不复制",
    )
    urgency = forms.ChoiceField(
        label="紧急程度", choices=[("n", "一般"), ("u", "紧急")], widget=forms.RadioSelect, required=False
    )
    file = forms.FileField(label="附件", required=False)
    promise = forms.BooleanField(label="我已确认所申请的信息项均为履职所需")


def logged_in(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def shown(request: HttpRequest) -> HttpResponse:
        request.user = Visitor()  # type: ignore[assignment]
        request.actor = Caller()  # type: ignore[attr-defined]
        return view(request)

    return shown


@logged_in
def components(request: HttpRequest) -> HttpResponse:
    messages.success(request, "申请已提交，浙江省公安厅将在 11 月 27 日前答复。")
    messages.error(request, "批次未能入库：缺少“证件号码”一列。")
    now = timezone.now()
    steps = [
        Step("提交申请", "陈经办", now - timedelta(days=3, hours=2)),
        Step("本单位审签", "王审签", now - timedelta(hours=30), note="同意，仅申请比对验证"),
        Step("提供单位审核", "浙江省公安厅", state="current", note="受限共享，5 个工作日内答复"),
        Step("开通授权", state="waiting"),
    ]
    given = {
        "modes": ["query", "verify"],
        "steps": steps,
        "now": now,
        "due": date(2026, 11, 26),
        "today": date(2026, 11, 24),
        "day": timedelta(days=1),
    }
    return render(
        request, "guide/components.html", given | {"moments": [now - timedelta(minutes=3), now - timedelta(days=1)]}
    )


@logged_in
def listing(request: HttpRequest) -> HttpResponse:
    entries = [
        Listed(
            f"307022001/{n + 1:06d}",
            NAMES[n % 6],
            PROVIDERS[n % 6],
            CATEGORIES[n % 6],
            MODES[n % 6],
            datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI) - timedelta(days=n),
        )
        for n in range(240)
    ]
    page = Paginator(entries, 12).get_page(request.GET.get("page"))
    return render(request, "guide/listing.html", {"page": page})


@logged_in
def apply(request: HttpRequest) -> HttpResponse:
    form = ApplicationForm(request.POST or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        error = FieldError("until", "range", "使用期限不得超过两年", "at most two years")
        problem = Invalid(errors=[error])
    return render(request, "guide/apply.html", {"form": form, "problem": problem})


class NotTheProvider(Problem):
    """Only the provider of application {number} may decide it."""

    code = "not_the_provider"
    status = 403
    zh = "申请 {number} 只能由提供单位审核。"


class LoginNeeded(Problem):
    """Log in first."""

    code = "login_needed"
    status = 401
    zh = "请先登录。"


@logged_in
def refused(request: HttpRequest) -> HttpResponse:
    raise NotTheProvider(number="SQ-2026-0017")


def closed(request: HttpRequest) -> HttpResponse:
    raise LoginNeeded


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("seen in the log only")


def panel(request: HttpRequest, thing: object) -> str | None:
    return "<p>上层切片的面板</p>" if thing == "入口" else None


def register() -> None:
    panels.register("guide.entry", panel)
    navigation.register("home", "工作台", "home", order=1, icon="home")
    navigation.register("catalogue", "资源目录", "listing", order=10, icon="list-search")
    navigation.register("sharing", "共享申请", "apply", roles={"handler"}, order=20, icon="send")
    navigation.register("sharing", "待我审核", "refused", roles={"handler", "reviewer"}, order=21, icon="inbox")
    navigation.register("hosting", "数据发布", "listing2", roles=(), order=30, icon="upload")
    navigation.register("oversight", "使用留痕", "listing3", roles=(), order=40, icon="history")
    navigation.register("admin", "只给检查员", "admin-only", roles={"inspector"}, order=50, icon="settings")


urlpatterns = [
    path("", components, name="home"),
    path("listing/", listing, name="listing"),
    path("publish/", listing, name="listing2"),
    path("evidence/", listing, name="listing3"),
    path("inspect/", listing, name="admin-only"),
    path("apply/", apply, name="apply"),
    path("refused/", refused, name="refused"),
    path("closed/", closed, name="closed"),
    path("broken/", broken, name="broken"),
    path("login", listing, name="login"),
    path("logout", listing, name="logout"),
    path("catalogue/", include(([path("search", listing, name="search")], "catalogue"))),
    path("i18n/", include("django.conf.urls.i18n")),
]

if __name__ == "__main__":
    from wsgiref.simple_server import make_server

    from django.core.wsgi import get_wsgi_application

    register()
    settings.ROOT_URLCONF = "__main__"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

    make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()  # type: ignore[arg-type]
