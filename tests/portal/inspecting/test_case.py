"""One case is followed through the agencies that handled it (29.1, 30.1, 32.1)."""

import re
from html import unescape
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from tests.portal.inspecting.stage import CASE, OTHER, SUBJECT, Story, read, signed_in, work
from yishu.audit import erasing, recording
from yishu.audit.record import Action
from yishu.cases import commands
from yishu.cases.models import Event, Need
from yishu.cases.rules import MatterDraft, NeedDraft, StepDraft
from yishu.core.actor import PLATFORM

pytestmark = pytest.mark.clause("30.1", "32.1")


def test_a_case_tells_in_order_who_used_what_of_whom_by_which_right(story: Story) -> None:
    page = unescape(read(story.inspector, "/evidence/case/", number=CASE))
    course = page.partition("经过</h2>")[2].partition("</tbody>")[0]
    agencies = ["民政", "人社", "林业"]
    assert sorted(agencies, key=course.index) == agencies
    assert course.count("公安") >= 3  # whose it was
    assert "姓名" in course
    assert "拒绝" in course.rpartition("<tr>")[2]
    for receipt in story.receipts[:2]:
        assert f"/evidence/{receipt.partition('.')[0]}/" in course
    rights = page.partition("授权和申请</h2>")[2]
    for grant in story.grants:
        assert str(grant.pk) in rights
        assert grant.line.application.number in rights


@pytest.mark.parametrize("entered", [True, False], ids=["in the ledger", "before it"])
def test_a_record_whose_case_was_changed_in_the_database_still_stands_in_its_case_and_shows(
    story: Story, entered: bool
) -> None:
    case = f'甲"7\\{entered}'
    number = story.query(story.civil, case=case).partition(".")[0]
    if entered:
        work()
    assert "有留痕被改动" not in read(story.inspector, "/evidence/case/", number=case)
    with connection.cursor() as cursor:
        cursor.execute("update audit_record set case_number = 'JZ-0' where id = %s", [number])
    for person in (story.inspector, story.civil.person_a):
        page = unescape(read(person, "/evidence/case/", number=case))
        assert "下面有 1 条在写入后被改动过" in page
        course = page.partition("经过</h2>")[2].partition("</tbody>")[0]
        assert f"/evidence/{number}/" in course
        assert "已被改动" in course
    search = read(story.inspector, "/evidence/", case=case)
    assert "另有 1 条留痕" in search
    assert "/evidence/case/?number=" in search.partition("另有 1 条留痕")[2]
    assert number not in read(story.labour.person_a, "/evidence/case/", number=case)
    with connection.cursor() as cursor:
        cursor.execute("update audit_record set case_number = %s where id = %s", [case, number])


def test_an_agency_follows_its_own_part_only(story: Story) -> None:
    page = read(story.civil.person_a, "/evidence/case/", number=CASE)
    assert "民政" in page
    assert "人社" not in page
    provider = read(story.police.person_a, "/evidence/case/", number=CASE)
    assert all(name in provider for name in ("民政", "人社", "林业"))


def test_a_case_number_is_what_the_using_agency_said(story: Story) -> None:
    assert "编号由使用单位自报" in read(story.inspector, "/evidence/case/", number=CASE)
    record = read(story.inspector, f"/evidence/{story.receipts[0].partition('.')[0]}/")
    assert "使用单位自报，平台没有核实" in record


@pytest.mark.clause("29.1")
def test_a_joint_case_shows_who_did_which_step_and_whom_it_waits_for(story: Story) -> None:
    need = NeedDraft(story.resource.code, ("name",))
    steps = tuple(
        StepDraft(name, member.agency.code, f"{member.agency.short_name}履职事项", (need,))
        for name, member in (("受理登记", story.civil), ("就业审定", story.labour))
    )
    matter = commands.register_matter(story.office.b, MatterDraft("联办", steps=steps), now=timezone.now())
    case = commands.open_case(story.civil.a, matter.pk, SUBJECT, now=timezone.now())
    for person in (story.inspector, story.labour.person_a):
        page = unescape(read(person, "/evidence/case/", number=case.number))
        course = page.partition("联办步骤</h2>")[2]
        assert course.index("受理登记 · 受理") < course.index("就业审定")
        assert "编号由本平台给出" in page
        assert "编号由使用单位自报" not in page
        assert (f'href="/cases/{case.number}/"' in page) == (person is story.labour.person_a)
        assert "没有以此编号使用数据的留痕" in page
        assert "联办步骤中也没有调取过信息" in page
        assert "刚刚" not in course
    record = Event.objects.get(case=case).receipt.partition(".")[0]
    assert f'href="/evidence/{record}/"' in read(story.inspector, "/evidence/case/", number=case.number)
    assert f'href="/evidence/{record}/"' not in read(story.labour.person_a, "/evidence/case/", number=case.number)
    opened = unescape(read(story.inspector, f"/evidence/{record}/"))
    assert ("受理联办件" in opened, case.number in opened) == (True, True)
    hidden = signed_in(story.forestry.person_a).get("/evidence/case/", {"number": case.number})
    assert (hidden.status_code, "联办步骤" in hidden.content.decode()) == (404, False)


@pytest.mark.clause("29.1")
def test_a_joint_case_whose_number_was_erased_from_a_record_still_says_that_data_was_used(story: Story) -> None:
    need = NeedDraft(story.resource.code, ("name",))
    duty = f"{story.civil.agency.short_name}履职事项"
    story.cast.grant(story.civil, story.police, story.resource, users=(story.civil.person_a,), duty=duty)
    other = StepDraft("审定", story.labour.agency.code, f"{story.labour.agency.short_name}履职事项", (need,))
    steps = (StepDraft("受理", story.civil.agency.code, duty, (need,)), other)
    matter = commands.register_matter(story.office.b, MatterDraft("抹除后", steps=steps), now=timezone.now())
    number = commands.open_case(story.civil.a, matter.pk, SUBJECT, now=timezone.now()).number
    events = Event.objects.filter(case__number=number)
    wanted = Need.objects.filter(step__matter=matter).order_by("pk")[0].pk
    ids = [commands.draw(story.civil.a, number, wanted, now=timezone.now()).number for _ in range(2)]
    work()
    whole = unescape(read(story.inspector, "/evidence/case/", number=number))
    assert "按此编号找不到" not in whole
    steps = whole.partition("联办步骤</h2>")[2].partition("</ol>")[0]
    receipts = [each.receipt for each in events]
    assert len(receipts) == 3  # it was opened, and drawn twice
    assert all(f"/evidence/{receipt.partition('.')[0]}/" in steps for receipt in receipts)
    assert re.search(r"使用数据.{0,200}?2", whole, re.S)
    assert "前</time>" not in steps
    erase(ids[0])
    page = unescape(read(story.inspector, "/evidence/case/", number=number))
    assert "其中 1 次按此编号找不到留痕" in page
    erase(ids[1])
    for person in (story.inspector, story.civil.person_a):
        page = unescape(read(person, "/evidence/case/", number=number))
        assert "其中 2 次按此编号找不到留痕" in page
        assert "没有以此编号使用数据的留痕" not in page
        search = page.partition("按此编号找不到使用数据的留痕")[2].partition('href="')[2].partition('"')[0]
        assert all(each in read(person, search) for each in ids)


def test_what_was_erased_is_not_shown_as_what_never_was(story: Story) -> None:
    number = story.query(story.civil, case="SH-抹除", subject=OTHER).partition(".")[0]
    work()
    erase(number)
    for path in ("/evidence/", f"/evidence/{number}/"):
        page = unescape(read(story.inspector, path, **({"action": "data:"} if path == "/evidence/" else {})))
        row = page.partition(f"/evidence/{number}/" if path == "/evidence/" else "谁、何时、为何")[2]
        row = row.partition("</tr>" if path == "/evidence/" else "</dl>")[0]
        assert row.count("已抹除") == 2
        assert "办件（如写有）" in row
    account = story.civil.person_a
    for typed in (account.login, account.name, f"person:{account.pk}"):
        assert "是按使用人账号的编号" in read(story.inspector, "/evidence/", actor=typed)
    assert "是按使用人账号的编号" not in read(story.inspector, "/evidence/", action="data:")
    inspector = signed_in(story.inspector)
    asked = {"type": "111", "number": OTHER, "basis": "群众投诉", "reason": "核实情况"}
    look = inspector.post("/operations/subject-uses/", asked, follow=True).content.decode()
    assert unescape(look).partition(f"/evidence/{number}/")[2].partition("</tr>")[0].count("已抹除") == 2
    english = signed_in(story.inspector, "en").get(f"/evidence/{number}/").content.decode()
    assert "Case (if one was given)" in english


def erase(number: str) -> None:
    """What is personal in the record, as an erasure does."""
    target = f"record:{number}"
    erasing.erase(UUID(number), lambda: recording.record(PLATFORM, Action.PERSONAL_PART_ERASED, target=target))


def test_a_case_is_one_click_from_a_record_and_from_the_list(story: Story) -> None:
    link = "/evidence/case/?number=SH/2026-7%20%E7%94%B2"
    assert link in read(story.inspector, f"/evidence/{story.receipts[0].partition('.')[0]}/")
    assert link in read(story.inspector, "/evidence/", case=CASE)
    assert signed_in(story.inspector).get(link).status_code == 200


def test_a_number_without_records_and_none_at_all_say_what_to_do(story: Story) -> None:
    answer = signed_in(story.inspector).get("/evidence/case/", {"number": "没有"})
    assert answer.status_code == 404
    assert "请核对办件编号" in answer.content.decode()
    assert "请输入办件编号" in read(story.inspector, "/evidence/case/")
    english = signed_in(story.inspector, "en").get("/evidence/case/", {"number": CASE}).content.decode()
    assert "Grants and applications" in english
