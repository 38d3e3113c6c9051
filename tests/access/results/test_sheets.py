"""A result sheet says what the page said, under the node's seal, and is made of nothing else."""

import hashlib
import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests import machine
from tests.access.results.stage import (
    ABSENT,
    DUTY,
    NAME,
    SUBJECT,
    SUBJECTS,
    answer_in,
    asked,
    code_of,
    number_of,
    sheet,
    shown,
    signed_in,
    text_of,
)
from tests.conftest import run_async
from tests.seals.stage import flipped

pytestmark = pytest.mark.usefixtures("django_ready")
MASKED = f"{SUBJECT[:6]}********{SUBJECT[-4:]}"


@pytest.mark.clause("27.2", "32.1")
def test_it_says_who_asked_for_what_and_what_was_answered_and_nothing_that_was_masked(story: Any) -> None:
    pdf = sheet(signed_in(story.civil.person_a), story.url)
    said, call = text_of(pdf), story.records()[0]
    receipt = str(call.id)
    for words in (
        "查询结果单", story.civil.agency.name, story.civil.a.name, DUTY, "JZ-1", story.resource.code, story.police.agency.name, "第1版（",
        receipt, MASKED, "姓名赵*已遮蔽", "性别男（1）", "第1页，共1页",
    ):  # fmt: skip
        assert words in said, (words, said)
    assert NAME not in said
    assert SUBJECT not in said
    assert pale_pixels(pdf) > 2000  # the watermark: drawn, so that it stands in no text
    size = subprocess.run([machine.poppler("pdfinfo"), "-"], input=pdf, capture_output=True, check=True).stdout
    assert b"595.276 x 841.89 pts (A4)" in size


@pytest.mark.clause("27.1")
def test_of_a_comparison_it_gives_verdicts_and_never_what_is_on_record(story: Any) -> None:
    claims = {"claim_name": "钱二", "claim_sex": "1", "claim_birth_date": "1990-03-08"}
    said = text_of(sheet(signed_in(story.civil.person_a), story.url, mode="verify", **claims))
    for words in ("核验结果单", "姓名钱*不一致", "性别男（1）一致", "出生日期1990-03-08不一致"):
        assert words in said, said
    assert "赵" not in said
    assert "1990-03-07" not in said
    absent = text_of(sheet(signed_in(story.civil.person_a), story.url, mode="verify", subject=ABSENT, **claims))
    assert "查无记录" in absent
    assert "钱" not in absent


@pytest.mark.clause("27.2", "32.1")
def test_the_whole_stands_on_it_only_where_the_whole_was_asked_for_on_record(story: Any) -> None:
    pdf = sheet(signed_in(story.civil.person_a), story.url, whole="1")
    assert f"姓名{NAME}" in text_of(pdf)
    assert SUBJECT not in text_of(pdf)
    assert story.records()[0].detail == {"shown": "whole"}


@pytest.mark.clause("32.1")
def test_it_is_on_record_and_costs_no_second_call(story: Any) -> None:
    client = signed_in(story.civil.person_a)
    answer, calls = shown(client, story.url), story.records()
    pdf = client.post(f"{story.url}sheet/", {"answer": answer}).content
    assert [call.id for call in story.records()] == [call.id for call in calls]
    issued = story.records("sheet:")[0]
    assert (issued.action, issued.target, issued.actor) == ("sheet:issued", number_of(pdf), story.civil.a.ref)
    assert (issued.duty, issued.case, issued.grant) == (DUTY, "JZ-1", str(story.grant.pk))
    assert issued.detail["digest"] == hashlib.sha256(pdf).hexdigest()
    assert issued.detail["receipt"].startswith(str(calls[0].id))


@pytest.mark.clause("32.1")
def test_its_seal_holds_for_our_command_and_for_stock_tools_and_a_changed_byte_is_found(
    story: Any, tmp_path: Path
) -> None:
    pdf = sheet(signed_in(story.civil.person_a), story.url)
    code, said = sealed(pdf, tmp_path)
    assert (code, number_of(pdf) in said, "印章有效" in said) == (0, True, True)
    assert stock_verdict(pdf) == (True, True)
    places = [*range(9, len(pdf), len(pdf) // 12), len(pdf) - 2]
    for at in places:
        assert sealed(flipped(pdf, at), tmp_path)[0] == 1 or not any(stock_verdict(flipped(pdf, at))), at


@pytest.mark.clause("27.2")
def test_only_an_answer_of_this_login_within_half_an_hour_is_made_a_sheet(story: Any, clock: Any) -> None:
    from django.utils import timezone

    from yishu.access.results.models import ResultSheet

    client, colleague = signed_in(story.civil.person_a), signed_in(story.civil.person_b)
    answer, made = shown(client, story.url), ResultSheet.objects.count()
    theirs = shown(colleague, f"/access/{story.other_grant.pk}/")
    altered = answer[:60] + ("A" if answer[60] != "A" else "B") + answer[61:]
    for forged in ("", "x", "号", altered, answer[:-9], theirs, f"AAAA{answer}"):
        refused(client, story.url, forged)
    refused(signed_in(story.civil.person_a), story.url, answer)  # another login of the same person
    refused(colleague, f"/access/{story.other_grant.pk}/", answer)
    assert client.get(f"{story.url}sheet/").status_code == 405
    clock.set(f"{timezone.localtime() + timedelta(minutes=31):%Y-%m-%d %H:%M:%S}")
    refused(client, story.url, answer)
    clock.back()
    assert ResultSheet.objects.count() == made
    first = client.post(f"{story.url}sheet/", {"answer": answer})
    assert number_of(first.content).endswith(f"{made + 1:06d}")  # what was refused has taken no number


def test_what_else_the_node_enciphers_is_no_answer(story: Any) -> None:
    from django.conf import settings

    from yishu.node.enciphering import encipher

    client = signed_in(story.civil.person_a)
    for text in ("[]", '{"type": "recent subject"}', "secret"):
        refused(client, story.url, encipher(settings.YISHU_SECRETS.tokens, text))


def test_an_answer_whose_record_is_not_what_it_was_gives_no_sheet(story: Any) -> None:
    from django.db import connection

    client = signed_in(story.civil.person_a)
    answer, call = shown(client, story.url), story.records()[0]
    with connection.cursor() as cursor:
        cursor.execute("update audit_record set case_number = 'JZ-2' where id = %s", [call.id])
        refused(client, story.url, answer)
        cursor.execute("update audit_record set case_number = %s where id = %s", [call.case, call.id])
    assert client.post(f"{story.url}sheet/", {"answer": answer}).status_code == 200


@pytest.mark.clause("26.5")
def test_a_withdrawn_grant_gives_no_sheet_any_more(django_ready: str, tmp_path: Path) -> None:
    from tests.access.results.stage import Story
    from yishu.sharing import commands

    story = Story(tmp_path)
    client = signed_in(story.civil.person_a)
    answer = shown(client, story.url)
    later = story.grant.opened_at + timedelta(1)
    commands.withdraw_grant(story.police.b, str(story.grant.pk), reason="核查中", now=later)
    assert client.post(f"{story.url}sheet/", {"answer": answer}).status_code == 403
    assert story.records("sheet:") == []


def test_of_one_answer_five_sheets_are_made_each_with_its_own_number(story: Any) -> None:
    client = signed_in(story.civil.person_a)
    answer = shown(client, story.url)
    made = [client.post(f"{story.url}sheet/", {"answer": answer}) for _ in range(6)]
    assert [one.status_code for one in made] == [200] * 5 + [409]
    assert len({number_of(one.content) for one in made[:5]}) == 5
    assert len({code_of(one.content) for one in made[:5]}) == 5


@pytest.mark.clause("27.1", "27.2")
def test_several_subjects_of_one_call_stand_on_one_sheet(story: Any) -> None:
    client, before = signed_in(story.civil.person_a), len(story.records())
    lines = "\n".join(f"{number},赵一,1990-03-07" for number in (*SUBJECTS, ABSENT))
    given = {"mode": "verify", "many": "1", "items": ["name", "birth_date"], "lines": lines}
    said = text_of(sheet(client, story.url, **given))
    assert len(story.records()) == before + 1
    for subject in SUBJECTS:
        assert f"{subject[:6]}********{subject[-4:]}" in said
    assert (said.count("赵*一致"), said.count("赵*不一致"), said.count("查无记录")) == (1, 2, 1)


@pytest.mark.clause("32.1")
def test_nothing_of_a_subject_stays_on_the_server_in_the_clear(story: Any) -> None:
    from django.db import connection

    client = signed_in(story.civil.person_a)
    page = client.post(story.url, asked(whole="1")).content.decode()
    made = client.post(f"{story.url}sheet/", {"answer": answer_in(page)})
    assert NAME not in answer_in(page)
    with connection.cursor() as cursor:
        for table in ("access_result_sheet", "identity_session", "audit_record"):
            cursor.execute(f"select string_agg(t::text, ' ') from {table} t")
            rows = cursor.fetchone()[0]
            assert rows
            assert SUBJECT not in rows
            assert NAME not in rows
    files = Path(os.environ["YISHU_DIR"]).rglob("*.pdf")
    assert made.content not in (file.read_bytes() for file in files)


def pale_pixels(pdf: bytes) -> int:
    """Of the first page at 72 dots an inch, as many as have the grey of the watermark's letters or are near it."""
    program = machine.poppler("pdftoppm")
    drawn = subprocess.run([program, "-gray", "-r", "72", "-l", "1"], input=pdf, capture_output=True, check=True).stdout
    return sum(220 <= level < 252 for level in drawn)


def refused(client: Any, url: str, answer: str) -> None:
    said = client.post(f"{url}sheet/", {"answer": answer})
    assert said.status_code == 409
    assert "请重新核验或查询" in said.content.decode()


def sealed(pdf: bytes, folder: Path) -> tuple[int, str]:
    """What `yishu seal verify` says."""
    file = folder / "sheet.pdf"
    file.write_bytes(pdf)
    command = [sys.executable, "-m", "yishu.cli", "seal", "verify", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def stock_verdict(pdf: bytes) -> tuple[bool, bool]:
    """Whether pyHanko by itself finds the file as it was sealed, and by whom the node's authority vouches for."""
    from pyhanko.keys import load_cert_from_pemder
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = load_cert_from_pemder(str(Path(os.environ["YISHU_DIR"]) / "seals" / "authority.pem"))
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    try:
        (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
        status = run_async(async_validate_pdf_signature(signature, context))
    except Exception:  # noqa: BLE001 - whatever a damaged file makes it raise
        return False, False
    return status.intact and status.bottom_line, status.trusted
