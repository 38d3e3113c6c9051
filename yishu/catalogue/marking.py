"""Marking what was searched for in what was found: the same folding as the search, on the text as it stands."""

from unicodedata import normalize

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

AROUND = 60  # characters before the first hit that a long text keeps


def marked(text: str, words: list[str], *, limit: int = 0) -> SafeString:
    """The text with every occurrence of the folded words in `<mark>`; cut to `limit` characters around the first."""
    spans = _spans(text, words)
    start, end = _window(text, spans, limit)
    pieces, at = [], start
    for first, last in spans:
        if start <= first and last <= end:
            pieces.append((text[at:first], format_html("<mark>{}</mark>", text[first:last])))
            at = last
    body = format_html_join("", "{}{}", pieces)
    return format_html("{}{}{}{}", "…" if start else "", body, text[at:end], "…" if end < len(text) else "")


def hits(text: str, words: list[str]) -> bool:
    """Whether one of the words stands in the text."""
    return bool(_spans(text, words))


def _window(text: str, spans: list[tuple[int, int]], limit: int) -> tuple[int, int]:
    if not limit or len(text) <= limit:
        return 0, len(text)
    first = spans[0][0] if spans else 0
    start = max(0, first - AROUND) if first > limit - AROUND else 0
    return start, min(len(text), start + limit)


def _spans(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where the words stand: half-open ranges of the text, in order, without overlap."""
    folded, origin = "", []
    for at, character in enumerate(text):
        plain = normalize("NFKC", character).lower()
        if not plain.isspace():  # blanks beside Chinese carry no meaning
            folded += plain
            origin += [at] * len(plain)
    found: set[tuple[int, int]] = set()
    for word in filter(None, words):
        at = folded.find(word)
        while at >= 0:
            found.add((origin[at], origin[at + len(word) - 1] + 1))
            at = folded.find(word, at + len(word))
    return _merged(sorted(found))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in spans:
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
