"""What a look at a subject does not show, since it is not registered by subject: copies of whole resources that may hold it (30.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from yishu.agencies.models import Agency
from yishu.audit.queries import Filters, Scope, list_records
from yishu.audit.record import Action, Outcome, Record
from yishu.catalogue.models import Resource
from yishu.core.identifiers import KeyKind

MOST: Final = 200
"""Copies that are counted, the newest."""
PERSONS: Final = (KeyKind.RESIDENT_ID, KeyKind.IDENTITY_DOCUMENT)
BODIES: Final = (KeyKind.ORG_CODE, KeyKind.USCC, KeyKind.LEGAL_ENTITY, KeyKind.LICENCE_NO)
_EVERYTHING: Final = Scope("", (), everything=True)
_ASKED: Final = {"action": Action.DATA_COPIED.value, "outcome": Outcome.ALLOWED.value}


@dataclass(frozen=True, slots=True)
class Copied:
    """A resource, how often it was copied as a whole, by whom. `query`: of the search that lists the copies."""

    name: str
    count: int
    agencies: list[str]
    query: str


@dataclass(frozen=True, slots=True)
class Beyond:
    """`is_whole`: no copy is older than those counted; `resources`: how many are keyed by such numbers."""

    copied: list[Copied]
    is_whole: bool
    resources: int


def beyond(kinds: Iterable[KeyKind]) -> Beyond:
    """By the kinds of number that such a subject has: the resources whose records are kept by one of them."""
    keyed = Resource.objects.filter(current__key_kind__in=list(kinds))
    names: dict[str, str] = dict(keyed.values_list("code", "current__name"))
    asked = Filters(action=_ASKED["action"], outcome=_ASKED["outcome"], resources=tuple(names))
    page = list_records(_EVERYTHING, asked, size=MOST)
    copies: dict[str, list[Record]] = {}
    for seen in page.records:
        copies.setdefault(seen.record.resource, []).append(seen.record)
    codes = {each.agency for one in copies.values() for each in one}
    agencies: dict[str, str] = dict(Agency.objects.filter(code__in=codes).values_list("code", "name"))
    found = [_copied(code, names[code], each, agencies) for code, each in copies.items()]
    return Beyond(sorted(found, key=lambda each: (-each.count, each.name)), page.before is None, len(names))


def _copied(code: str, name: str, copies: list[Record], agencies: dict[str, str]) -> Copied:
    whose = sorted({agencies.get(each.agency, each.agency) for each in copies})
    return Copied(name, len(copies), whose, urlencode(_ASKED | {"resource": code}))
