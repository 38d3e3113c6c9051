"""Form fields as this portal shows them: label, help, error, input, tied together for screen readers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django import forms
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from yishu.core.errors import Language, Problem
from yishu.shell import components
from yishu.shell.components import Text

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


@dataclass(frozen=True)
class LinkedError:
    """A message and the id of the input that it is about ("" for the whole form)."""

    message: str
    target: str
    label: Text = ""


def rendered_field(bound: BoundField, *, width: str = "", hint: Text = "") -> SafeString | str:
    widget = bound.field.widget
    if widget.is_hidden:
        return bound.as_hidden()
    css = next(css for kind, css in CLASSES if isinstance(widget, kind))
    css += (" is-invalid" if bound.errors else "") + (f" ys-width-{width}" if width else "")
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {css}".strip()
    if hint and not bound.help_text:
        bound.help_text = str(hint)
        bound.field.help_text = str(hint)
    return components.template(
        "field",
        field=bound,
        errors=messages_of(bound),
        is_group=isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple),
        is_check=isinstance(widget, forms.CheckboxInput),
    )


def linked_errors(form: BaseForm | None, problem: Problem | None) -> list[LinkedError]:
    """Errors of a form, then those of a problem, in the order of the fields."""
    found = [] if form is None else [*of_form(form)]
    if problem is not None:
        found += of_problem(problem, form)
    return found


def of_form(form: BaseForm) -> list[LinkedError]:
    whole = [LinkedError(str(message), "") for message in form.non_field_errors()]
    return whole + [
        LinkedError(message, target_of(bound), "" if str(bound.label) in message else bound.label)
        for bound in form
        for message in messages_of(bound)
    ]


def messages_of(bound: BoundField) -> list[str]:
    """A field's errors; for an empty one what to do, in place of Django's "this field is required"."""
    told = bound.form.errors.as_data().get(bound.name, [])
    return [mended(bound) if error.code == "required" else str(one) for error in told for one in error.messages]


def mended(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return gettext("请勾选“{label}”").format(label=bound.label)
    if isinstance(widget, forms.FileInput):
        return gettext("请选择文件：{label}").format(label=bound.label)
    if isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return gettext("请选择{label}").format(label=bound.label)
    return gettext("请填写{label}").format(label=bound.label)


def of_problem(problem: Problem, form: BaseForm | None) -> list[LinkedError]:
    if not problem.errors:
        return [LinkedError(problem.detail(language()), "")]
    known = {} if form is None else {bound.name: bound for bound in form}
    return [
        LinkedError(
            error.message(language()),
            target_of(known[error.field]) if error.field in known else "",
            known[error.field].label if error.field in known else error.field,
        )
        for error in problem.errors
    ]


def add_errors(form: BaseForm, problem: Problem, *, field: str | None = None) -> None:
    """Put a problem's errors on the form's fields; what belongs to none of them on the form; the problem itself on `field`."""
    if not problem.errors:
        form.add_error(field, problem.detail(language()))
    for error in problem.errors:
        known = error.field if error.field in form.fields else None
        form.add_error(known, error.message(language()))


def language() -> Language:
    """The language of the page, as problems know it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def target_of(bound: BoundField) -> str:
    """The id to jump to: a group's is its first choice."""
    is_group = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{bound.auto_id}_0" if is_group else bound.id_for_label or bound.auto_id


def choose(form: BaseForm, name: str, choices: Iterable[object] | Callable[[], Iterable[object]]) -> None:
    """What a field offers where only the thing at hand tells: pairs of value and words, or groups of them. A function is asked when the field is shown or checked."""
    chooser = form.fields[name]
    assert isinstance(chooser, forms.ChoiceField)
    chooser.choices = choices  # type: ignore[assignment]


def ask_nothing(form: BaseForm, request: HttpRequest, *acts: str) -> None:
    """Of whoever takes a rule back (the form's `act`) nothing is required: what they leave is not looked at."""
    if request.POST.get("act") in acts:
        for field in form.fields.values():
            field.required = False
