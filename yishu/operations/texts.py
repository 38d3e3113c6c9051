"""What is written into fields: there, and plain."""

from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain


def require_texts(**texts: str) -> None:
    """Each is filled in and holds no control characters. Raises Invalid, naming the fields."""
    wrong = [
        FieldError(field, "required", "请填写此项。", "Fill this in.")
        for field, text in texts.items()
        if not text.strip()
    ]
    wrong += [
        FieldError(field, "plain", "含有不可见的控制字符，请删除。", "Remove the control characters.")
        for field, text in texts.items()
        if not is_plain(text)
    ]
    if wrong:
        raise Invalid(errors=wrong)
