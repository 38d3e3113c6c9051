"""The result sheet (核验结果单): one governed call by a person, as it is shown and printed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext

from yishu.access import calls
from yishu.access.forms import DeskForm
from yishu.access.masks import is_masked, masked
from yishu.access.queries import Desk, DeskItem
from yishu.core.actor import Actor
from yishu.core.geometry import shapes
from yishu.core.ids import moment_of
from yishu.hosting.masking import masked as as_it_comes
from yishu.hosting.tables import Value
from yishu.wire.data import QueryAnswer, QueryRequest, VerifyAnswer, VerifyRequest


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a sheet: for verify what was claimed and the verdict, for query the value. `is_masked` until the whole is asked for; what `comes_masked` stays so."""

    item: DeskItem
    value: str
    verdict: str = ""
    is_masked: bool = False
    comes_masked: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What came of a call, and what proves it. `whole`: asked for without masks."""

    mode: str
    found: bool
    subject: str
    lines: tuple[Line, ...]
    duty: str
    case: str
    version: int
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
        return any(line.is_masked for line in self.lines)


def made_by(actor: Actor, desk: Desk, form: DeskForm, *, whole: bool, now: datetime) -> Sheet:
    """Make the call that the form asks for. Raises the refusal, which is on record."""
    asked, code = form.request(), desk.grant.resource.code
    if isinstance(asked, VerifyRequest):
        verified = calls.verify(actor, code, asked, now=now)
        assert isinstance(verified, VerifyAnswer)
        return _sheet(desk, form, verified, _compared(desk, form, verified))
    queried = calls.query(actor, code, asked, now=now, shown="whole" if whole else "masked")
    assert isinstance(queried, QueryAnswer)
    return _sheet(desk, form, queried, _values(desk, asked, queried, whole), whole=whole)


def _sheet(
    desk: Desk, form: DeskForm, answer: VerifyAnswer | QueryAnswer, lines: tuple[Line, ...], *, whole: bool = False
) -> Sheet:
    duty, case = form.cleaned_data["duty"], form.cleaned_data["case"]
    subject = _subject_words(desk, form)
    return Sheet(form.mode, answer.found, subject, lines, duty, case, answer.version, answer.receipt, whole)


def _compared(desk: Desk, form: DeskForm, answer: VerifyAnswer) -> tuple[Line, ...]:
    claims = form.claims()
    return tuple(
        _line(desk, item, claims[item.code], verdict=answer.result.get(item.code, "no_record"), whole=False)
        for item in desk.granted
        if item.code in claims
    )


def _values(desk: Desk, asked: QueryRequest, answer: QueryAnswer, whole: bool) -> tuple[Line, ...]:
    record = answer.record
    if record is None:
        return ()
    items = {item.code: item for item in desk.items}
    return tuple(_answered(desk, items[code], record[code], whole=whole) for code in asked.items)


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


def _subject_words(desk: Desk, form: DeskForm) -> str:
    """Whom the call was about, masked where that is a person."""
    given, keys = form.cleaned_data, desk.keys
    if len(keys) == 1:
        return str(masked(desk.table, keys[0].column, given["subject"]))
    values = (masked(desk.table, item.column, value) for item, value in form.key_values())
    return " · ".join(str(value) for value in values)
