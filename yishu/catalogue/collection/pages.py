"""The page on which an agency looks before it collects (16.1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.agencies.middleware import actor_of
from yishu.catalogue.collection.checking import Answer, as_csv, check
from yishu.catalogue.collection.forms import CheckForm
from yishu.catalogue.vocabulary import Mode
from yishu.core.errors import Problem
from yishu.shell.components import category_look
from yishu.shell.fields import add_errors


def collection_check(request: HttpRequest) -> HttpResponse:
    """A list of item names, and for each who has it and how to apply; the same as CSV."""
    actor_of(request)
    form = CheckForm(request.POST or None, request.FILES or None, initial={"names": request.GET.get("names", "")})
    answers: list[Answer] = []
    if request.method == "POST" and form.is_valid():
        try:
            answers = check(form.listed())
        except Problem as wrong:
            add_errors(form, wrong, field="names")
    if answers and request.POST.get("as") == "csv":
        return csv_answer(answers)
    held = [answer for answer in answers if answer.on_platform]
    given = {
        "form": form,
        "answers": answers,
        "names": "\n".join(answer.name for answer in answers),
        "held": held,
        "similar": [answer for answer in answers if answer.holders and not answer.on_platform],
        "free": [answer for answer in answers if answer.may_be_collected],
        "words": how_words(),
    }
    return render(request, "catalogue/collection_check.html", given, status=422 if form.errors else 200)


def csv_answer(answers: list[Answer]) -> HttpResponse:
    heads = (
        _("信息项"),
        _("核对结果"),
        _("平台信息项"),
        _("信息资源"),
        _("资源代码"),
        _("提供单位"),
        _("共享类别"),
        _("共享模式"),
        _("如何取得"),
    )
    answer = HttpResponse(as_csv(answers, heads, _csv_words()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="collection-check.csv"'
    return answer


def how_words() -> dict[str, str]:
    """How two names agree."""
    return {
        "exact": _("同名"),
        "normalised": _("同名（全角、空格、大小写不同）"),
        "synonym": _("同义"),
        "near": _("近似，请核对"),
    }


def _csv_words() -> dict[str, str]:
    categories = {one: str(category_look(one).word) for one in ("unrestricted", "restricted", "non_shared")}
    return {
        **how_words(),
        **categories,
        **{str(mode): str(mode.label) for mode in Mode},
        "apply": _("在平台申请使用"),
        "not_yet": _("暂不能申请，请联系提供单位"),
        "none": pgettext("collection", "平台没有"),
        "collect": _("可以采集"),
    }
