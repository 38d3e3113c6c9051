"""Sealed documents are found by whom they are about, or by their own number, within the grant of their resource (24.1, 27.2)."""

from typing import Any

import httpx
import pytest
from django.conf import settings

from tests.seals.stage import Story
from yishu.audit.record import subject_hash

pytestmark = [pytest.mark.usefixtures("django_ready"), pytest.mark.clause("24.1", "27.2")]
KNOWN, OTHER, ABSENT = "330102199003076015", "330102199003076031", "330102199003076074"
PURPOSE = {"duty": "社会救助审核", "case": "JZ-1"}


class Certificates:
    """FORESTRY's certificates about people, tied to a resource; CIVIL's system may use them."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.resource = story.cast.resource(story.forestry, story.office, name="护林员")
        self.kind = story.kind(
            sharing="restricted", resource=self.resource.code, items=["公民身份号码", "姓名"], valid_months=None
        )
        self.system = story.civil.system()
        story.cast.grant(story.civil, story.forestry, self.resource, systems=(self.system,), modes=("query",))

    def issue(self, number: str, name: str) -> str:
        record = {"公民身份号码": number, "姓名": name}
        made = self.story.post("documents", self.story.forestry.person_a, {"kind": self.kind, "record": record})
        found = made.json()["number"]
        assert self.story.post(f"documents/{found}/issue", self.story.forestry.person_b).status_code == 200
        return found

    def find(self, headers: dict[str, str] | None = None, **asked: Any) -> httpx.Response:
        body = {"purpose": PURPOSE, "resource": self.resource.code, **asked}
        return self.story.http.post("/api/v1/sealed-documents/query", json=body, headers=headers or self.system.headers)


@pytest.fixture(scope="module")
def certificates(story: Story) -> Certificates:
    return Certificates(story)


def numbers(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["number"] for one in answer.json()["documents"]]


def test_by_subject_and_by_number_on_record_and_then_fetched(certificates: Certificates) -> None:
    from yishu.audit.models import Record

    story = certificates.story
    first, second, others = (
        certificates.issue(*about) for about in ((KNOWN, "赵一"), (KNOWN, "赵一"), (OTHER, "钱二"))
    )
    found = certificates.find(subject=f" {KNOWN} ")
    assert numbers(found) == [second, first]
    assert numbers(certificates.find(number=others.lower())) == [others]
    assert "赵一" not in found.text
    record = Record.objects.get(pk=found.json()["receipt"].partition(".")[0])
    assert (record.action, record.outcome, record.case_number) == ("document:sought", "allowed", "JZ-1")
    assert bytes(record.subjects) == subject_hash(settings.YISHU_SECRETS.subjects, "resident_id", KNOWN)
    fetched = story.http.get(f"/api/v1/documents/{first}", params=PURPOSE, headers=certificates.system.headers)
    assert fetched.json()["record"]["姓名"] == "赵一"
    story.post(f"documents/{second}/revocation", story.forestry.person_b, {"reason": "注销"})
    assert numbers(certificates.find(subject=KNOWN)) == [first]


def test_without_a_grant_nothing_is_told_not_even_that_there_is_none(certificates: Certificates) -> None:
    from yishu.audit.models import Record

    story = certificates.story
    stranger = story.civil.system()
    number = certificates.issue(OTHER, "钱二")
    for asked in ({"subject": OTHER}, {"subject": ABSENT}, {"number": number}, {"number": "ZZ20200101-0001"}):
        refused = certificates.find(stranger.headers, **asked)
        assert (refused.status_code, refused.json()["code"]) == (403, "document_not_granted"), refused.text
    denied = Record.objects.filter(action="document:sought", outcome="denied", actor=stranger.actor.ref)
    assert [bytes(one.subjects or b"") for one in denied] == [b""] * 4
    part = story.civil.system()
    story.cast.grant(
        story.civil, story.forestry, certificates.resource, systems=(part,), items=("name",), modes=("query",)
    )
    assert certificates.find(part.headers, subject=OTHER).status_code == 403


def test_whom_no_document_is_about_is_an_empty_page_that_counts_as_a_try(certificates: Certificates) -> None:
    from yishu.access.guessing.models import Miss

    assert numbers(certificates.find(subject=ABSENT)) == []
    count = Miss.objects.get(caller=certificates.system.actor.ref, resource=certificates.resource.code).count
    assert count >= 1


def test_pages_go_on_by_a_cursor_of_their_own(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    from yishu.access.sealed import finding
    from yishu.core.errors import Invalid

    issued = [certificates.issue(ABSENT, "孙三") for _ in range(3)]
    monkeypatch.setattr(finding, "PAGE", 2)
    actor, now = certificates.system.actor, timezone.now()
    asked = finding.Asked(certificates.resource.code, PURPOSE["duty"], PURPOSE["case"], ABSENT)
    page = finding.find(actor, asked, now=now)
    assert [one.number for one in page.documents] == issued[:0:-1]
    assert page.next
    last = finding.find(actor, finding.Asked(**{**vars_of(asked), "after": page.next}), now=now)
    assert ([one.number for one in last.documents], last.next) == ([issued[0]], None)
    other = {**vars_of(asked), "subject": OTHER, "after": page.next}
    with pytest.raises(Invalid):
        finding.find(actor, finding.Asked(**other), now=now)


def vars_of(asked: Any) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in ("resource", "duty", "case", "subject", "number")}


def test_a_subject_and_a_number_are_not_given_together(certificates: Certificates) -> None:
    both: dict[str, Any] = {"subject": KNOWN, "number": "ZZ1"}
    neither: dict[str, Any] = {}
    for asked in (both, neither):
        assert certificates.find(**asked).json()["errors"][0]["rule"] == "one_of_two"
    assert certificates.find(subject="1").json()["code"] == "malformed_subject"
