"""The sample of a resource: by the entry in force, never by its data."""

import csv
import io
import json
from dataclasses import dataclass

from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.queries import shown_items
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.actor import Actor
from yishu.core.identifiers import KeyKind
from yishu.hosting.declared.queries import list_rules
from yishu.hosting.declared.rules import Pattern
from yishu.hosting.invented.rules import Record, invent
from yishu.hosting.tables import Column, Table

WORDS = "示例，非真实数据"


@dataclass(frozen=True, slots=True)
class Sample:
    columns: tuple[Column, ...]
    records: list[Record]

    @property
    def by_item(self) -> list[tuple[Column, list[str]]]:
        """As a narrow page has room for it: a line for each item, its values beside one another."""
        return [(column, [record[column.code] for record in self.records]) for column in self.columns]

    @property
    def lines(self) -> list[list[str]]:
        return [list(record.values()) for record in self.records]

    def as_csv(self) -> str:
        """With a byte order mark, since this one is for people and their spreadsheets."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([column.code for column in self.columns])
        writer.writerows(self.lines)
        return f"\ufeff{text.getvalue()}"

    def as_json(self) -> str:
        return json.dumps({"note": WORDS, "records": self.records}, ensure_ascii=False, indent=1)


def sample_of(resource: Resource, viewer: Actor | None) -> Sample | None:
    """Of the items that this viewer sees on the entry's page (8.2); None where there are none."""
    entry = resource.current
    if entry is None or resource.state != ResourceState.PUBLISHED:
        return None
    columns = tuple(Column.of(item) for item in shown_items(entry, viewer))
    if not columns:
        return None
    return Sample(columns, invent(Table("", KeyKind(entry.key_kind), columns), patterns_of(resource)))


def invented_record(entry: Entry) -> Record:
    """One record of all items of an entry, its key's value included."""
    columns = tuple(Column.of(item) for item in entry.items.all())
    return invent(Table("", KeyKind(entry.key_kind), columns), patterns_of(entry.resource), 1)[0]


def patterns_of(resource: Resource) -> dict[str, list[str]]:
    """Item code → the patterns that its provider has declared."""
    found: dict[str, list[str]] = {}
    for one in list_rules(resource):
        if isinstance(one.rule, Pattern):
            found.setdefault(one.rule.item.code, []).append(one.rule.pattern)
    return found
