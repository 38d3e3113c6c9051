"""Texts that people send: which are needed, how long they may be, which name a law by its article."""

import re

from django.utils.translation import override

from yishu.core.errors import FieldError
from yishu.core.text import is_plain

LONGEST_TEXT = 2000
LAW_BY_ARTICLE = re.compile(r"第.{1,8}条")


def check_texts(needed: dict[str, str], optional: dict[str, str] | None = None) -> list[FieldError]:
    """By field: every needed text says something, and all can be kept and shown."""
    missing = [
        FieldError(field, "required", "请填写此项。", "Fill this in.")
        for field, text in needed.items()
        if not text.strip()
    ]
    given = {**needed, **(optional or {})}
    unfit = [
        FieldError(
            field,
            "plain_text",
            "含有无法保存的控制字符，请删去。",
            "Holds control characters; take them out.",
        )
        for field, text in given.items()
        if not is_plain(text)
    ]
    long = [
        FieldError(
            field, "length", "不超过 {most} 字，请精简。", "At most {most} characters; shorten it.", most=LONGEST_TEXT
        )
        for field, text in given.items()
        if len(text) > LONGEST_TEXT
    ]
    return [*missing, *unfit, *long]


def check_law(field: str, text: str, clause_zh: str, clause_en: str) -> list[FieldError]:
    """A legal basis names the law and its article, such as 《…法》第三条."""
    if LAW_BY_ARTICLE.search(text):
        return []
    zh = f"请写明依据的法律、法规或规章及条款，如“《…法》第三条”（{clause_zh}）。"
    en = f"Name the law and its article, such as 《…法》第三条 ({clause_en})."
    return [FieldError(field, "law_by_article", zh, en)]


def check_line(field: str, text: str, most: int) -> list[FieldError]:
    """A short text stands in one line of at most `most` characters."""
    if len(text) <= most and (not text.strip() or text.strip().isprintable()):
        return []
    zh, en = "须为一行文字，不超过 {most} 字。", "One line of at most {most} characters."
    return [FieldError(field, "one_line", zh, en, most=most)]


def in_both_languages(label: object) -> tuple[str, str]:
    """A translated label in Chinese and in English, for a problem's params."""
    with override("en"):
        en = str(label)
    with override("zh-hans"):
        return str(label), en
