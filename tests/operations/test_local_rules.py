"""What a node's own rules change: clocks and steps of review, with their basis, by the coordinator, on record (38.1)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.cast import Cast

FRIDAY = datetime(2026, 11, 20, 2, tzinfo=UTC)
BASIS = "《杭州市政务信息资源共享管理办法》第十二条"


@pytest.fixture
def cast(django_ready: str) -> Cast:
    return Cast()


@pytest.fixture
def office(cast: Cast, client: Any) -> Iterator[Cast.Member]:
    """Signed in; whatever it changed goes back at the end."""
    member = cast.agency("省政府办公厅", coordinator=True)
    client.force_login(member.person_b)
    yield member
    client.force_login(member.person_b)
    client.post("/operations/rules/clocks/review/", {"act": "reset"})
    client.post("/operations/rules/steps/entry_agency_review/", {"act": "drop"})


@pytest.mark.clause("38.1")
def test_a_clock_runs_as_the_local_rule_says_and_its_basis_is_shown(client: Any, office: Cast.Member) -> None:
    from yishu.node import clocks

    assert clocks.deadline(clocks.REVIEW, FRIDAY).date.isoformat() == "2026-11-27"
    changed = client.post("/operations/rules/clocks/review/", {"days": "3", "basis": BASIS})
    assert changed.status_code == 302
    assert clocks.deadline(clocks.REVIEW, FRIDAY).date.isoformat() == "2026-11-25"
    page = client.get("/operations/rules/").content.decode()
    assert BASIS in page
    assert "原为 5 个工作日" in page
    client.post("/operations/rules/clocks/review/", {"act": "reset"})
    assert clocks.deadline(clocks.REVIEW, FRIDAY).date.isoformat() == "2026-11-27"


@pytest.mark.clause("38.1")
@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"days": "6", "basis": BASIS}, "只能更短"),
        ({"days": "0", "basis": BASIS}, "应为 1 到 60 个工作日"),
        ({"days": "3", "basis": " "}, "请写明依据"),
    ],
)
def test_a_local_rule_without_basis_or_beyond_the_law_is_refused(
    client: Any, office: Cast.Member, form: dict[str, str], said: str
) -> None:
    refused = client.post("/operations/rules/clocks/review/", form)
    assert (refused.status_code, said in refused.content.decode()) == (422, True)


@pytest.mark.clause("38.1")
def test_a_local_step_comes_before_the_secrecy_review_and_needs_another_person(
    client: Any, cast: Cast, office: Cast.Member
) -> None:
    from tests.catalogue.test_course import draft
    from yishu.catalogue import commands as catalogue
    from yishu.catalogue.models import Entry

    client.post("/operations/rules/steps/entry_agency_review/", {"basis": BASIS})
    police = cast.agency("公安厅")
    entry = catalogue.draft_entry(police.a, police.agency, draft(), now=cast.now)
    catalogue.submit_entry(police.a, entry.pk, now=cast.now)
    client.force_login(police.person_a)
    assert client.get(f"/catalogue/review/{entry.pk}/").status_code == 404
    client.force_login(police.person_b)
    assert "待单位审核" in client.get("/catalogue/review/").content.decode()
    passed = client.post(f"/catalogue/review/{entry.pk}/", {"act": "pass", "opinion": "内容完整"})
    assert passed.status_code == 302
    assert Entry.objects.get(pk=entry.pk).status == "in_secrecy_review"
    assert "单位审核通过" in client.get(f"/catalogue/version/{entry.pk}/").content.decode()


def test_only_the_coordinator_changes_rules(client: Any, cast: Cast) -> None:
    stranger = cast.agency("林业厅")
    client.force_login(stranger.person_a)
    assert client.get("/operations/rules/").status_code == 200
    assert client.post("/operations/rules/clocks/review/", {"days": "3", "basis": BASIS}).status_code == 403
    assert client.post("/operations/rules/steps/entry_agency_review/", {"basis": BASIS}).status_code == 403
