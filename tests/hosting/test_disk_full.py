"""A disk that is full: said as what it is, with nothing half done; and once there is room again the same file goes in (20.1)."""

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from tests import machine
from tests.hosting.people import csv, person
from tests.hosting.test_bad_files import ARROW, PARQUET, XLSX, arrow_file, parquet_file, sheet_file
from yishu.catalogue.rules import ItemDraft
from yishu.hosting import spooling
from yishu.hosting.models import Batch
from yishu.node.errors import DiskFull
from yishu.shell import chores

pytestmark = pytest.mark.clause("20.1")
ITEMS = (ItemDraft("code", "编号", is_key=True, required=True), ItemDraft("name", "名称"))
LARGE = "code,name\n" + "".join(f"k{n},{'名' * 70}{n}\n" for n in range(40_000))  # 9 MB


@pytest.fixture
def small_tablespace(django_ready: str) -> Iterator[str]:
    with machine.small_tablespace(settings.YISHU_DATABASE_URL, 4) as name:
        yield name


@contextmanager
def placed_in(small: str, setting: str) -> Iterator[None]:
    """What this session makes meanwhile is on the small disk."""
    with connection.cursor() as cursor:
        cursor.execute(f'set {setting} = "{small}"')
        try:
            yield
        finally:
            cursor.execute(f"reset {setting}")


def moved_away(small: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'alter table all in tablespace "{small}" set tablespace pg_default')
        cursor.execute(f'alter index all in tablespace "{small}" set tablespace pg_default')


@pytest.mark.parametrize("at", ["the first load", "staging", "applying"])
def test_where_postgresql_has_no_room_nothing_is_published(
    scene_with: Callable[..., Any], small_tablespace: str, at: str
) -> None:
    scene = scene_with(items=ITEMS, key_kind="plain", modes=("query", "bulk"))
    small = partial(placed_in, small_tablespace)
    if at != "the first load":
        with small("default_tablespace") if at == "applying" else nullcontext():
            scene.publish("code,name\nk1,甲\n")
    before = (Batch.objects.filter(holding__resource=scene.resource).count(), scene.evidence())
    places = {"the first load": small("default_tablespace"), "staging": small("temp_tablespaces")}
    with places.get(at, nullcontext()), pytest.raises(DiskFull) as told:
        scene.publish(LARGE, idempotency_key="once")
    assert (told.value.status, told.value.code) == (507, "disk_full")
    assert (Batch.objects.filter(holding__resource=scene.resource).count(), scene.evidence()) == before
    assert not scene.temporary_tables()
    moved_away(small_tablespace)
    assert scene.publish(LARGE, idempotency_key="once").accepted == 40_000
    assert len(scene.rows("code")) == 40_000


@pytest.mark.parametrize(
    ("media_type", "content", "broken"),
    [
        (PARQUET, parquet_file(), "yishu.hosting.reading_columns.parquet.ParquetFile"),
        (ARROW, arrow_file(), "yishu.hosting.reading_columns.pa.ipc.open_stream"),
        (XLSX, sheet_file(), "yishu.hosting.reading_sheet.openpyxl.load_workbook"),
        ("text/csv", csv(person(1)), "yishu.hosting.reading_lines.arrow_csv.open_csv"),
    ],
)
def test_a_reader_that_finds_no_room_does_not_call_the_file_damaged(
    scene: Any, monkeypatch: pytest.MonkeyPatch, media_type: str, content: str | bytes, broken: str
) -> None:
    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(broken, full)
        with pytest.raises(DiskFull):
            scene.publish(content, media_type=media_type)
    assert scene.nothing_published()
    assert scene.publish(content, media_type=media_type).accepted


@pytest.mark.clause("13.1")
def test_a_page_says_so_too(client: Any, scene: Any) -> None:
    spooling.folder().mkdir(parents=True, exist_ok=True)
    client.force_login(scene.police.person_a)
    with machine.small_disk(spooling.folder(), 1):
        before = set(spooling.folder().iterdir())
        file = SimpleUploadedFile("people.csv", csv(person(1)).encode() + b"\n" * 2 * 1024**2)
        answer = client.post("/hosting/", {"resource": scene.resource.path_code, "file": file, "how": "upsert"})
        assert set(spooling.folder().iterdir()) == before
    assert answer.status_code == 507
    assert "磁盘空间已满" in answer.content.decode()
    assert scene.nothing_published()


def test_what_a_killed_process_left_in_the_spool_is_swept(django_ready: str) -> None:
    spooling.folder().mkdir(parents=True, exist_ok=True)
    strays = [spooling.folder() / name for name in ("batch-old", "page-old", "batch-new", "page-new")]
    day_ago = time.time() - timedelta(hours=25).total_seconds()
    for path in strays:
        path.write_bytes(b"x")
    for path in strays[:2]:
        os.utime(path, (day_ago, day_ago))
    assert chores._chores["hosting.spool"].do(timezone.now()) == 2
    assert [path.exists() for path in strays] == [False, False, True, True]
    for path in strays[2:]:
        path.unlink()
