"""Text for comparison, for search and for showing without giving away: folding, bigrams, masks."""

from enum import StrEnum
from typing import Final
from unicodedata import category, normalize

_BLANKS: Final = str.maketrans("\t\n\v\f\r", "     ")


def fold(text: str) -> str:
    """The form in which two texts are compared: NFKC (full-width to half-width), lower case, no outer blanks, inner
    blanks as one, and none beside a Chinese character, where they carry no meaning (张 三 is 张三)."""
    words = normalize("NFKC", text).lower().split()
    if not words:
        return ""
    folded = words[0]
    for word in words[1:]:
        folded += word if _is_chinese(folded[-1]) or _is_chinese(word[0]) else f" {word}"
    return folded


def folded_name(name: str) -> str:
    """The form in which names of items and resources are compared (9.1, 16.1): NFKC, lower case, without any blanks. The same as `yishu_folded` in SQL."""
    return "".join(normalize("NFKC", name).lower().split())


def _is_chinese(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def is_plain(text: str) -> bool:
    """Whether a text can be kept and shown: no control characters but line ends and tabs, no half of a surrogate pair."""
    return not any(category(character) in ("Cc", "Cs") and character not in "\n\r\t" for character in text)


def bigrams(text: str) -> list[str]:
    """Every single character and every pair of neighbours of the text in NFKC and lower case, each once, in order.

    Grams with a blank in them are left out. The same in SQL, with `t` as `translate(lower(normalize($1, NFKC)),
    E'\\t\\n\\v\\f\\r', '     ')`: `select distinct g from generate_series(1, length(t)) i,
    unnest(array[substr(t, i, 1), substr(t, i, 2)]) g where position(' ' in g) = 0`. (The last character's "pair" is
    itself.) Equal for the builtin locale C.UTF-8 but for capitals whose lower case is longer than one character (İ).
    """
    plain = normalize("NFKC", text).lower().translate(_BLANKS)
    grams = [plain[at : at + size] for at in range(len(plain)) for size in (1, 2)]
    return list(dict.fromkeys(gram for gram in grams if " " not in gram))


HIDDEN: Final = "****"
"""A value of which nothing is shown, not even its length."""


class MaskKind(StrEnum):
    """How a sensitive value is shown."""

    IDENTITY = "identity"
    NAME = "name"
    PHONE = "phone"
    HIDDEN = "hidden"

    @classmethod
    def of(cls, text: str) -> "MaskKind":
        """A kind by its name; one that is not known shows nothing."""
        try:
            return cls(text)
        except ValueError:
            return cls.HIDDEN


def mask(kind: MaskKind, value: str) -> str:
    """A value as it may be shown to somebody who has not asked for the whole of it and been recorded.

    A resident number keeps its division and its last four places, a phone number the first three and last four of its
    digits, a name its first character, whatever its length; other identity numbers keep the first and the last two; what is
    hidden keeps nothing. The same in SQL is `yishu_masked`.
    """
    shown = value.strip()
    if not shown:
        return ""
    if kind is MaskKind.HIDDEN:
        return HIDDEN
    if kind is MaskKind.NAME:
        return f"{shown[0]}*"
    head, tail = _kept(kind, len(shown))
    return shown[:head] + "*" * (len(shown) - head - tail) + shown[len(shown) - tail :]


def _kept(kind: MaskKind, length: int) -> tuple[int, int]:
    if kind is MaskKind.PHONE:
        return (3, 4) if length >= 11 else (0, min(2, length - 1))
    if length >= 15:
        return 6, 4
    return (1, 2) if length >= 7 else (0, min(1, length - 1))
