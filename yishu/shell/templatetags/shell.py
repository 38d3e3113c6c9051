"""`{% load shell %}`: the components of every page. The reference for page authors is yishu/shell/README.md."""

from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context, RequestContext
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yishu.core.calendar import deadline_words
from yishu.core.errors import Problem
from yishu.shell import components, panels, words
from yishu.shell.components import MODES, TONE_ICONS, VERDICTS, Look, Step, Text
from yishu.shell.fields import linked_errors, rendered_field
from yishu.shell.markup import html, safe

register = template.Library()
register.simple_tag(components.icon, name="icon")
register.filter("masked", words.masked)
register.filter("deadline", deadline_words)

NOTHING = safe('<span class="ys-nothing">—</span>')


@register.simple_tag
def category(code: str) -> SafeString:
    """The badge of a sharing category: unrestricted, restricted, non_shared."""
    return components.badge(components.category_look(str(code)))


@register.simple_tag
def mode(code: str) -> SafeString:
    """The badge of a service mode: verify, query, bulk."""
    return components.badge(MODES[str(code)])


@register.simple_tag
def modes(codes: Iterable[str]) -> SafeString:
    """The badges of several modes, in their fixed order."""
    held = {str(code) for code in codes}
    shown = [components.badge(look) for code, look in MODES.items() if code in held]
    return html('<span class="ys-badges">{}</span>', safe("".join(shown))) if shown else NOTHING


@register.simple_tag
def verdict(code: str) -> SafeString:
    """match, mismatch, empty, no_record."""
    return components.badge(VERDICTS[str(code)])


@register.simple_tag
def status(word: Text, tone: str = "grey", icon: str = "") -> SafeString:
    """A state in a word of the slice's own; tone: good, warn, bad, grey, blue."""
    return components.badge(Look(word, icon or TONE_ICONS[tone], tone))


@register.simple_tag
def deadline(due: date, today: date, remaining: int, provisional: bool = False) -> SafeString:
    """还剩 2 个工作日 · 11 月 26 日前. `remaining` working days; provisional where the calendar is not yet published."""
    read = words.deadline(due, words.local_day(today), remaining, provisional=provisional)
    picture = {"neutral": "clock", "near": "clock-exclamation", "late": "alert-triangle"}[read.tone]
    note = html(' <span class="ys-provisional">{}</span>', _("暂定：节假日安排未公布")) if provisional else ""
    return html(
        '<span class="ys-deadline ys-{}">{}<b>{}</b> <span>· <time datetime="{}">{}</time></span>{}</span>',
        read.tone,
        components.icon(picture),
        read.left,
        words.local_day(due).isoformat(),
        read.day,
        note,
    )


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime | None) -> SafeString:
    """A moment relative to now, its exact time in Shanghai on hover. In a page that gives `exact_times`, since it is filed and printed, its day and minute."""
    if moment is None:
        return NOTHING
    exact = words.exact(moment)
    return html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        exact,
        exact[:16] if context.get("exact_times") else words.when_words(moment, timezone.now()),
    )


@register.simple_tag
def day(moment: date | None) -> SafeString:
    """A day (of a date, or of a moment in Shanghai) as 2026-11-26: for tables, where columns must line up."""
    if moment is None:
        return NOTHING
    return html('<time datetime="{0}">{0}</time>', words.local_day(moment).isoformat())


@register.simple_tag
def basis(clause: str) -> SafeString:
    """依据第二十六条: the regulation in small type, where a rule bites; by its full name for who asks. Another law is named by the text itself."""
    text = _("依据{clause}").format(clause=clause)
    if not str(clause).startswith(("第", "Article")):
        return html('<span class="ys-basis">{}</span>', text)
    name = _("《浙江政务服务网信息资源共享管理暂行办法》（2014）")
    return html('<span class="ys-basis" title="{}">{}</span>', name, text)


@register.simple_tag
def crumb(label: Text, url: str = "") -> SafeString:
    if not url:
        return html('<li aria-current="page">{}</li>', label)
    return html('<li><a href="{}">{}</a></li>', url, label)


@register.simple_tag
def fact(label: Text, value: object = None) -> SafeString:
    """One row of `{% facts %}`; an empty value shows as a dash, lists as several values."""
    if isinstance(value, list | tuple):
        value = format_html_join(_("、"), "{}", ((one,) for one in value)) if value else None
    return html("<div><dt>{}</dt><dd>{}</dd></div>", label, NOTHING if value in (None, "") else value)


@register.simple_block_tag(end_name="endfactblock")
def factblock(content: str, label: Text) -> SafeString:
    """Like `fact`, its value written in the template."""
    return fact(label, safe(content.strip()))


@register.simple_block_tag(end_name="endfacts")
def facts(content: str, columns: int = 1) -> SafeString:
    """A description list; columns=2 where there is room."""
    return html('<dl class="ys-facts{}">{}</dl>', " ys-facts-2" if columns == 2 else "", safe(content))


@register.simple_block_tag(end_name="endcard")
def card(content: str, title: Text = "", note: Text = "", flush: bool = False, id: str = "") -> SafeString:
    """A surface with an optional title; flush=True lets a table reach its edges."""
    return components.template("card", title=title, note=note, flush=flush, id=id, content=safe(content))


@register.simple_block_tag(end_name="endtableframe")
def tableframe(content: str, label: Text) -> SafeString:
    """The scrolling frame of a wide table; `label` names it to screen readers."""
    return html(
        '<div class="ys-table" role="region" aria-label="{}" tabindex="0">{}</div>',
        label,
        safe(content),
    )


@register.simple_block_tag(end_name="endempty")
def empty(content: str, title: Text, icon: str = "inbox") -> SafeString:
    """Why there is nothing, and what to do (the block's content)."""
    return components.template("empty", title=title, icon=icon, content=safe(content))


@register.simple_block_tag(end_name="endnotice")
def notice(content: str, tone: str = "blue", title: Text = "") -> SafeString:
    """A remark on the page; tone: blue, good, warn, bad."""
    return components.template("notice", tone=tone, icon=TONE_ICONS[tone], title=title, content=safe(content))


@register.simple_block_tag(end_name="endcopyable")
def copyable(content: str, label: Text = "") -> SafeString:
    """Code with a copy button. The label is read out and shown above."""
    return components.template("copyable", label=label, content=safe(content.strip()))


@register.simple_tag
def stat(label: Text, value: object, url: str = "", hint: Text = "", tone: str = "", unit: Text = "") -> SafeString:
    """A number that answers a question; with a url it opens its list."""
    return components.template("stat", label=label, value=value, url=url, hint=hint, tone=tone, unit=unit)


@register.simple_tag(takes_context=True)
def timeline(context: Context, steps: Iterable[Step]) -> SafeString:
    """The course of a thing: who, when, what next, who is waited for."""
    return components.template("timeline", steps=list(steps), exact_times=context.get("exact_times"))


@register.simple_tag(takes_context=True)
def pagination(context: RequestContext, page: Page) -> SafeString:
    """Pages of a list; the rest of the query string stays."""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    request = context["request"]
    return components.template("pagination", request, page=page, pages=list(pages), ellipsis=page.paginator.ELLIPSIS)


@register.simple_tag
def field(bound: BoundField, width: str = "", hint: Text = "") -> str:
    """Label, help, error and input of a form's field; width: short, medium, long."""
    return rendered_field(bound, width=width, hint=hint)


@register.simple_tag
def error_summary(form: BaseForm | None = None, problem: Problem | None = None) -> SafeString | str:
    """What must be mended, linked to the fields; takes the focus. Nothing when nothing is wrong."""
    errors = linked_errors(form, problem)
    return components.template("error_summary", errors=errors) if errors else ""


@register.simple_tag(takes_context=True, name="panels")
def panels_of(context: RequestContext, place: str, thing: object) -> SafeString:
    """What upper slices hang here: see yishu.shell.panels."""
    return safe("".join(panels.rendered(place, context["request"], thing)))
