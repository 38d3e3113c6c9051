"""Why calls and acts were refused: the newest refusals of a period, by reason. The counts know no reasons, so the records are read, as far as they are counted."""

from collections import Counter
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from yishu.access.refused import WHY, why
from yishu.audit.queries import Filters, Scope, list_records
from yishu.audit.record import Outcome
from yishu.portal.inspecting.counting import Until, which_counted
from yishu.portal.inspecting.statistics import Asked

MOST: Final = 500
"""Refusals that are read."""


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` is that of the refusal; `search`: the query of the evidence page that lists the records."""

    words: str
    code: str
    records: int
    search: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """The most frequent first. `has_more`: older refusals of the period were not read, only the newest (`read`)."""

    rows: list[Reason]
    has_more: bool
    read: int


def reasons_of(asked: Asked, search: str, until: Until | None) -> Reasons:
    """`search`: the query of the evidence page for all refusals of the period; `until`: how far the numbers beside it are counted."""
    wanted = Filters(
        action=asked.action, outcome=Outcome.DENIED, agencies=asked.agencies, resources=asked.resources,
        since=asked.first, until=asked.last,
    )  # fmt: skip
    page = list_records(Scope("", (), everything=True), wanted, size=MOST)
    counted = which_counted([seen.record.id for seen in page.records], until)
    told = [seen.record for seen in page.records if seen.record.id in counted]
    found = Counter(record.reason for record in told if record.reason)
    rows = [
        Reason(why(code), code, records, f"{search}&{urlencode({'why' if code in WHY else 'reason': code})}")
        for code, records in found.most_common()
    ]
    return Reasons(rows, page.before is not None, len(told))
