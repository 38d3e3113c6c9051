"""The result sheet (核验结果单): one governed call by a person, about one subject or several, as it is shown and printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from yishu.access import calls
from yishu.access.asked import Asked
from yishu.access.forms import SubjectsForm
from yishu.access.masks import is_masked, masked
from yishu.access.queries import Desk, DeskItem, published_at
from yishu.core.actor import Actor
from yishu.core.geometry import shapes
from yishu.core.ids import moment_of
from yishu.hosting.masking import masked as as_it_comes
from yishu.hosting.tables import Value
from yishu.wire.data import (
    Queried,
    QueryAnswer,
    QueryManyAnswer,
    Verified,
    VerifyAnswer,
    VerifyManyAnswer,
    VerifyRequest,
)

Called = VerifyAnswer | VerifyManyAnswer | QueryAnswer | QueryManyAnswer


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a sheet: for verify what was claimed and the verdict, for query the value. `is_masked` until the whole is asked for; what `comes_masked` stays so."""

    item: DeskItem
    value: str
    verdict: str = ""
    is_masked: bool = False
    comes_masked: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one subject, which is masked where it is a person; without a record the lines of a query are none."""

    subject: str
    found: bool
    lines: tuple[Line, ...]

    @property
    def verdict(self) -> str:
        """Of all that was compared, the one that matters most."""
        if not self.found:
            return "no_record"
        said = {line.verdict for line in self.lines}
        return next((word for word in ("mismatch", "empty") if word in said), "match")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What came of a call, and what proves it. `published_at`: when the version came; `whole`: asked for without masks."""

    mode: str
    many: bool
    answers: tuple[Answered, ...]
    duty: str
    case: str
    version: int
    published_at: datetime | None
    receipt: str
    whole: bool = False

    @property
    def number(self) -> str:
        """The number of the record; the receipt is the number and the record's hash."""
        return self.receipt.partition(".")[0]

    @property
    def hash(self) -> str:
        return self.receipt.partition(".")[2]

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(moment_of(UUID(self.number)) / 1000, UTC)

    @property
    def hides(self) -> bool:
        return any(line.is_masked for answered in self.answers for line in answered.lines)

    @property
    def found(self) -> int:
        """Of how many subjects there is a record."""
        return sum(answered.found for answered in self.answers)

    @property
    def mismatched(self) -> int:
        """Of how many something does not agree."""
        return sum(answered.verdict == "mismatch" for answered in self.answers)


def made_by(actor: Actor, desk: Desk, form: SubjectsForm, *, whole: bool, now: datetime) -> Called:
    """Make the call that the form asks for. Raises the refusal, which is on record."""
    asked, code = form.request(), desk.grant.resource.code
    if isinstance(asked, VerifyRequest):
        return calls.verify(actor, code, asked, now=now)
    return calls.query(actor, code, asked, now=now, shown="whole" if whole else "masked")


def sheet_of(desk: Desk, form: SubjectsForm, called: Called, *, whole: bool) -> Sheet:
    """The answer as it is shown, in the language of the moment."""
    given = form.cleaned_data
    answers = tuple(
        _answer(desk, form, asked, each, whole) for asked, each in zip(form.asked(), _each(called), strict=True)
    )
    return Sheet(
        form.mode,
        form.many,
        answers,
        given["duty"],
        given["case"],
        called.version,
        published_at(desk, called.version),
        called.receipt,
        whole and form.mode == "query",
    )


def _each(called: Called) -> Sequence[Verified | Queried]:
    if isinstance(called, VerifyManyAnswer):
        return called.results
    if isinstance(called, QueryManyAnswer):
        return called.records
    if isinstance(called, VerifyAnswer):
        return [Verified(called.found, called.result)]
    return [Queried(called.found, called.record)]


def _answer(desk: Desk, form: SubjectsForm, asked: Asked, each: Verified | Queried, whole: bool) -> Answered:
    if isinstance(each, Verified):
        lines = _compared(desk, asked.claims, each.result)
    else:
        lines = _values(desk, form.cleaned_data["items"], each.record, whole)
    return Answered(form.masked(asked.values), each.found, lines)


def _compared(desk: Desk, claims: Mapping[str, str], result: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(
        _line(desk, item, claims[item.code], verdict=result.get(item.code, "no_record"), whole=False)
        for item in desk.granted
        if item.code in claims
    )


def _values(desk: Desk, wanted: Sequence[str], record: Mapping[str, Any] | None, whole: bool) -> tuple[Line, ...]:
    if record is None:
        return ()
    items = {item.code: item for item in desk.items}
    return tuple(_answered(desk, items[code], record[code], whole=whole) for code in wanted)


def line_of(desk: Desk, item: DeskItem, value: Value) -> Line:
    """One value of a record as a page shows it first."""
    return _answered(desk, item, value, whole=False)


def _answered(desk: Desk, item: DeskItem, value: Value, *, whole: bool) -> Line:
    """What comes masked is shown as it came; masked once more, which changes nothing, unless the mask was dropped a moment ago."""
    if item.mask is None or value in (None, ""):
        return _line(desk, item, value, whole=whole)
    return Line(item, as_it_comes(item.mask, item.column, value) or "", comes_masked=True)


def _line(desk: Desk, item: DeskItem, value: Value, *, whole: bool, verdict: str = "") -> Line:
    hides = not whole and value not in (None, "") and is_masked(desk.table, item.column)
    shown = masked(desk.table, item.column, value) if hides else value
    return Line(item, _words(item, shown, coded=not hides), verdict, hides)


def _words(item: DeskItem, value: Value, *, coded: bool) -> str:
    """A value as it reads: a code with its meaning, a truth value as a word, a moment without its `T`."""
    if value is None:
        return ""
    if isinstance(value, bool) or (item.column.type == "boolean" and value in ("true", "false")):
        return gettext("是") if value in (True, "true") else gettext("否")
    text = str(value)
    if item.column.type == "geometry" and coded:
        return _place_words(text)
    if coded and item.codes.get(text):
        return f"{item.codes[text]}（{text}）"
    return text.replace("T", " ").removesuffix("+08:00") if item.column.type == "datetime" else text


def _place_words(text: str) -> str:
    """Which kind of shape, and where: for a person the rest of its numbers says nothing."""
    geometry = shapes.stored(text)
    west, south, east, north = (f"{number / shapes.SCALE:.5f}" for number in geometry.box)
    if geometry.kind == "Point":
        return gettext("点（%(x)s, %(y)s）") % {"x": west, "y": south}
    word = gettext("面") if geometry.polygons else gettext("线") if geometry.lines else gettext("点")
    return gettext("%(kind)s，西 %(w)s、南 %(s)s、东 %(e)s、北 %(n)s") % {
        "kind": word,
        "w": west,
        "s": south,
        "e": east,
        "n": north,
    }
