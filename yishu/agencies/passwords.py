"""What a password must be: long, and none that others try first. No rules of composition (NIST SP 800-63B-4, 3.1.1.2).

The list is the one that comes with Django: the 20 000 passwords most often found in breaches (Royce Williams, from Have I Been Pwned). Few of them have ten characters, so that
what people make of them to get past a rule of length is looked for too: `Password@123`, `p4ssw0rd2026!!`.
"""

import re
import unicodedata
from functools import cache

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

from yishu.core.errors import FieldError, Invalid

LONGEST = 128
FIELD = "password"
_PLAIN = str.maketrans("013457@$!", "oleastasi")
_WORDS_OF_THE_PLACE = frozenset({"yishu", "zhejiang", "hangzhou", "zhengwu", "zhengfu", "gongxiang", "shuju", "mima", "guanliyuan"})  # fmt: skip
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn")


def require_strong(password: str, *, login: str = "", name: str = "", field: str = FIELD) -> None:
    """Raises Invalid with every rule that the password breaks. `login` and `name`: whose it will be."""
    if broken := faults(password, login=login, name=name, field=field):
        raise Invalid(errors=broken)


def normal(password: str) -> str:
    """One form for what looks the same (NFKC): an input method may give full-width letters."""
    return unicodedata.normalize("NFKC", password)


def faults(password: str, *, login: str = "", name: str = "", field: str = FIELD) -> list[FieldError]:
    text, least = normal(password), settings.YISHU_PASSWORD_LENGTH
    found: list[FieldError] = []
    if len(text) < least:
        zh, en = (
            "密码至少 {least} 个字符，可以用几个词组成的短句。",
            "At least {least} characters; a phrase of several words is good.",
        )
        found.append(FieldError(field, "too_short", zh, en, least=least))
    if len(text) > LONGEST:
        found.append(
            FieldError(field, "too_long", "密码至多 {most} 个字符。", "At most {most} characters.", most=LONGEST)
        )
    folded = text.casefold()
    if any(
        own and own.casefold() in folded for own in (login if len(login) > 3 else "", name if len(name) > 1 else "")
    ):
        zh, en = "密码中不能有登录名或姓名，请另选。", "It must not contain your login name or name; choose another."
        found.append(FieldError(field, "contains_name", zh, en))
    elif _is_common(folded):
        zh = "这个密码太常见，或由常见密码稍加改动而来，别人会首先尝试，请另选。"
        en = "This password is common, or a common one slightly changed: others try it first. Choose another."
        found.append(FieldError(field, "common", zh, en))
    return found


def _is_common(folded: str) -> bool:
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    if not core:  # digits and signs alone: dates, telephone and identity numbers
        return True
    spellings = {
        folded,
        core,
        folded.translate(_PLAIN),
        core.translate(_PLAIN),
        folded.translate(_PLAIN).rstrip("0123456789"),
    }
    return bool(spellings & _known()) or len(set(folded)) < 4 or _is_of_the_keyboard(folded)


def _is_of_the_keyboard(folded: str) -> bool:
    """Made of runs of neighbouring keys, four and more at a time."""
    left = folded
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        for length in range(len(row), 3, -1):
            for start in range(len(row) - length + 1):
                left = left.replace(row[start : start + length], "")
    return len(left) <= len(folded) // 4


@cache
def _known() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords) | _WORDS_OF_THE_PLACE
