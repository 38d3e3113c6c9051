"""What came of acting on many entries at once, as a page; and what such a page was sent."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from yishu.agencies.refusals import put_on_record
from yishu.catalogue.bulk import Outcome
from yishu.catalogue.errors import NothingChosen, TooManyAtOnce
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain
from yishu.shell.fields import language

LONGEST = 1000
"""Of an opinion or a note, in characters."""


def chosen(request: HttpRequest) -> list[int]:
    """The ids of the ticked rows, each once."""
    ticked = dict.fromkeys(request.POST.getlist("entry"))
    return [int(text) for text in ticked if text.isascii() and text.isdecimal() and len(text) < 18]


def plain(request: HttpRequest, name: str) -> str:
    """A text that can be kept. Raises Invalid."""
    text = request.POST.get(name, "").strip()
    if len(text) > LONGEST or not is_plain(text):
        zh, en = "意见不超过 {most} 字，不含控制字符。", "At most {most} characters, without control characters."
        raise Invalid(errors=[FieldError(name, "text", zh, en, most=LONGEST)])
    return text


def outcomes_page(
    request: HttpRequest, act: Callable[[], list[Outcome]], *, title: str, up: str, up_label: str
) -> HttpResponse:
    """Act, and show what was done and what was refused, with why; `up` names the list that leads on. Refusals go on record like single ones (32.1)."""
    try:
        outcomes = act()
    except (NothingChosen, TooManyAtOnce) as nothing:
        messages.warning(request, nothing.detail(language()))
        return redirect(up)
    refused = [one.problem for one in outcomes if one.problem]
    for problem in refused:
        put_on_record(request, problem)
    given = {
        "title": title,
        "outcomes": outcomes,
        "done": len(outcomes) - len(refused),
        "refused": len(refused),
        "up_url": reverse(up),
        "up_label": up_label,
    }
    return render(request, "catalogue/outcomes.html", given)
