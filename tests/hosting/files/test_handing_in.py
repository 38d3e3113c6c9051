"""Documents come in, are signed off each, and are withdrawn (19.1, 21.1)."""

import hashlib
from typing import Any

import pytest

from tests.hosting.files.stage import USCC, Stage, packed, pdf


@pytest.mark.clause("19.1", "21.1")
def test_a_document_is_invisible_until_another_person_has_signed_it_off(stage: Stage, client: Any) -> None:
    body = pdf("一")
    made = stage.hand_in(client, body, number="浙公发〔2026〕1号", title="关于印发办法的通知", dated="2026-03-01")
    assert made.status_code == 201
    said = made.json()
    assert (said["state"], said["version"], said["media_type"]) == ("waiting", 1, "application/pdf")
    assert said["sha256"] == hashlib.sha256(body).hexdigest()
    assert stage.get(client).json()["items"] == []
    assert stage.get(client, "/浙公发〔2026〕1号").status_code == 404
    hidden = stage.get(client, "/浙公发〔2026〕1号/versions/1")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "held_document_not_found")
    assert stage.review(client, said["number"], 1)["state"] == "provided"
    [listed] = stage.get(client).json()["items"]
    assert (listed["number"], listed["title"], listed["version"]) == (said["number"], "关于印发办法的通知", 1)
    assert b"".join(stage.get(client, "/浙公发〔2026〕1号/versions/1").streaming_content) == body


@pytest.mark.clause("21.1", "5.1")
def test_nobody_signs_off_what_they_handed_in(stage: Stage, client: Any) -> None:
    from django.utils import timezone

    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Role
    from yishu.agencies.queries import actor_of_person
    from yishu.core.actor import PLATFORM
    from yishu.hosting.files import commands
    from yishu.hosting.files.rules import Submission

    both = agencies.register_person(
        PLATFORM,
        stage.police.agency,
        login=f"both{stage.police.agency.pk}",
        name="身兼两职",
        password=None,
        roles=frozenset({Role.DATA_OFFICER, Role.SECRECY_REVIEWER}),
    )
    both.password = stage.police.person_a.password
    both.save(update_fields=["password"])
    commands.upload(actor_of_person(both), stage.resource.code, Submission("a.pdf"), [pdf("a")], now=timezone.now())
    refused = stage.act(client, "a", 1, "review", {"act": "pass", "scope": "全文"}, by=both)
    assert (refused.status_code, refused.json()["code"]) == (403, "own_submission")
    no_role = stage.act(client, "a", 1, "review", {"act": "pass", "scope": "全文"}, by=stage.police.person_a)
    assert no_role.status_code == 403
    no_scope = stage.act(client, "a", 1, "review", {"act": "pass"})
    assert no_scope.json()["code"] == "scope_required"
    other = stage.act(client, "a", 1, "review", {"act": "pass", "scope": "x"}, by=stage.civil.person_b)
    assert other.status_code == 403
    assert stage.get(client).json()["items"] == []


def test_a_version_goes_back_with_an_opinion_and_comes_again(stage: Stage, client: Any) -> None:
    stage.hand_in(client, pdf("草"), number="n")
    assert stage.act(client, "n", 1, "review", {"act": "return"}).json()["code"] == "opinion_required"
    assert stage.review(client, "n", 1, act="return", opinion="缺附件")["opinion"] == "缺附件"
    again = stage.act(client, "n", 1, "review", {"act": "pass", "scope": "全文"})
    assert (again.status_code, again.json()["code"]) == (409, "document_wrong_moment")
    assert stage.hand_in(client, pdf("草"), number="n").json()["version"] == 2
    stage.review(client, "n", 2)
    assert stage.get(client, "/n").json()["current"] == 2


def test_the_same_file_twice_is_one_version_and_lies_there_once(stage: Stage, client: Any) -> None:
    from yishu.node import content

    body = pdf(f"同一份 {stage.resource.code}")
    first = stage.hand_in(client, body, number="n")
    second = stage.hand_in(client, body, number="n")
    assert (first.status_code, second.status_code) == (201, 200)
    assert (second.json()["version"], second.json()["unchanged"]) == (1, True)
    elsewhere = stage.hand_in(client, body, number="m")
    assert elsewhere.status_code == 201
    digest = first.json()["sha256"]
    assert [path.name for path in content.path_of(digest).parent.glob(f"{digest}*")] == [digest]
    assert list((content.folder() / "incoming").iterdir()) == []
    assert stage.hand_in(client, body, number="n", title="另一标题").json()["version"] == 2


@pytest.mark.clause("26.5")
def test_a_withdrawn_version_is_gone_for_the_next_call_and_the_one_before_stands_again(
    stage: Stage, client: Any
) -> None:
    stage.provided(client, pdf("一"), "n")
    stage.provided(client, pdf("二"), "n")
    assert stage.get(client, "/n").json()["current"] == 2
    assert stage.withdraw(client, "n", 2).status_code == 200
    gone = stage.get(client, "/n/versions/2")
    assert (gone.status_code, gone.json()["code"]) == (410, "held_document_withdrawn")
    shown = stage.get(client, "/n").json()
    assert shown["current"] == 1
    assert next((one["version"], one["title"], one["href"]) for one in shown["versions"]) == (2, "", "")
    assert stage.get(client, "/n/versions/1").status_code == 200
    assert stage.withdraw(client, "n", 2).json()["code"] == "document_wrong_moment"


def test_holders_of_a_grant_are_told_of_a_withdrawal(stage: Stage, client: Any) -> None:
    from yishu.notices.models import Notice

    stage.provided(client, pdf("一"), "n")
    told = Notice.objects.filter(person=stage.civil.person_a, message__kind="file.withdrawn")
    assert not told.exists()
    stage.withdraw(client, "n", 1)
    assert told.count() == 1
    reviews = Notice.objects.filter(person=stage.police.person_b, message__kind="file.to_review")
    assert reviews.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.pdf", b"MZ\x90\0 not a pdf", 422, "document_type_contradicts"),
        ("a.pdf", b"%PDF-1.4 cut off on the w", 422, "document_type_contradicts"),
        ("a.png", pdf("x"), 422, "document_type_contradicts"),
        ("a.docx", packed("a.txt"), 422, "document_type_contradicts"),
        ("a.docx", packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), 422, "document_active"),
        ("a.txt", b"<html><script>alert(1)</script>", 422, "document_active"),
        ("a.xml", b'<?xml version="1.0"?><svg onload="x"/>', 422, "document_active"),
        ("a.json", b"{not json", 422, "document_type_contradicts"),
        ("a.html", b"<p>", 415, "document_type_unknown"),
        ("a.exe", b"MZ", 415, "document_type_unknown"),
        ("a", b"abc", 415, "document_type_unknown"),
        ("a.txt", b"a\0b", 422, "document_type_contradicts"),
        ("fdp\u202eexe.pdf", b"MZ", 422, "document_type_contradicts"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(
    stage: Stage, client: Any, name: str, content: bytes, status: int, code: str
) -> None:
    answer = stage.hand_in(client, content, name)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert client.get(stage.own, headers=_token(stage, client)).json() == []


def test_an_empty_file_is_refused(stage: Stage, client: Any) -> None:
    answer = stage.hand_in(client, b"", "a.pdf")
    assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (422, "not_empty")


@pytest.mark.parametrize(
    "name",
    ["公文.ofd", "a.DOCX", "表.xlsx", "a.txt", "gbk.csv", "a.json", "a.zip", "a.doc"],
)
def test_true_files_are_taken(stage: Stage, client: Any, name: str) -> None:
    content = {
        "公文.ofd": packed("OFD.xml"),
        "a.DOCX": packed("[Content_Types].xml", "word/document.xml"),
        "表.xlsx": packed("[Content_Types].xml", "xl/workbook.xml"),
        "a.txt": "办法".encode(),
        "gbk.csv": "文号,标题\n一,二\n".encode("gb18030"),
        "a.json": b'{"a": 1}',
        "a.zip": packed("x"),
        "a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    }[name]
    assert stage.hand_in(client, content, name).status_code == 201


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\..\\windows\\x.pdf", "/etc/x.pdf", "C:\\x.pdf"])
def test_folders_before_a_name_are_dropped(stage: Stage, client: Any, name: str) -> None:
    from django.utils import timezone

    from yishu.hosting.files import commands
    from yishu.hosting.files.rules import Submission

    said, now = Submission(name), timezone.now()
    made = commands.upload(stage.police.a, stage.resource.code, said, [pdf(name)], now=now).version
    assert "/" not in made.file_name
    assert "\\" not in made.file_name
    assert made.file_name.endswith(".pdf")
    assert stage.hand_in(client, pdf("x"), name).status_code == 201


@pytest.mark.parametrize("number", ["../x", "a/b", "a\\b", "..", "a?b", "a\nb", "x" * 121])
def test_numbers_that_are_paths_are_refused(stage: Stage, client: Any, number: str) -> None:
    answer = stage.hand_in(client, pdf("x"), number=number)
    assert answer.status_code == 422
    assert answer.json().get("errors", [{}])[0].get("field") == "number"


def test_a_file_beyond_the_limit_is_refused(stage: Stage, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.YISHU_DOCUMENT_MIB", 1)
    answer = stage.hand_in(client, pdf("x" * 1024 * 1024))
    assert (answer.status_code, answer.json()["code"]) == (413, "document_too_large")


@pytest.mark.clause("21.2")
def test_documents_are_found_by_whom_they_are_about(stage: Stage, client: Any) -> None:
    stage.provided(client, pdf("一"), "n", subjects=f'[{{"type": "uscc", "value": "{USCC}"}}]')
    stage.provided(client, pdf("二"), "m")
    body: dict[str, Any] = {"purpose": {"duty": "社会救助审核"}, "subject": {"type": "org_code", "value": USCC[8:17]}}
    answer = client.post(
        f"{stage.path}/query", body, content_type="application/json", headers=stage.reader.headers
    ).json()
    assert [one["number"] for one in answer["items"]] == ["n"]
    wrong = stage.hand_in(client, pdf("三"), subjects='[{"type": "uscc", "value": "91350100M000100Y44"}]').json()
    assert wrong["errors"][0]["field"] == "subjects[0].value"
    assert "91350100M000100Y44" not in str(wrong)


def test_only_the_provider_hands_in_and_only_to_a_resource_of_files(stage: Stage, client: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("a.pdf", pdf("x"))
    assert client.post(stage.path, {"file": file}, headers=stage.reader.headers).status_code == 403
    assert client.post(stage.path, {"file": file}).status_code == 401
    data = stage.cast.resource(stage.police, stage.office)
    file.seek(0)
    answer = client.post(f"/api/v1/data/{data.path_code}/documents", {"file": file}, headers=stage.publisher.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_of_files")


def _token(stage: Stage, client: Any) -> dict[str, str]:
    from tests.cast import PASSWORD

    said = {"login": stage.police.person_a.login, "password": PASSWORD}
    token = client.post("/api/v1/session", said, content_type="application/json").json()["token"]
    return {"Authorization": f"Bearer {token}"}
