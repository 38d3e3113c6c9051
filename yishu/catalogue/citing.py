"""Citing a law by its article: what lets a duty stay out of the catalogue (4.1), or an item be collected anew (15.2)."""

import re

from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain

LONGEST_REASON = 1000


def check_citation(law: str, article: str, reason: str) -> list[FieldError]:
    """The fields `law`, `article` and `reason`: each filled in and within its length, the article named as such."""
    given = {"law": (law, 200), "article": (article, 60), "reason": (reason, LONGEST_REASON)}
    wrong = [
        FieldError(name, "text", "请填写，不超过 {most} 字。", "Fill this in, at most {most} characters.", most=most)
        for name, (text, most) in given.items()
        if not text.strip() or len(text) > most or not is_plain(text)
    ]
    if article.strip() and not re.fullmatch(r"第.{1,16}条(第?.{1,8}[款项])*", article.strip()):
        zh, en = "请写到条，如“第三条”“第三条第二款”。", "Name the article, such as 第三条 or 第三条第二款."
        wrong.append(FieldError("article", "article", zh, en))
    return wrong


def check_words(field: str, text: str) -> None:
    """A text that can be kept. Raises Invalid."""
    if len(text) > LONGEST_REASON or not is_plain(text):
        zh, en = "不超过 {most} 字，不含控制字符。", "At most {most} characters, none of them a control character."
        raise Invalid(errors=[FieldError(field, "text", zh, en, most=LONGEST_REASON)])
