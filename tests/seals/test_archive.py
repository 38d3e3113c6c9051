"""Archive packages: made once, whole, and showing every change (24.2)."""

import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.seals.stage import ITEMS, RECORD, Story, flipped, node_folder
from tests.walking import overdue_rows
from yishu.seals.rules import KindDraft

pytestmark = pytest.mark.usefixtures("django_ready")
KIND = KindDraft("气象证明", tuple(ITEMS), "《气象法》", "unrestricted", retention_years=10)


class Died(Exception):
    """In place of a process that is killed."""


@pytest.mark.clause("24.2")
def test_what_was_issued_is_archived_once_in_a_package_that_shows_every_change(story: Story) -> None:
    from tests.cast import Cast

    fresh = Story.__new__(Story)
    fresh.__dict__.update(story.__dict__ | {"forestry": Cast().agency("园林")})
    kind = fresh.kind(retention_years=None)
    numbers = {fresh.issued(kind)["number"] for _ in range(2)}
    today = timezone.localdate()
    period = {"since": str(today), "until": str(today)}
    made = fresh.post("archive-packages", fresh.forestry.person_a, period)
    assert (made.status_code, made.json()["documents"]) == (201, 2)
    again = fresh.post("archive-packages", fresh.forestry.person_a, period)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_archive")
    assert {one["archived_in"] for one in fresh.get("documents", fresh.forestry.person_a).json()} == {
        made.json()["number"]
    }

    folder = node_folder() / "archive" / fresh.forestry.agency.code / made.json()["number"]
    assert {each.stem for each in (folder / "data" / "documents").iterdir()} == numbers
    assert (folder / "manifest-sha256.txt").exists()
    assert not list(folder.parent.glob(".*"))  # nothing half made

    def verify() -> int:
        program = [sys.executable, "-m", "yishu.cli", "archive", "verify", str(folder)]
        return subprocess.run(program, capture_output=True, check=False, cwd=Path(__file__).parents[2]).returncode

    def judged() -> list[bool]:
        """Whether it is whole: by the bagit program, and by sha256sum over both manifests."""
        programs = (
            [sys.executable, "-m", "bagit", "--validate", str(folder)],
            ["sha256sum", "--check", "--strict", "manifest-sha256.txt"],
            ["sha256sum", "--check", "--strict", "tagmanifest-sha256.txt"],
        )
        return [subprocess.run(each, capture_output=True, check=False, cwd=folder).returncode == 0 for each in programs]

    assert verify() == 0
    assert judged() == [True, True, True]
    listed = {line.split(maxsplit=1)[1] for line in (folder / "manifest-sha256.txt").read_text("utf-8").splitlines()}
    assert listed == {str(each.relative_to(folder)) for each in (folder / "data").rglob("*") if each.is_file()}
    file = folder / "data" / "documents" / f"{numbers.pop()}.pdf"
    file.write_bytes(flipped(file.read_bytes(), 100))
    assert verify() == 1
    assert judged() == [False, False, True]  # the manifests themselves are as they were

    paper = fresh.post(f"documents/{file.stem}/paper", fresh.forestry.person_a, {"location": "综合档案室 3 柜"})
    assert paper.json()["paper_location"] == "综合档案室 3 柜"


@pytest.mark.clause("24.2")
def test_the_list_says_what_is_late_and_which_paper_is_missing(story: Story, client: Any) -> None:
    from html import unescape

    from tests.cast import Cast
    from yishu.seals import commands

    late = Cast(now=timezone.now() - timedelta(days=60)).agency("档案")
    draft = KindDraft("荣誉证书", tuple(ITEMS), "《档案法》", "unrestricted")
    kind = commands.define_kind(late.a, draft, now=late.now)
    document = commands.draft(late.a, kind.code, RECORD, now=late.now)
    commands.issue(late.b, document.number, now=late.now)
    client.force_login(late.person_a)
    page = unescape(client.get("/seals/archive/").content.decode())
    assert document.number in page
    assert "已超期" in page
    assert "缺纸质件" in page
    commands.record_paper_copy(late.a, document.number, location="2 柜", now=timezone.now())
    commands.archive(
        late.a, since=(late.now - timedelta(days=1)).date(), until=timezone.localdate(), now=timezone.now()
    )
    page = unescape(client.get("/seals/archive/").content.decode())
    assert "已超期" not in page
    assert "缺纸质件" not in page


@pytest.mark.clause("24.2", "34.1")
def test_what_is_not_archived_in_time_is_an_overdue_duty_with_who_archives(story: Story, clock: Any) -> None:
    from tests.assessment.scene import signed_in
    from tests.cast import Cast
    from yishu.seals import commands

    now = clock.set("2026-09-24 10:00")
    member, what = Cast(now=now).agency("地震"), "归档文书证照 1 件"
    kind = commands.define_kind(member.a, KIND, now=now)
    document = commands.draft(member.a, kind.code, RECORD, now=now)
    commands.issue(member.b, document.number, now=now)

    def listed() -> tuple[str, str] | None:
        return overdue_rows(signed_in(member.person_a)).get(what)

    # Issued on Th 24 September 2026. No work on Fr 25 (Mid-Autumn) to Su 27 September nor on 1 to 7 October; Su 20 September and Sa 10 October are made up.
    # Mo 28, Tu 29, We 30 are the 1st to 3rd working day, Th 8, Fr 9, Sa 10 October the 4th to 6th, 12–16 the 7th to 11th, 19–22 the 12th to 15th.
    clock.set("2026-10-22 23:59")
    assert listed() is None
    clock.set("2026-10-23 00:00")
    assert listed() == (member.person_a.name, "2026-10-22")
    archived = signed_in(member.person_a).post("/seals/archive/", {"since": "2026-09-24", "until": "2026-10-23"})
    assert archived.status_code == 302
    assert listed() is None


def test_what_a_crash_left_of_a_package_is_replaced(story: Story) -> None:
    """A process that dies between the rename and the commit leaves a folder that no row names, under a number that is given again."""
    from yishu.seals import archiving, commands, numbering
    from yishu.seals.models import Bag, Document

    member = story.cast.agency("气象")
    kind = commands.define_kind(member.a, KIND, now=timezone.now())
    document = commands.draft(member.a, kind.code, RECORD, now=timezone.now())
    commands.issue(member.b, document.number, now=timezone.now())
    today = timezone.localdate()
    with suppress(Died), transaction.atomic():
        archiving.folder_of(commands.archive(member.a, since=today, until=today, now=timezone.now()))
        raise Died
    (left,) = (node_folder() / "archive" / member.agency.code).iterdir()
    (left / "data" / "stray").write_text("x")
    assert not Bag.objects.filter(agency=member.agency).exists()
    assert Document.objects.get(pk=document.pk).bag is None
    again = commands.archive(member.a, since=today, until=today, now=timezone.now())
    assert again.number == left.name
    assert not (left / "data" / "stray").exists()
    assert archiving.examine_bag(member.a, again.number) == []
    (left / "manifest-sha256.txt").write_text("")
    assert archiving.examine_bag(member.a, again.number)
    assert numbering.next_of_day("GD", today) != again.number
