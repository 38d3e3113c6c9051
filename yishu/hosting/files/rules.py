"""What a document must say of itself, and whom it is about. Pure."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from yishu.audit.record import subject_hash
from yishu.core.errors import FieldError, Invalid
from yishu.core.identifiers import KeyKind, check, document, subject
from yishu.core.identity_documents import DOCUMENT_TYPES, RESIDENT_TYPES
from yishu.core.text import MaskKind, is_plain, mask

MOST_SUBJECTS: Final = 50
LONGEST: Final = {"number": 120, "title": 200, "note": 1000, "file_name": 160}
_NOT_IN_NAMES: Final = frozenset('/\\:*?"<>|')
_LEGAL: Final = (KeyKind.USCC, KeyKind.ORG_CODE, KeyKind.LEGAL_ENTITY)
SUBJECT_TYPES: Final = ("resident_id", "uscc", "org_code", "licence_no")
"""Beside the type codes of identity documents."""


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a document is about, as the caller says it: `type` is one of SUBJECT_TYPES or the type code of an identity document."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The same as it is kept: a keyed hash in hexadecimal digits, and what may be shown."""

    hash: str
    shown: str


@dataclass(frozen=True, slots=True)
class Submission:
    """What is said of a file that is handed in. `number` and `title` are those of the document; left empty, its name stands for them."""

    file_name: str
    number: str = ""
    title: str = ""
    dated: date | None = None
    note: str = ""
    subjects: tuple[Named, ...] = ()

    def tidy(self) -> "Submission":
        """In the one form in which it is kept: composed characters, no blanks around, no folders before the name."""
        name = _clean(self.file_name.replace("\\", "/").rpartition("/")[2])
        stem = name.rpartition(".")[0] or name
        number, title = _clean(self.number) or stem, _clean(self.title) or stem
        return Submission(name, number, title, self.dated, self.note.strip(), self.subjects)


def require_sound(said: Submission, today: date) -> None:
    """Of a tidy submission. Raises Invalid, naming each field."""
    wrong = [*_texts(said), *_dated(said.dated, today)]
    if len(said.subjects) > MOST_SUBJECTS:
        zh, en = "一份文件至多登记 {most} 个对象。", "A document names at most {most} subjects."
        wrong.append(FieldError("subjects", "too_many", zh, en, most=MOST_SUBJECTS))
    if wrong:
        raise Invalid(errors=wrong)


def read_subjects(named: Sequence[Named], secret: bytes, today: date) -> list[Subject]:
    """Each once. Raises Invalid, naming the field; never the value."""
    found: dict[str, Subject] = {}
    wrong: list[FieldError] = []
    for n, one in enumerate(named):
        read = read_subject(one, secret, today, f"subjects[{n}]")
        if isinstance(read, FieldError):
            wrong.append(read)
        else:
            found[read.hash] = read
    if wrong:
        raise Invalid(errors=wrong)
    return list(found.values())


def read_subject(named: Named, secret: bytes, today: date, field: str) -> Subject | FieldError:
    """By the rules of its kind of number (21.2). The same person or body has one hash, whichever way it is named."""
    kind = _kind_of(named.type)
    if kind is None:
        zh, en = (
            "对象类型须为 {known}，或证件类型代码。",
            "The type is one of {known}, or the code of an identity document.",
        )
        return FieldError(f"{field}.type", "one_of", zh, en, known=", ".join(SUBJECT_TYPES))
    raw = document(named.type, named.value) if kind is KeyKind.IDENTITY_DOCUMENT else named.value
    if broken := check(kind, raw, today=today):
        return FieldError(f"{field}.value", broken.rule, broken.zh, broken.en)
    text = subject(kind, raw)
    if kind is KeyKind.IDENTITY_DOCUMENT and ":" not in text:
        kind = KeyKind.RESIDENT_ID
    if kind in _LEGAL:
        kind = KeyKind.ORG_CODE
    return Subject(subject_hash(secret, kind, text).hex(), _shown(kind, text))


def _kind_of(type_: str) -> KeyKind | None:
    if type_ in SUBJECT_TYPES:
        return KeyKind(type_)
    return KeyKind.IDENTITY_DOCUMENT if type_ in RESIDENT_TYPES or type_ in DOCUMENT_TYPES else None


def _shown(kind: KeyKind, text: str) -> str:
    """Numbers of bodies are public; those of persons are masked."""
    is_personal = kind in (KeyKind.RESIDENT_ID, KeyKind.IDENTITY_DOCUMENT)
    return mask(MaskKind.IDENTITY, text.rpartition(":")[2]) if is_personal else text


def _texts(said: Submission) -> Iterator[FieldError]:
    for field, most in LONGEST.items():
        text = getattr(said, field)
        if len(text) > most:
            zh, en = "最多 {most} 字，请缩短。", "At most {most} characters: shorten it."
            yield FieldError(field, "too_long", zh, en, most=most)
        if not (is_plain(text) if field == "note" else text.isprintable()):
            zh, en = "须为可见字符，不含控制符。", "Visible characters only, no control characters."
            yield FieldError(field, "plain_text", zh, en)
        if field in ("number", "file_name") and (_NOT_IN_NAMES & set(text) or not text.strip(". ")):
            zh = '不能为空，也不能含有 / \\ : * ? " < > | 这些字符。'
            en = 'Neither empty nor with any of / \\ : * ? " < > | in it.'
            yield FieldError(field, "plain_name", zh, en)


def _dated(day: date | None, today: date) -> Iterator[FieldError]:
    if day is not None and not date(1900, 1, 1) <= day <= today:
        zh, en = "成文日期须在 1900 年之后，且不晚于今天。", "The date lies after 1900, and not after today."
        yield FieldError("dated", "real_day", zh, en)


def _clean(text: str) -> str:
    """Without what reorders or hides characters: a name is to be what it shows."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_visible(composed)).strip()


def _visible(text: str) -> Iterable[str]:
    return (character for character in text if unicodedata.category(character) != "Cf")
