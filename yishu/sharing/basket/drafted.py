"""A draft's fields, as the page of applying has them, and what they ask for: so that a draft begun on a page is sent by a program, and the other way round."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from yishu.agencies.models import Agency
from yishu.catalogue import codes
from yishu.core.errors import FieldError, Invalid
from yishu.core.rows import Match, RowRule
from yishu.node.models import LocalField
from yishu.sharing import local_fields
from yishu.sharing.asked import LineRequest
from yishu.sharing.forms import OTHER

_BETWEEN: Final = re.compile(r"[\s,，、;；]+")
_MATCHES: Final[dict[str, Match]] = {"prefix": "prefix", "exact": "exact"}

Fields = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class DraftLine:
    """What is asked of one resource, as far as it is known yet."""

    resource: str
    items: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    rows: RowRule | None = None
    reason: str = ""
    volume: int | None = None
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class Drafted:
    """An application as far as it is known yet: systems, users and the last day hold for all of its lines. `replaces`: a grant that a new one takes the place of."""

    lines: tuple[DraftLine, ...]
    duty: str = ""
    basis: str = ""
    case_kind: str = ""
    purpose: str = ""
    systems: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    until: date | None = None
    replaces: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        codes_ = "、".join(line.resource for line in self.lines[:3])
        return "：".join(part for part in (self.duty.strip(), codes_) if part)

    def requests(self) -> tuple[LineRequest, ...]:
        return tuple(
            LineRequest(
                resource=line.resource,
                items=line.items,
                modes=line.modes,
                systems=self.systems,
                users=self.users,
                until=self.until,
                reason=line.reason,
                rows=line.rows,
                volume=line.volume,
                confirms=line.confirms,
                replaces=self.replaces or None,
            )
            for line in self.lines
        )


def fields_of(drafted: Drafted, agency: Agency) -> dict[str, list[str]]:
    """As the page keeps them."""
    is_known = agency.duties.filter(name=drafted.duty).exists()
    fields = {
        "resource": [_path(line.resource) for line in drafted.lines],
        "duty": [drafted.duty if is_known else OTHER],
        "own_duty": ["" if is_known else drafted.duty],
        "basis": [drafted.basis],
        "case_kind": [drafted.case_kind],
        "purpose": [drafted.purpose],
        "systems": list(drafted.systems),
        "users": list(drafted.users),
        "until": [drafted.until.isoformat() if drafted.until else ""],
    }
    if drafted.replaces:
        fields["renew"] = [drafted.replaces]
    for one in _asked():
        fields[local_fields.NAME.format(one.pk)] = [drafted.extra.get(one.label, "")]
    for line in drafted.lines:
        fields |= {f"{_path(line.resource)}-{name}": values for name, values in _of_line(line).items()}
    return fields


def drafted_of(fields: Fields) -> Drafted:
    """What they ask for, as far as it can be read. Raises Invalid for a day or a number that is none."""
    wrong: list[FieldError] = []
    chosen = [codes.from_path(code) for code in fields.get("resource", [])]
    duty = _one(fields, "duty")
    drafted = Drafted(
        lines=tuple(_line(fields, code, n, wrong) for n, code in enumerate(dict.fromkeys(chosen))),
        duty=_one(fields, "own_duty") if duty == OTHER else duty,
        basis=_one(fields, "basis"),
        case_kind=_one(fields, "case_kind"),
        purpose=_one(fields, "purpose"),
        systems=tuple(fields.get("systems", [])),
        users=tuple(fields.get("users", [])),
        until=_day(_one(fields, "until"), wrong),
        replaces=_one(fields, "renew"),
        extra={one.label: _one(fields, local_fields.NAME.format(one.pk)) for one in _asked()},
    )
    if wrong:
        raise Invalid(errors=wrong)
    return drafted


def _asked() -> list[LocalField]:
    return list(local_fields.asked())


def _of_line(line: DraftLine) -> dict[str, list[str]]:
    fields = {"items": list(line.items), "modes": list(line.modes), "reason": [line.reason]}
    fields["volume"] = [] if line.volume is None else [str(line.volume)]
    fields["confirms"] = ["on"] if line.confirms else []
    if line.rows is not None:
        fields |= {"rows_item": [line.rows.item], "rows_match": [line.rows.match]}
        fields["rows_values"] = ["、".join(line.rows.values)]
    return fields


def _line(fields: Fields, code: str, n: int, wrong: list[FieldError]) -> DraftLine:
    prefix = f"{_path(code)}-"
    item = _one(fields, f"{prefix}rows_item")
    values = tuple(each for each in _BETWEEN.split(_one(fields, f"{prefix}rows_values")) if each)
    match = _MATCHES.get(_one(fields, f"{prefix}rows_match"), "exact")
    return DraftLine(
        resource=code,
        items=tuple(fields.get(f"{prefix}items", [])),
        modes=tuple(fields.get(f"{prefix}modes", [])),
        rows=RowRule(item, values, match) if item else None,
        reason=_one(fields, f"{prefix}reason"),
        volume=_number(_one(fields, f"{prefix}volume"), n, wrong),
        confirms=bool(_one(fields, f"{prefix}confirms")),
    )


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name) or [""]
    return values[-1]


def _day(text: str, wrong: list[FieldError]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        zh, en = "须为日期，如 2027-03-01。", "A day, such as 2027-03-01."
        wrong.append(FieldError("until", "type", zh, en))
        return None


def _number(text: str, n: int, wrong: list[FieldError]) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        wrong.append(FieldError(f"lines[{n}].volume", "type", "须为整数。", "A whole number."))
        return None
    return int(text)


def _path(code: str) -> str:
    return codes.from_path(code).replace("/", "-")
