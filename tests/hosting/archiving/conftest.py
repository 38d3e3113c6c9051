"""A register of which versions are kept in files; an S3 bucket of a real server over HTTP."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests import machine
from tests.conftest import free_port
from tests.hosting.conftest import Scene, scene, scene_with  # noqa: F401 (fixtures)
from yishu.catalogue.rules import ItemDraft

KEY, AMOUNT, NOTE, SEEN = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("amount", "金额", type="decimal"),
    ItemDraft("note", "备注"),
    ItemDraft("seen", "时间", type="datetime"),
)


class Register:
    """A resource of POLICE with a version a day; what was made when is said in days ago."""

    def __init__(self, of: Scene) -> None:
        self.scene = of

    def publish(self, content: str, days_ago: float = 0, how: str = "upsert") -> int:
        from yishu.hosting.models import Batch

        batch = self.scene.publish(content, how=how)
        moment = timezone.now() - timedelta(days=days_ago)
        Batch.objects.filter(pk=batch.pk).update(published_at=moment)
        return batch.version

    def keep(self, each: str = "version", days: int | None = None, newest: int | None = None) -> Any:
        from yishu.hosting.archiving.commands import keep_files

        facts = {"each": each, "days": days, "newest": newest, "reason": "统计需要"}
        return keep_files(self.scene.police.a, self.scene.resource.code, **facts, now=timezone.now())

    def keep_log(self, versions: int) -> None:
        from yishu.hosting.keeping import commands

        facts = {"days": None, "versions": versions, "reason": "只需追溯", "now": timezone.now()}
        commands.keep(self.scene.police.a, self.scene.resource.code, **facts)

    def write(self, now: datetime | None = None) -> int:
        """How many files were written of this resource; the worker looks at all there are."""
        from yishu.hosting.archiving.writing import archive

        before = set(self.files())
        archive(now or timezone.now())
        return len(set(self.files()) - before)

    def expire(self) -> int:
        from yishu.hosting.keeping.expiry import expire

        expire(timezone.now())
        return self.scene.holding.kept

    def files(self) -> dict[int, Any]:
        from yishu.hosting.archiving.models import VersionFile

        found = VersionFile.objects.filter(holding__resource=self.scene.resource, state="kept")
        return {one.version: one for one in found}

    def path(self, version: int) -> Path:
        from yishu.hosting.archiving.store import folder

        return folder() / self.files()[version].name

    def at(self, version: int, items: tuple[str, ...] = ("code", "amount", "note", "seen"), **how: Any) -> list[str]:
        """The lines of a copy, sorted: as whoever was given these items reads it."""
        from yishu.hosting.archiving.models import VersionFile
        from yishu.hosting.copying import open_copy
        from yishu.hosting.keeping.shapes import table_at, table_of_entry

        holding = self.scene.holding
        table = table_at(holding, version)
        filed = VersionFile.objects.filter(holding=holding, version=version).select_related("entry__resource").first()
        if version < holding.kept and filed is not None:
            table = table_of_entry(filed.entry, filed.table)
        copy = open_copy(table, holding.pk, items, "csv", version=version, **how)
        return sorted(b"".join(copy.chunks).decode().splitlines()[1:])


@pytest.fixture
def register(scene_with: Callable[..., Scene]) -> Register:  # noqa: F811
    return Register(scene_with(items=(KEY, AMOUNT, NOTE, SEEN), key_kind="plain", modes=("query", "bulk")))


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 server."""
    program, port = machine.s3_server(), free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", program, "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 60
        while True:
            try:
                httpx.get(f"{address}/moto-api/")
                break
            except httpx.HTTPError:
                assert time.monotonic() < deadline, "the S3 server does not answer"
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The node's store is a bucket of its own; its name is given."""
    from django.conf import settings

    name = f"yishu-{time.monotonic_ns()}"
    signed = {
        "Authorization": "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
    }
    assert httpx.put(f"{s3}/{name}", headers=signed).status_code == 200
    for variable, value in (("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret-of-the-bucket")):
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(settings, "YISHU_VERSION_STORE", f"s3://{name}/versions?endpoint={s3}&region=us-east-1")
    return name
