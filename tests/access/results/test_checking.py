"""Whoever holds a result sheet finds on the public page whether it was issued, and learns nothing of its subjects."""

import hashlib
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.results.stage import NAME, SUBJECT, checked, code_of, number_of, sheet, signed_in, text_of
from tests.seals.stage import flipped

pytestmark = pytest.mark.usefixtures("django_ready")
WRONG = "没有与此编号和核验码相符的文书证照或者结果单"


@pytest.fixture(scope="module")
def paper(story: Any) -> bytes:
    return sheet(signed_in(story.civil.person_a), story.url, whole="1")


@pytest.mark.clause("32.1")
def test_number_and_code_tell_when_by_whom_for_which_resource_and_that_the_evidence_agrees(
    story: Any, paper: bytes
) -> None:
    said = checked(number=number_of(paper), code=code_of(paper))
    for words in (
        "本平台出具过此件，与使用留痕相符", number_of(paper), story.civil.agency.name, story.resource.code, story.police.agency.name,
        "第 1 版", str(story.records()[0].id), hashlib.sha256(paper).hexdigest(),
    ):  # fmt: skip
        assert words in said, words
    for secret in (NAME, SUBJECT, SUBJECT[-4:], story.civil.a.name, "JZ-1"):
        assert secret not in said


def test_the_number_may_be_typed_with_whatever_brackets_one_has(paper: bytes) -> None:
    found = re.findall(r"\d+", number_of(paper))
    year, serial = found[0], found[1]
    code = code_of(paper).lower().replace("-", " ")
    for typed in (
        f"核验[{year}]{serial}",
        f"核验（{year}）{int(serial)}号",
        f"{year}-{serial}",
        f"  核验〔{year}〕 {serial} ",
    ):
        assert number_of(paper) in checked(number=typed, code=code), typed


@pytest.mark.clause("32.1")
def test_a_wrong_code_a_wrong_number_and_no_number_are_answered_alike(paper: bytes) -> None:
    right, number = code_of(paper), number_of(paper)
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")
    said = [
        answered(checked(number=n, code=c)) for n, c in ((number, wrong), ("核验〔2020〕000001", right), ("x", right))
    ]
    assert WRONG in said[0]
    assert said[0] == said[1] == said[2]


def test_trying_codes_is_slowed_down_and_then_a_right_one_is_refused_as_well(paper: bytes) -> None:
    number, code, source = number_of(paper), code_of(paper), "10.9.0.2"
    for _ in range(20):
        assert WRONG in checked(number=number, code="AAAA-AAAA-AAAA", source=source)
    for tried in ("AAAA-AAAA-AAAA", code):
        said = checked(number=number, code=tried, source=source)
        assert "编号或核验码多次不符" in said
        assert hashlib.sha256(paper).hexdigest() not in said
    assert "与使用留痕相符" in checked(number=number, code=code)  # from elsewhere


@pytest.mark.clause("32.1")
def test_the_file_is_known_by_its_seal_and_digest_and_a_changed_byte_is_found(paper: bytes) -> None:
    assert "核验通过：确为本平台出具" in checked(by="file", file=SimpleUploadedFile("a.pdf", paper))
    for at in (400, len(paper) // 2, len(paper) - 2):
        said = checked(by="file", file=SimpleUploadedFile("a.pdf", flipped(paper, at)))
        assert "核验通过" not in said
        assert number_of(paper) not in said


@pytest.mark.clause("32.1")
def test_evidence_that_was_altered_since_no_longer_agrees(story: Any) -> None:
    from django.db import connection

    pdf = sheet(signed_in(story.civil.person_a), story.url)
    given = {"number": number_of(pdf), "code": code_of(pdf)}
    for record in (story.records()[0], story.records("sheet:")[0]):
        with connection.cursor() as cursor:
            cursor.execute("update audit_record set case_number = 'JZ-2' where id = %s", [record.id])
            said = checked(**given)
            cursor.execute("update audit_record set case_number = %s where id = %s", [record.case, record.id])
        assert "与使用留痕不符，不能认定" in said
        assert "与使用留痕相符" in checked(**given)


def test_programs_are_told_the_same(story: Any, paper: bytes, client: Any) -> None:
    path, given = "/api/v1/documents/verify", {"number": number_of(paper), "code": code_of(paper)}
    by_code = client.post(path, given).json()
    assert (by_code["standing"], by_code["holds"], by_code["number"]) == ("on_record", False, number_of(paper))
    by_file = client.post(path, {"file": SimpleUploadedFile("a.pdf", paper)}).json()
    assert (by_file["standing"], by_file["holds"]) == ("genuine", True)
    assert by_file["sha256"] == by_code["sha256"] == hashlib.sha256(paper).hexdigest()
    assert "/seals/verify/" in text_of(paper)


def answered(page: str) -> str:
    """The part of the page that answers."""
    return page[page.index("se-result") : page.index('class="row g-3"')]
