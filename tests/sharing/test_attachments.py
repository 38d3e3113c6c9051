"""Files of an application: whole files of known kinds, for its sides alone, as they were attached (26.1, 26.3)."""

import hashlib
import io
import zipfile
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from yishu.sharing import commands as sharing

pytestmark = pytest.mark.usefixtures("django_ready")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def ofd(entry: str = "OFD.xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr(entry, "<ofd:OFD/>")
    return made.getvalue()


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    cast = Cast()
    office, police, social = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("社保")
    civil, forestry = cast.agency("民政"), cast.agency("林业")
    system = civil.system()
    resources = [cast.resource(police, office), cast.resource(social, office, name="参保信息")]
    requests = tuple(
        sharing.LineRequest(
            resource=each.code,
            items=("id_number", "name"),
            modes=("verify",),
            systems=(system.system.name,),
            until=timezone.localdate() + timedelta(days=30),
        )
        for each in resources
    )
    made = sharing.apply(civil.a, duty="救助", basis="", requests=requests, now=timezone.now())
    return SimpleNamespace(
        cast=cast,
        office=office,
        police=police,
        social=social,
        civil=civil,
        forestry=forestry,
        resources=resources,
        requests=requests,
        number=made.number,
    )


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def attached(person: Any, number: str, content: bytes = PDF, name: str = "公函.pdf", kind: str = "letter") -> Any:
    sent = {"kind": kind, "file": SimpleUploadedFile(name, content)}
    return signed_in(person).post(f"/api/v1/applications/{number}/attachments", sent)


@pytest.mark.clause("26.1")
def test_a_letter_is_attached_on_the_page_and_read_by_both_sides(scene: Any) -> None:
    handler, place = signed_in(scene.civil.person_a), f"/sharing/applications/{scene.number}/"
    assert "上传附件" in unescape(handler.get(place).content.decode())
    sent = {"kind": "undertaking", "file": SimpleUploadedFile("..\\..\\承诺书.exe.pdf", PDF)}
    assert handler.post(f"/sharing/attachments/{scene.number}/", sent)["Location"] == place
    told = handler.get(f"/api/v1/applications/{scene.number}/attachments").json()[-1]
    assert (told["name"], told["sha256"]) == ("承诺书.exe.pdf", hashlib.sha256(PDF).hexdigest())
    path = scene.resources[0].path_code
    assert "承诺书" in unescape(
        signed_in(scene.police.person_b).get(f"/sharing/inbox/{scene.number}/{path}/").content.decode()
    )
    for person in (scene.civil.person_a, scene.police.person_b, scene.social.person_b):
        answer = signed_in(person).get(f"/sharing/attachments/{scene.number}/{told['n']}/")
        assert answer.content == PDF
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.clause("32.1")
def test_nobody_else_reads_or_adds_a_file(scene: Any) -> None:
    n = attached(scene.civil.person_a, scene.number).json()["n"]
    own = attached(scene.police.person_b, scene.number, name="审核材料.pdf").json()["n"]
    for person in (scene.forestry.person_a, scene.office.person_b):
        for place in (
            f"/sharing/attachments/{scene.number}/{n}/",
            f"/api/v1/applications/{scene.number}/attachments/{n}",
        ):
            assert signed_in(person).get(place).status_code == 404
        assert signed_in(person).get(f"/api/v1/applications/{scene.number}/attachments").status_code == 404
        assert attached(person, scene.number).status_code == 404
        page = {"kind": "letter", "file": SimpleUploadedFile("a.pdf", PDF)}
        assert signed_in(person).post(f"/sharing/attachments/{scene.number}/", page).status_code == 404
    assert signed_in(scene.civil.person_a).get(f"/sharing/attachments/{scene.number}/{own}/").status_code == 200
    # One provider's file is between it and the applicant: another provider of the same application does not see it.
    assert signed_in(scene.social.person_b).get(f"/sharing/attachments/{scene.number}/{own}/").status_code == 404
    listed = signed_in(scene.social.person_b).get(f"/api/v1/applications/{scene.number}/attachments").json()
    assert own not in [one["n"] for one in listed]
    assert signed_in(scene.civil.person_a).get(f"/sharing/attachments/{scene.number}/999/").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "kind", "field"),
    [
        (b"<html><script>alert(1)</script>", "公函.pdf", "letter", "file"),
        (b"%PDF-1.7 cut off", "公函.pdf", "letter", "file"),
        (ofd("other.xml"), "公函.ofd", "letter", "file"),
        (b"PK\x03\x04 no package", "公函.ofd", "letter", "file"),
        (b"MZ\x90\x00", "公函.pdf", "letter", "file"),
        (b"", "空.pdf", "letter", "file"),
        (PDF, "公函.pdf", "contract", "kind"),
        (b"%PDF-1.7" + b" " * (10 * 2**20) + b"%%EOF", "大.pdf", "letter", "file"),
    ],
    ids=["html", "cut", "zip", "no-zip", "exe", "empty", "kind", "large"],
)
def test_what_is_no_document_is_refused_by_field(scene: Any, content: bytes, name: str, kind: str, field: str) -> None:
    answer = attached(scene.civil.person_a, scene.number, content, name, kind)
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]


def test_a_file_is_named_by_what_it_is(scene: Any) -> None:
    assert attached(scene.civil.person_a, scene.number, ofd(), "公函.pdf").json()["name"] == "公函.ofd"


def test_a_file_that_was_changed_on_disk_is_not_served(scene: Any) -> None:
    from django.conf import settings

    n = attached(scene.civil.person_a, scene.number).json()["n"]
    path = settings.YISHU_DIR / "attachments" / scene.number / str(n)
    path.write_bytes(PDF + b"changed")
    answer = signed_in(scene.police.person_b).get(f"/api/v1/applications/{scene.number}/attachments/{n}")
    assert (answer.status_code, answer.json()["code"]) == (500, "attachment_damaged")


def test_files_have_an_end_and_nothing_is_added_after_the_last_decision(scene: Any, monkeypatch: Any) -> None:
    from yishu.sharing.attachments import commands

    made = sharing.apply(scene.civil.a, duty="救助", basis="", requests=scene.requests, now=timezone.now())
    monkeypatch.setattr(commands, "MOST", 1)
    assert attached(scene.civil.person_a, made.number).status_code == 201
    assert attached(scene.civil.person_a, made.number).json()["code"] == "too_many_attachments"
    refusal = sharing.Decision(False, reason="与履职无关")
    sharing.decide(scene.police.b, made.number, scene.resources[0].code, refusal, now=timezone.now())
    assert (
        attached(scene.police.person_b, made.number).json()["code"] == "application_settled"
    )  # its own line is decided
    assert attached(scene.social.person_b, made.number).status_code == 201
