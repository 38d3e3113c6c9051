"""Documents and licences issued, checked, used in place of paper, over HTTP against a running node (Art. 23, 24)."""

import base64
import hashlib
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests import machine
from tests.seals.stage import (
    DUTY,
    RECORD,
    Story,
    flipped,
    kind_body,
    node_folder,
    overlaid,
)

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def kind(story: Story) -> str:
    return story.kind()


@pytest.fixture(scope="module")
def sealed(story: Story, kind: str) -> bytes:
    return story.pdf(story.issued(kind)["number"])


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


@pytest.mark.clause("23.1")
def test_a_flipped_byte_shows_wherever_it_is(story: Story, sealed: bytes) -> None:
    gap = sealed.index(b"/Contents <")
    places = [
        *range(9, len(sealed), len(sealed) // 25),
        *range(gap, gap + 120, 9),
        gap + 17,
        gap + 69,
        gap + 92,
        gap + 5000,
        len(sealed) - 2,
    ]
    for at in places:
        assert not story.checked(flipped(sealed, at))["holds"], at


@pytest.mark.clause("23.1")
def test_an_overlay_by_an_incremental_update_shows(story: Story, sealed: bytes) -> None:
    told = story.checked(overlaid(sealed))
    assert (told["holds"], told["standing"]) == (False, "broken")
    assert "appended" in told["verdict"]
    assert told["sealed_by"] is None  # nothing of a file that does not hold is to be believed


def test_what_has_no_seal_of_the_platform_does_not_hold(story: Story, sealed: bytes, tmp_path: Path) -> None:
    from yishu.seals import authority, sealing, typesetting

    now = timezone.now()
    sheet = typesetting.Sheet("林木采伐许可证", "ZZ1", "林业", "今天", (("持证人", "张三"),), (), "")
    plain = typesetting.typeset(sheet, now=now)
    forger = authority.seal_of(tmp_path, code="1", name="林业", now=now)
    forged = sealing.seal_pdf(plain, forger, typesetting.draw_seal("林业", ""), number="ZZ1", agency="林业")
    for content, word in (
        (plain, "no seal"),
        (forged, "not issued by an authority"),
        (b"%PDF-1.7", "no PDF"),
        (b"", "no PDF"),
    ):
        told = story.checked(content)
        assert not told["holds"]
        assert word in told["verdict"]


@pytest.mark.clause("23.1")
def test_standard_tools_validate_the_seal_and_find_the_fonts(sealed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "licence.pdf"
    file.write_bytes(sealed)
    said = subprocess.run([machine.poppler("pdfsig"), str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    file.write_bytes(flipped(sealed, sealed.index(b"stream") + 30))
    broken = subprocess.run([machine.poppler("pdfsig"), str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" not in broken
    file.write_bytes(sealed)
    fonts = subprocess.run(
        [machine.poppler("pdffonts"), str(file)], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), fonts  # embedded, subset, with Unicode
    text = subprocess.run(
        [machine.poppler("pdftotext"), str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in (RECORD["持证人"], "采伐地点", "《森林法》第五十六条"):
        assert words in text


@pytest.mark.clause("23.1")
def test_the_command_says_in_words_and_by_exit_code(story: Story, sealed: bytes, tmp_path: Path) -> None:
    good, bad, ca = tmp_path / "good.pdf", tmp_path / "bad.pdf", tmp_path / "ca.pem"
    good.write_bytes(sealed)
    bad.write_bytes(overlaid(sealed))
    ca.write_bytes(story.http.get("/seals/authority.pem").content)

    def verify(*arguments: str, folder: Path = tmp_path) -> tuple[int, str]:
        environment = {"PATH": "/usr/bin:/bin", "YISHU_DIR": str(folder)}
        done = subprocess.run(
            [sys.executable, "-m", "yishu.cli", "seal", "verify", *arguments],
            capture_output=True, text=True, env=environment, check=False, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    code, said = verify(str(good), "--ca", str(ca))
    assert (code, "印章有效" in said, "仅供测试" in said) == (0, True, True)
    assert story.forestry.agency.name in said
    code, said = verify(str(bad), folder=node_folder())  # its own authorities, where none is named
    assert (code, "追加" in said) == (1, True)
    assert verify(str(good))[0] == 2  # nobody to trust is said, not taken for an answer


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


def test_keys_are_their_owners_alone(story: Story, sealed: bytes) -> None:
    folder = node_folder() / "seals"
    for key in (folder / "authority-key.pem", folder / "agencies" / f"{story.forestry.agency.code}.pem"):
        assert key.stat().st_mode & 0o777 == 0o600
    assert b"PRIVATE" not in (folder / "authority.pem").read_bytes()
    assert b"PRIVATE" not in story.http.get("/seals/authority.pem").content


@pytest.mark.clause("23.1")
def test_a_licensed_seal_that_the_operator_puts_in_its_place_is_used(story: Story, tmp_path: Path) -> None:
    """Another authority, whose name does not say that it is for tests, stands for a licensed one."""
    from yishu.seals import authority

    now = timezone.now()
    agency = story.cast.agency("国土")
    licensor = authority.seal_of(tmp_path, code=agency.agency.code, name=agency.agency.name, now=now)
    made = (tmp_path / "agencies" / f"{agency.agency.code}.pem").read_bytes()
    chain = (tmp_path / "authority.pem").read_bytes()
    folder = node_folder() / "seals" / "licensed"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{agency.agency.code}.pem").write_bytes(made + chain)
    (folder / "roots.pem").write_bytes(chain)
    try:
        kind = story.post("licence-kinds", agency.person_a, kind_body()).json()["code"]
        number = story.post("documents", agency.person_a, {"kind": kind, "record": RECORD}).json()["number"]
        story.post(f"documents/{number}/issue", agency.person_b)
        found = story.get(f"documents/{number}", story.civil.person_a, duty="x", case="1").json()
        assert found["test_authority"] is False
        assert licensor.is_test
        told = story.checked(base64.b64decode(found["pdf"]))
        assert (told["holds"], told["standing"], told["test_authority"]) == (True, "in_force", False)
        assert told["sealed_by"] == agency.agency.name
    finally:
        (folder / "roots.pem").unlink()


def test_a_stored_file_that_was_changed_is_not_handed_out(story: Story, kind: str) -> None:
    number = story.issued(kind)["number"]
    file = node_folder() / "documents" / story.forestry.agency.code / f"{number}.pdf"
    file.write_bytes(flipped(file.read_bytes(), 2000))
    answer = story.get(f"documents/{number}", story.civil.person_a, duty="x", case="1")
    assert (answer.status_code, answer.json()["code"]) == (503, "document_damaged")


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
