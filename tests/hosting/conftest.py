"""POLICE publishes; the resource of each test is its own."""

import itertools
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

_files = itertools.count()


class Scene:
    """A provider, its published resource, and a folder for its files."""

    def __init__(self, folder: Path, **resource: Any) -> None:
        from tests.cast import Cast

        self.cast = Cast()
        self.folder = folder
        self.office = self.cast.agency("OFFICE", coordinator=True)
        self.police = self.cast.agency("POLICE")
        self.resource = self.cast.resource(self.police, self.office, **resource)

    def file(self, content: str | bytes) -> Path:
        path = self.folder / f"file-{next(_files)}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def publish(self, content: str | bytes | Path, media_type: str = "text/csv", **options: Any) -> Any:
        """The batch. `now`, `actor` and all options of the command by keyword."""
        from django.utils import timezone

        from yishu.hosting import commands

        path = content if isinstance(content, Path) else self.file(content)
        actor = options.pop("actor", self.police.a)
        now: datetime = options.pop("now", timezone.now())
        return commands.publish(actor, self.resource.code, path, media_type=media_type, now=now, **options)

    def next_version(self, *items: Any) -> None:
        """The entry again with other items, through all its steps."""
        from dataclasses import fields

        from yishu.catalogue import commands
        from yishu.catalogue.rules import EntryDraft

        now, old = self.cast.now, self.resource.current
        said = {field.name: getattr(old, field.name) for field in fields(EntryDraft) if field.name != "items"}
        said |= {"modes": tuple(old.modes), "tags": tuple(old.tags)}
        draft = EntryDraft(items=items, **said)
        entry = commands.draft_new_version(self.police.a, self.resource, draft, now=now)
        commands.submit_entry(self.police.a, entry.pk, now=now)
        commands.sign_off(self.police.b, entry.pk, scope="全部", now=now)
        commands.publish_entry(self.office.b, entry.pk, now=now)
        self.resource.refresh_from_db()

    @property
    def holding(self) -> Any:
        from yishu.hosting.models import Holding

        return Holding.objects.get(resource=self.resource)

    @property
    def table(self) -> Any:
        from yishu.hosting.queries import table_of

        return table_of(self.holding)

    def rows(self, *items: str) -> list[tuple[Any, ...]]:
        """What is hosted, by key."""
        names = ", ".join(items or [column.code for column in self.table.columns])
        return self.sql(f"select {names} from {self.table.sql} order by {', '.join(c.sql for c in self.table.key)}")

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    def evidence(self) -> list[tuple[str, str]]:
        """(outcome, body) of the publications of this resource, oldest first."""
        return self.sql(
            "select outcome, body from audit_record where resource = %s and action = 'batch:published' order by id",
            self.resource.code,
        )

    def nothing_published(self) -> bool:
        from yishu.hosting.models import Batch

        return not Batch.objects.filter(holding__resource=self.resource).exists()

    def temporary_tables(self) -> list[Any]:
        return self.sql(
            "select relname from pg_class where relpersistence = 't' and relname like 'yishu_%%' and relkind = 'r'"
        )


@pytest.fixture
def scene(django_ready: str, tmp_path: Path) -> Scene:
    """POLICE with the population resource of the cast."""
    return Scene(tmp_path)


@pytest.fixture
def scene_with(django_ready: str, tmp_path: Path) -> Callable[..., Scene]:
    """POLICE with a resource of other items or another kind of key."""
    return lambda **resource: Scene(tmp_path, **resource)
