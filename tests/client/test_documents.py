"""Documents over the client: listed, found, fetched under a grant (27.2, 27.3)."""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.client.wayward import cutting
from tests.conftest import Node
from tests.hosting.files.stage import DUTY, USCC, Stage, pdf
from yishu.client import NotGranted, Refused

pytestmark = [pytest.mark.clause("27.2"), pytest.mark.clause("27.3")]
NUMBER = "浙公发〔2026〕7号"


@pytest.fixture
def files(node: Node, client: Any) -> Stage:
    """Three documents, the first about a company and in two versions."""
    stage = Stage()
    stage.open()
    about = f'[{{"type": "uscc", "value": "{USCC}"}}]'
    stage.provided(client, pdf("一"), NUMBER, dated="2026-03-01", subjects=about)
    stage.provided(client, pdf("一改"), NUMBER, dated="2026-03-01", subjects=about)
    stage.provided(client, pdf("二"), "二号", dated="2025-03-01")
    stage.provided(client, pdf("三" * 60_000), "三号")
    return stage


@pytest.fixture
def reader(connect: Callable[..., Any], files: Stage) -> Any:
    return connect(key=files.reader.key)


def test_documents_are_listed_and_changes_told(reader: Any, files: Stage) -> None:
    code = files.resource.code
    [page] = list(reader.documents(code))
    assert [each.number for each in page.items] == [NUMBER, "二号", "三号"]
    assert (page.items[0].version, page.items[0].dated) == (2, date(2026, 3, 1))
    [later] = list(reader.documents(code, since=page.version))
    assert (later.items, later.version) == ([], page.version)
    [few] = list(reader.documents(code, dated_from=date(2026, 1, 1)))
    assert [each.number for each in few.items] == [NUMBER]


def test_documents_are_found_by_number_and_by_whom_they_are_about(reader: Any, files: Stage) -> None:
    code = files.resource.code
    said = {"duty": DUTY, "case": "SQ-1"}
    assert [each.number for each in reader.find_documents(code, number="二号", **said).items] == ["二号"]
    subject = {"type": "uscc", "value": USCC}
    assert [each.number for each in reader.find_documents(code, subject=subject, **said).items] == [NUMBER]
    found = reader.document(code, NUMBER, **said)
    assert (found.current, [each.version for each in found.versions]) == (2, [2, 1])


def test_a_document_is_fetched_and_goes_on_where_it_broke_off(
    reader: Any, connect: Callable[..., Any], files: Stage, node: Node, tmp_path: Path
) -> None:
    code = files.resource.code
    told = reader.fetch_document(code, NUMBER, 1, tmp_path / "一.pdf", duty=DUTY, case="SQ-1")
    assert (tmp_path / "一.pdf").read_bytes() == pdf("一")
    assert (told.media_type, told.sha256) == ("application/pdf", hashlib.sha256(pdf("一")).hexdigest())
    assert told.receipt
    with cutting(node.url, 60_000, 60_000) as url:
        connect(url, key=files.reader.key).fetch_document(code, "三号", 1, tmp_path / "三.pdf")
    assert (tmp_path / "三.pdf").read_bytes() == pdf("三" * 60_000)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["一.pdf", "三.pdf"]


def test_what_is_not_granted_or_not_there_is_refused(
    reader: Any, connect: Callable[..., Any], files: Stage, tmp_path: Path
) -> None:
    with pytest.raises(NotGranted):
        list(connect(key=files.stranger.key).documents(files.resource.code))
    with pytest.raises(Refused) as caught:
        reader.fetch_document(files.resource.code, "无此号", 1, tmp_path / "x")
    assert caught.value.status == 404
    assert not list(tmp_path.iterdir())
