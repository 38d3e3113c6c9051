"""What this node's own rules ask for on an application beyond the common form (38.1)."""

from collections.abc import Mapping
from typing import Final

from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain
from yishu.node.models import LocalField

LONGEST: Final = 500
NAME: Final = "extra-{}"
"""The name of a field in the form of the page."""


def asked() -> list[LocalField]:
    return list(LocalField.objects.filter(form=LocalField.Form.APPLICATION))


def answered(extra: Mapping[str, str]) -> list[dict[str, str]]:
    """The answers by label, in the order of the form, as an application keeps them. Raises Invalid."""
    fields = asked()
    wrong = [fault for field in fields if (fault := _fault(field, extra.get(field.label, "").strip()))]
    known = {field.label for field in fields}
    for label in extra:
        if label not in known:
            zh, en = "本节点的申请没有这个填报项，请删去。", "This node's form has no such field; leave it out."
            wrong.append(FieldError(f"extra.{label}", "unknown", zh, en))
    if wrong:
        raise Invalid(errors=wrong)
    given = ((field.label, extra.get(field.label, "").strip()) for field in fields)
    return [{"label": label, "value": value} for label, value in given if value]


def _fault(field: LocalField, value: str) -> FieldError | None:
    if field.required and not value:
        zh, en = "本地规则要求填写。", "The local rules require this field; fill it in."
        return FieldError(f"extra.{field.label}", "required", zh, en)
    if not is_plain(value) or len(value) > LONGEST:
        zh, en = "须为不超过 {most} 字的普通文字。", "Write a plain text of at most {most} characters."
        return FieldError(f"extra.{field.label}", "plain_text", zh, en, most=LONGEST)
    return None
