"""Documents and licences issued, used in place of paper, replaced and revoked, over HTTP against a running node (Art. 23, 24)."""

import base64
import hashlib
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.seals.stage import (
    DUTY,
    RECORD,
    Story,
    kind_body,
)

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.mark.clause("23.1")
def test_a_licence_is_sealed_and_anyone_can_check_it(story: Story, kind: str) -> None:
    made = story.issued(kind)
    told = story.checked(story.pdf(made["number"]))
    assert told["holds"]
    assert told["standing"] == "in_force"
    assert told["sealed_by"] == story.forestry.agency.name
    assert told["test_authority"] is True
    assert "FOR TESTS ONLY" in told["authority"]
    by_code = {"number": made["number"], "code": made["check_code"].lower()}
    assert story.http.post("/api/v1/documents/verify", data=by_code).json()["holds"]
    wrong = story.http.post("/api/v1/documents/verify", data=by_code | {"code": "ABCD-EFGH-JKLM"}).json()
    assert (wrong["standing"], wrong["number"]) == ("not_found", None)


def test_nobody_issues_their_own_draft(story: Story, kind: str) -> None:
    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    both = agencies.register_person(
        PLATFORM, story.forestry.agency, login=f"both{kind}", name="两职", password="correct-horse-7-battery",
        roles=frozenset({Role.HANDLER, Role.SIGNER}),
    )  # fmt: skip
    number = story.post("documents", both, {"kind": kind, "record": RECORD}).json()["number"]
    assert story.post(f"documents/{number}/issue", both).json()["code"] == "own_submission"
    assert story.post(f"documents/{number}/issue", story.forestry.person_a).json()["code"] == "role_missing"
    assert story.post(f"documents/{number}/issue", story.civil.person_b).json()["code"] == "document_not_found"
    assert story.post(f"documents/{number}/issue", story.forestry.person_b).json()["state"] == "issued"
    assert story.post(f"documents/{number}/issue", story.forestry.person_b).json()["code"] == "document_not_a_draft"


def test_a_revoked_and_a_replaced_document_are_told(story: Story, kind: str) -> None:
    first = story.issued(kind)["number"]
    content = story.pdf(first)
    new = story.post(
        f"documents/{first}/amendment", story.forestry.person_a, {"record": RECORD | {"采伐面积": "4 公顷"}}
    )
    second = new.json()["number"]
    assert story.checked(content)["standing"] == "in_force"  # until the new one is issued
    assert story.post(f"documents/{second}/issue", story.forestry.person_b).json()["supersedes"] == first
    told = story.checked(content)
    assert (told["holds"], told["standing"], told["successor"]) == (False, "superseded", second)

    content = story.pdf(second)
    silent = story.post(f"documents/{second}/revocation", story.forestry.person_b)
    assert (silent.status_code, silent.json()["code"]) == (422, "revocation_reason_required")
    story.post(f"documents/{second}/revocation", story.forestry.person_b, {"reason": "持证人申请注销"})
    assert story.checked(content)["standing"] == "revoked"
    gone = story.get(f"documents/{second}", story.civil.person_a, duty=DUTY, case="BJ-1")
    assert (gone.status_code, gone.json()["code"]) == (409, "document_not_in_force")


@pytest.mark.clause("24.1")
def test_another_agency_uses_it_in_place_of_paper_and_that_is_on_record(story: Story, kind: str) -> None:
    from yishu.audit.models import Record

    number = story.issued(kind)["number"]
    found = story.get(f"documents/{number}", story.civil.person_a, duty="社会救助审核", case="办件 7 号").json()
    assert found["record"] == RECORD
    assert found["sealed_by"] == story.forestry.agency.name
    assert hashlib.sha256(base64.b64decode(found["pdf"])).hexdigest() == found["sha256"]
    record = Record.objects.get(pk=found["receipt"].partition(".")[0])
    assert (record.action, record.target, record.case_number) == ("document:fetched", number, "办件 7 号")
    assert "社会救助审核" in record.body
    system = story.civil.system()
    answer = story.http.get(f"/api/v1/documents/{number}", params={"duty": "x", "case": "1"}, headers=system.headers)
    assert answer.status_code == 200
    bare = story.get(f"documents/{number}", story.civil.person_a, duty="社会救助审核")
    assert (bare.status_code, bare.json()["code"]) == (422, "document_purpose_required")
    draft = story.drafted(kind)
    assert story.get(f"documents/{draft}", story.civil.person_a, duty="x", case="1").status_code == 404


@pytest.mark.clause("24.1")
def test_where_the_law_wants_paper_the_refusal_names_the_law(story: Story) -> None:
    from yishu.audit.models import Record

    law = "《票据法》第四条"
    number = story.issued(story.kind(paper_only_law=law))["number"]
    refused = story.get(f"documents/{number}", story.civil.person_a, duty="社会救助审核", case="1")
    assert (refused.status_code, refused.json()["code"]) == (409, "paper_only")
    assert law in refused.json()["detail"]
    record = Record.objects.get(action="document:fetched", target=number)
    assert (record.outcome, "paper_only" in record.body) == ("denied", True)


@pytest.mark.clause("24.1")
def test_a_restricted_kind_needs_a_grant_and_its_withdrawal_ends_it(story: Story) -> None:
    from yishu.sharing import commands as sharing

    resource = story.cast.resource(story.forestry, story.office, name="采伐许可")
    kind = story.kind(sharing="restricted", resource=resource.code, items=["姓名", "性别"])
    number = story.post(
        "documents", story.forestry.person_a, {"kind": kind, "record": {"姓名": "赵一", "性别": "男"}}
    ).json()["number"]
    story.post(f"documents/{number}/issue", story.forestry.person_b)

    def fetched(duty: str = "社会救助审核") -> tuple[int, str]:
        answer = story.get(f"documents/{number}", story.civil.person_a, duty=duty, case="1")
        return answer.status_code, answer.json().get("code", "")

    assert fetched() == (403, "document_not_granted")
    user = story.civil.person_a
    part = story.cast.grant(story.civil, story.forestry, resource, users=(user,), items=("name",), modes=("query",))
    assert fetched() == (403, "document_not_granted")  # it shows an item that is not granted
    whole = story.cast.grant(
        story.civil, story.forestry, resource, users=(user,), items=("name", "sex"), modes=("query",)
    )
    assert fetched() == (200, "")
    assert fetched("市场调查") == (403, "document_not_granted")
    sharing.withdraw_grant(story.forestry.b, str(whole.pk), reason="已办结", now=timezone.now())
    assert fetched() == (403, "document_not_granted")
    assert part.state == "active"


@pytest.mark.clause("24.1", "26.5")
def test_a_grant_of_some_rows_opens_the_documents_of_these_alone(story: Story) -> None:
    from yishu.core.rows import RowRule

    resource = story.cast.resource(story.forestry, story.office, name="护林员聘任")
    kind = story.kind(sharing="restricted", resource=resource.code, items=["姓名", "户籍地区划"])
    silent = story.kind(sharing="restricted", resource=resource.code, items=["姓名"])
    story.cast.grant(
        story.civil,
        story.forestry,
        resource,
        users=(story.civil.person_a,),
        modes=("query",),
        rows=RowRule("residence_code", ("3301",), "prefix"),
    )

    def fetched(record: dict[str, str], of: str) -> int:
        number = story.post("documents", story.forestry.person_a, {"kind": of, "record": record}).json()["number"]
        story.post(f"documents/{number}/issue", story.forestry.person_b)
        path = f"documents/{number}"
        return story.get(path, story.civil.person_a, duty="社会救助审核", case="1").status_code

    assert fetched({"姓名": "赵一", "户籍地区划": "330106"}, kind) == 200
    assert fetched({"姓名": "钱二", "户籍地区划": "330203"}, kind) == 403
    assert fetched({"姓名": "孙三"}, silent) == 403


@pytest.mark.clause("24.1", "26.5")
def test_a_document_that_shows_what_its_resource_does_not_have_opens_under_no_grant(story: Story) -> None:
    resource = story.cast.resource(story.forestry, story.office, name="护林补助")
    kind = story.kind(sharing="restricted", resource=resource.code, items=["姓名", "家庭收入"])
    body = {"kind": kind, "record": {"姓名": "赵一", "家庭收入": "1"}}
    number = story.post("documents", story.forestry.person_a, body).json()["number"]
    story.post(f"documents/{number}/issue", story.forestry.person_b)
    story.cast.grant(story.civil, story.forestry, resource, users=(story.civil.person_a,), modes=("query",))
    answer = story.get(f"documents/{number}", story.civil.person_a, duty="社会救助审核", case="1")
    assert (answer.status_code, answer.json()["code"]) == (403, "document_not_granted")
    listed = {one["number"]: one for one in story.get("documents", story.forestry.person_a).json()}
    assert (listed[number]["record"], listed[number]["check_code"]) == ({}, "")


def test_a_document_is_made_from_one_record_of_the_agencys_own_resource(story: Story, tmp_path: Path) -> None:
    from tests.cast import PEOPLE_CSV

    resource = story.cast.resource(story.forestry, story.office, name="护林员")
    story.cast.publish(story.forestry, resource, PEOPLE_CSV, tmp_path)
    kind = story.kind(resource=resource.code, items=["姓名", "公民身份号码", "出生日期"])
    body = {"kind": kind, "subject": "330102199003076015"}
    made = story.post("documents", story.forestry.person_a, body).json()
    assert made["record"] == {"姓名": "赵一", "公民身份号码": "330102199003076015", "出生日期": "1990-03-07"}
    none = story.post("documents", story.forestry.person_a, body | {"subject": "330102199003079999"})
    assert none.json()["code"] == "resource_record_not_found"


def test_what_is_wrong_is_named_by_field(story: Story, kind: str) -> None:
    def wrong(path: str, body: dict[str, Any]) -> set[str]:
        answer = story.post(path, story.forestry.person_a, body)
        assert answer.status_code == 422, answer.text
        return {error["field"] for error in answer.json()["errors"]}

    assert wrong("licence-kinds", kind_body(name="", items=[], basis="", sharing="restricted")) >= {
        "name",
        "items",
        "basis",
        "resource",
    }
    assert wrong("licence-kinds", kind_body(items=["甲", "甲"])) == {"items"}
    assert wrong("documents", {"kind": kind, "record": {"持证人": "甲", "别的": "乙"}}) == {
        "采伐地点",
        "采伐面积",
        "别的",
    }


def test_a_character_that_no_font_has_is_refused_in_words(story: Story, kind: str) -> None:
    number = story.drafted(kind, 持证人="ก")
    refused = story.post(f"documents/{number}/issue", story.forestry.person_b)
    assert (refused.status_code, refused.json()["code"]) == (422, "character_not_in_font")
    assert "ก" in refused.json()["detail"]


def test_without_a_chinese_font_nothing_is_made(story: Story, tmp_path: Path) -> None:
    program = (
        "from yishu.seals import typesetting as t\nfrom yishu.seals.errors import NoChineseFont\n"
        "try:\n t.chinese_fonts()\nexcept NoChineseFont as problem:\n print(problem.detail('zh'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={"YISHU_FONTS": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert "fonts-noto-cjk" in done.stdout


def test_data_is_never_program(story: Story, kind: str) -> None:
    said = '#panic("x") $x$ *b* \\ " [ ]'
    number = story.issued(kind, 采伐地点=said)["number"]
    assert (
        story.get(f"documents/{number}", story.civil.person_a, duty="x", case="1").json()["record"]["采伐地点"] == said
    )


def test_two_signers_at_once_issue_once(story: Story, kind: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    number = story.drafted(kind)
    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(lambda _: story.post(f"documents/{number}/issue", story.forestry.person_b), range(4))
        )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert story.checked(story.pdf(number))["holds"]


def test_after_its_last_day_a_document_is_not_used(story: Story) -> None:
    from datetime import date

    from yishu.seals import commands
    from yishu.seals.errors import DocumentNotInForce
    from yishu.seals.rules import last_day

    assert last_day(date(2027, 1, 31), 1) == date(2027, 2, 27)
    assert last_day(date(2026, 11, 27), 12) == date(2027, 11, 26)
    number = story.issued(story.kind(valid_months=1))["number"]
    later = timezone.now() + timedelta(days=40)
    with pytest.raises(DocumentNotInForce):
        commands.fetch(story.civil.a, number, duty="x", case="1", now=later)
    assert commands.fetch(story.civil.a, number, duty="x", case="1", now=timezone.now()).verdict.holds


def test_whoever_tries_codes_is_stopped_for_a_while_right_ones_included(story: Story, kind: str) -> None:
    from yishu.seals.guarding import WRONG, count_wrong

    made = story.issued(kind)
    right = {"number": made["number"], "code": made["check_code"]}
    assert story.http.post("/api/v1/documents/verify", data=right).json()["holds"]
    for _ in range(WRONG):
        count_wrong("127.0.0.1")
    refused = story.http.post("/api/v1/documents/verify", data=right)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_wrong_checks")
    assert story.checked(story.pdf(made["number"]))["holds"]  # a file is checked all the same
    clear_wrong_checks()


def clear_wrong_checks() -> None:
    """The tests of this folder share an address."""
    from yishu.audit.models import RefusalCount

    RefusalCount.objects.filter(source="127.0.0.1", code="wrong_check_code").delete()
