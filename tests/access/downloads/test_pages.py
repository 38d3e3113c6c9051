"""The download page: what an official chooses, acknowledges, sees and fetches (27.3)."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.access.delta.stage import GRANTED, HEAD, Stage
from tests.access.downloads.test_downloads import ALL, working
from tests.conftest import Node
from tests.walking import log_in


@pytest.fixture
def stage(django_ready: str, tmp_path: Path) -> Stage:
    return Stage.set(tmp_path, "")


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def granted(stage: Stage, **bounds: Any) -> Any:
    """A grant that names CIVIL's handler for bulk."""
    return stage.cast.grant(
        stage.civil,
        stage.police,
        stage.resource,
        users=(stage.civil.person_a,),
        items=GRANTED,
        modes=("bulk",),
        **bounds,
    )


def text(answer: Any) -> str:
    return answer.content.decode()


@pytest.mark.clause("27.3")
def test_an_official_prepares_a_file_watches_it_and_fetches_it(stage: Stage) -> None:
    from yishu.access.downloads.models import Download
    from yishu.access.downloads.preparing import prepare_waiting
    from yishu.notices.models import Notice

    grant, client = granted(stage), signed_in(stage.civil.person_a)
    address = f"/access/downloads/grants/{grant.pk}/"
    assert address in text(client.get(f"/sharing/grants/{grant.pk}/"))
    page = text(client.get(address))
    for words in ("社会救助审核", "最多 100000 条", "现为数据版本 3，3 条记录", "文件保存 48 小时"):
        assert words in page
    ticked = {"format": "csv", "extent": "all", "acknowledge": ALL}
    missing = client.post(address, ticked | {"acknowledge": ALL[:2]})
    assert missing.status_code == 422
    assert "请逐条确认：妥善保管" in text(missing)
    assert client.post(address, ticked | {"extent": "changes"}).status_code == 422  # since which version?

    assert client.post(address, ticked)["Location"] == address
    waiting = text(client.get(address, headers={"HX-Target": "files"}))
    assert "排队中" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    prepare_waiting()
    part = text(client.get(address, headers={"HX-Target": "files"}))
    assert "hx-trigger" not in part
    made = Download.objects.get(grant=grant)
    assert made.digest in part
    assert Notice.objects.filter(person=stage.civil.person_a, message__kind="download.ready").exists()

    fetched = client.get(f"/access/downloads/{made.pk}/")
    body = b"".join(fetched.streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(body).hexdigest() == made.digest
    assert fetched["Content-Disposition"].startswith("attachment")
    page = text(client.get(address))
    assert "您上次下载的是版本 3" in page
    assert re.search(r'name="since"[^>]*value="3"|value="3"[^>]*name="since"', page)
    assert made.digest in text(client.get("/access/downloads/"))

    assert client.post(f"/access/downloads/{made.pk}/remove/").status_code == 302
    assert client.get(f"/access/downloads/{made.pk}/").status_code == 410


@pytest.mark.clause("27.3")
def test_changes_since_the_version_one_has_are_prepared_alone(stage: Stage) -> None:
    from yishu.access.downloads.models import Download
    from yishu.access.downloads.preparing import prepare_waiting

    grant, client = granted(stage), signed_in(stage.civil.person_a)
    given = {"format": "csv", "extent": "changes", "since": "2", "acknowledge": ALL}
    client.post(f"/access/downloads/grants/{grant.pk}/", given)
    prepare_waiting()
    made = Download.objects.get(grant=grant)
    body = b"".join(client.get(f"/access/downloads/{made.pk}/").streaming_content)  # type: ignore[attr-defined]
    head, change = body.decode().splitlines()
    assert head == f"_change,_version,{','.join(GRANTED)}"
    assert change.startswith("delete,3,b2,")


@pytest.mark.clause("27.3", "20.1")
def test_a_past_version_is_prepared_as_it_stood(stage: Stage) -> None:
    from yishu.access.downloads.models import Download
    from yishu.access.downloads.preparing import prepare_waiting

    grant, client = granted(stage), signed_in(stage.civil.person_a)
    address = f"/access/downloads/grants/{grant.pk}/"
    assert "第 1 版至第 2 版" in text(client.get(address))
    given = {"format": "csv", "extent": "past", "acknowledge": ALL}
    assert "请填写要下载的版本号" in text(client.post(address, given))
    assert "还没有版本 9" in text(client.post(address, given | {"version": "9"}))
    assert client.post(address, given | {"version": "1"}).status_code == 302
    prepare_waiting()
    assert "历史版本 · 版本 1" in text(client.get(address))
    made = Download.objects.get(grant=grant)
    body = b"".join(client.get(f"/access/downloads/{made.pk}/").streaming_content)  # type: ignore[attr-defined]
    _head, *lines = body.decode().splitlines()
    assert sorted(line.split(",")[0] for line in lines) == ["b1", "b2", "b3"]
    assert any(line.startswith("b1,张三丰,330100,10,") for line in lines)  # which version 2 changed


@pytest.mark.clause("20.2")
def test_a_kept_copy_has_control_records_which_name_its_holder(stage: Stage, tmp_path: Path) -> None:
    from yishu.access import tracing
    from yishu.access.downloads.models import Download
    from yishu.access.downloads.preparing import prepare_waiting
    from yishu.core.actor import PLATFORM
    from yishu.hosting.controls import commands
    from yishu.hosting.controls.commands import Wish

    more = "".join(f"c{n:05d},张三丰,330100,{n},{n / 8},2020-01-02,,是,秘密\n" for n in range(2500))
    stage.cast.publish(stage.police, stage.resource, HEAD + more, stage.folder)
    before = granted(stage)
    stage.cast.now = timezone.now()  # not later: a grant that has not begun gives nothing
    commands.declare(stage.police.a, stage.resource.code, Wish(text="ZQ"), now=stage.cast.now)
    grant, client = granted(stage), signed_in(stage.civil.person_a)
    address = f"/access/downloads/grants/{grant.pk}/"
    assert "code 自第 1 位起为 ZQ" in text(client.get(address))
    assert "标识记录" not in text(client.get(f"/access/downloads/grants/{before.pk}/"))
    assert client.post(address, {"format": "csv", "extent": "all", "acknowledge": ALL}).status_code == 302
    prepare_waiting()
    assert "含标识记录，使用前剔除" in text(client.get(address))
    made = Download.objects.get(grant=grant)
    fetched = client.get(f"/access/downloads/{made.pk}/")
    assert 'item="code", start=1, text="ZQ"' in fetched["Yishu-Control-Records"]
    head, *lines = b"".join(fetched.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert sum(line.startswith("ZQ") for line in lines) == 50
    leaked = tmp_path / "leaked.csv"
    leaked.write_text("\n".join([head, *sorted(lines)]), "utf-8")
    [holder] = tracing.trace(PLATFORM, stage.resource.code, leaked).holders
    assert (holder.receipt, holder.control_hits) == (made.receipt, 50)


@pytest.mark.clause("26.5")
def test_only_whom_the_grant_names_may_download(stage: Stage) -> None:
    grant = granted(stage)
    address = f"/access/downloads/grants/{grant.pk}/"
    colleague = signed_in(stage.civil.person_b)
    assert "准备文件" not in text(colleague.get(address))
    assert address not in text(colleague.get(f"/sharing/grants/{grant.pk}/"))
    given = {"format": "csv", "extent": "all", "acknowledge": ALL}
    assert colleague.post(address, given).status_code == 403
    assert signed_in(stage.police.person_a).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/login")


@pytest.mark.clause("27.3")
def test_the_page_follows_the_worker_and_the_browser_fetches_the_file(
    node: Node, django_ready: str, page: Any, tmp_path: Path
) -> None:
    stage = Stage.set(tmp_path, node.url)
    more = "".join(f"c{n},张三丰,330100,{n},12.50,2020-01-02,,是,秘密\n" for n in range(3000))
    stage.cast.publish(stage.police, stage.resource, HEAD + more, tmp_path)
    grant = granted(stage)
    log_in(page, node.url, stage.civil.person_a.login)
    page.goto(f"{node.url}/access/downloads/grants/{grant.pk}/")
    page.get_by_label("XLSX").check()
    for code in ALL:
        page.locator(f'input[name=acknowledge][value="{code}"]').check()
    page.get_by_role("button", name="确认并准备文件").click()
    page.locator("#files").get_by_text("排队中").wait_for()
    with working():
        page.locator("#files").get_by_text("可以下载").wait_for(timeout=120_000)  # by itself, nothing was clicked
    with page.expect_download() as download:
        page.locator("#files").get_by_role("link", name="下载").click()
    digest = page.locator("#files .dl-digest").inner_text()
    assert hashlib.sha256(Path(download.value.path()).read_bytes()).hexdigest() == digest
