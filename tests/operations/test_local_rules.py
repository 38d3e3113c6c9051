"""What a node's own rules change: clocks, steps of review and fields of a form, with their basis, by the coordinator, on record (38.1)."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.cast import Cast
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM

BASIS = "《杭州市政务信息资源共享管理办法》第十二条"


@pytest.fixture
def cast(django_ready: str) -> Cast:
    return Cast()


@pytest.fixture
def office(cast: Cast, client: Any, clock: Any) -> Iterator[Cast.Member]:
    """Signed in; whatever it changed goes back at the end."""
    member = cast.agency("省政府办公厅", coordinator=True)
    client.force_login(member.person_b)
    yield member
    clock.back()
    client.force_login(member.person_b)
    client.post("/operations/rules/clocks/incident_report/", {"act": "reset"})
    client.post("/operations/rules/clocks/review/", {"act": "reset"})
    client.post("/operations/rules/steps/entry_agency_review/", {"act": "drop"})


@pytest.mark.clause("38.1", "26.3")
def test_an_application_is_due_by_the_local_rule_and_its_basis_is_shown(
    client: Any, cast: Cast, office: Cast.Member, clock: Any
) -> None:
    """Asked three times on Friday 26 September 2025, before the holiday, over the API: under the common rule, the local one, and the common one again.

    Su 28 (made up), Mo 29 and Tu 30 are the 1st to 3rd working day; then eight days off; Th 9 and Fr 10 October the 4th and 5th.
    """
    clock.set("2025-09-26 10:00")
    cast = Cast()
    police, civil = cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    first, due = applied(client, civil, resource)
    assert due == "2025-10-10"
    assert rule(client, "review") == (5, "days", False, "《暂行办法》第二十六条：信息提供单位应在5个工作日内完成审核")
    change(client, office, "review", {"days": "3", "basis": BASIS})
    _second, due = applied(client, civil, resource)
    assert due == "2025-09-30"
    assert rule(client, "review") == (3, "days", True, BASIS)
    assert line_of(client, first)["due"] == "2025-10-10"  # what was under way keeps its day
    asking = client.get(f"/sharing/apply/?resource={resource.path_code}").content.decode()
    assert "在 3 个工作日内审核" in asking
    assert BASIS in asking
    page = client.get("/operations/rules/").content.decode()
    assert BASIS in page
    assert "原为 5 个工作日" in page
    assert office.person_b.name in page
    change(client, office, "review", {"act": "reset"})
    assert applied(client, civil, resource)[1] == "2025-10-10"
    assert "在 5 个工作日内审核" in client.get(f"/sharing/apply/?resource={resource.path_code}").content.decode()
    assert BASIS not in client.get("/operations/rules/").content.decode()


def change(client: Any, office: Cast.Member, code: str, form: dict[str, str]) -> None:
    client.force_login(office.person_b)
    changed = client.post(f"/operations/rules/clocks/{code}/", form)
    assert changed.status_code == 302, changed.content.decode()


def applied(client: Any, civil: Cast.Member, resource: Any, **more: Any) -> tuple[str, str]:
    """CIVIL applies over the API: the application's number, and by when it is to be reviewed."""
    made = apply(client, civil, resource, **more)
    assert made.status_code == 201, made.content.decode()
    return made.json()["id"], made.json()["lines"][0]["due"]


def apply(client: Any, civil: Cast.Member, resource: Any, **more: Any) -> Any:
    client.force_login(civil.person_a)
    line = {"resource": resource.code, "items": ["name"], "modes": ["verify"], "users": [civil.person_a.login]}
    body = {"duty": "社会救助审核", "lines": [line | {"until": "2025-12-31"}], **more}
    return client.post("/api/v1/applications", body, content_type="application/json")


def line_of(client: Any, number: str) -> dict[str, Any]:
    return client.get(f"/api/v1/applications/{number}").json()["lines"][0]


def rule(client: Any, code: str) -> tuple[int, str, bool, str]:
    """A clock as the API tells it."""
    clocks = client.get("/api/v1/rules").json()["clocks"]
    return next((one["in_force"], one["unit"], one["local"], one["basis"]) for one in clocks if one["code"] == code)


@pytest.mark.clause("38.1", "31.1")
def test_a_clock_of_hours_is_changed_in_hours(client: Any, cast: Cast, office: Cast.Member, clock: Any) -> None:
    clock.set("2025-09-30 20:00")
    police = cast.agency("公安")
    agencies.appoint(PLATFORM, police.person_b, Role.RISK_OFFICER)
    assert report_due(client, police) == "2025-10-01 20:00"  # 24 hours, by day and night, holiday or not
    client.force_login(office.person_b)
    form = client.get("/operations/rules/clocks/incident_report/").content.decode()
    assert 'name="hours"' in form
    assert 'name="days"' not in form
    refused = client.post("/operations/rules/clocks/incident_report/", {"hours": "721", "basis": BASIS})
    assert (refused.status_code, "应为 1 到 720 小时" in refused.content.decode()) == (422, True)
    change(client, office, "incident_report", {"hours": "2", "basis": BASIS})
    assert rule(client, "incident_report") == (2, "hours", True, BASIS)
    assert report_due(client, police) == "2025-09-30 22:00"
    client.force_login(office.person_b)
    assert "原为 24 小时" in client.get("/operations/rules/").content.decode()
    change(client, office, "incident_report", {"act": "reset"})
    assert rule(client, "incident_report")[:3] == (24, "hours", False)
    assert report_due(client, police) == "2025-10-01 20:00"


def report_due(client: Any, police: Cast.Member) -> str:
    """By when an incident found now, reported on the page, is to be told to the authority, in Shanghai."""
    client.force_login(police.person_b)
    fields = {"kind": "misuse", "severity": "", "found_at": "2025-09-30T20:00", "what": "夜间大量比对"}
    made = client.post("/operations/incidents/report/", fields | {"resources": "", "grants": "", "receipts": ""})
    assert made.status_code == 302, made.content.decode()
    page = client.get(made["Location"]).content.decode()
    return re.findall(r"须在 (.{16}) 前报告", page)[0]


@pytest.mark.clause("38.1")
def test_a_local_field_is_asked_for_kept_and_shown(client: Any, office: Cast.Member, clock: Any) -> None:
    clock.set("2025-09-26 10:00")
    cast = Cast()
    police, civil = cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    client.force_login(office.person_b)
    new = {"label": "分管领导", "help_text": "签批本次申请的负责人", "required": "on", "basis": BASIS}
    assert client.post("/operations/rules/fields/new/", new | {"basis": ""}).status_code == 422
    assert client.post("/operations/rules/fields/new/", new).status_code == 302
    assert client.post("/operations/rules/fields/new/", new).status_code == 422  # there is one of this name
    page = client.get("/operations/rules/").content.decode()
    (field,) = re.findall(r"/operations/rules/fields/(\d+)/drop/", page)
    try:
        asked = client.get("/api/v1/rules").json()["fields"]
        assert [(one["label"], one["required"], one["basis"]) for one in asked] == [("分管领导", True, BASIS)]
        missing = apply(client, civil, resource)
        assert [one["field"] for one in missing.json()["errors"]] == ["extra.分管领导"]
        unknown = apply(client, civil, resource, extra={"分管领导": "王某", "邮编": "310000"})
        assert [one["field"] for one in unknown.json()["errors"]] == ["extra.邮编"]
        number, _due = applied(client, civil, resource, extra={"分管领导": "王某"})
        assert client.get(f"/api/v1/applications/{number}").json()["extra"] == {"分管领导": "王某"}
        on_page = on_the_page(client, civil, resource, f"extra-{field}")
        for made, name in ((number, "王某"), (on_page, "李某")):
            client.force_login(police.person_b)
            for place in (f"/sharing/inbox/{made}/{resource.path_code}/", f"/sharing/applications/{made}/"):
                assert f"分管领导</dt><dd>{name}</dd>" in client.get(place).content.decode()
    finally:
        client.force_login(civil.person_a)
        assert client.post(f"/operations/rules/fields/{field}/drop/").status_code == 403
        client.force_login(office.person_b)
        assert client.post(f"/operations/rules/fields/{field}/drop/").status_code == 302
    assert applied(client, civil, resource)[1] == "2025-10-10"
    assert client.get(f"/api/v1/applications/{number}").json()["extra"] == {"分管领导": "王某"}  # what was said stays


def on_the_page(client: Any, civil: Cast.Member, resource: Any, name: str) -> str:
    """CIVIL applies on the page, first without what the local rule asks for; the application's number."""
    client.force_login(civil.person_a)
    form = {
        "resource": resource.path_code,
        "duty": civil.agency.duties.get().name,
        "users": civil.person_a.login,
        "until": "2025-12-31",
        f"{resource.path_code}-items": "name",
        f"{resource.path_code}-modes": "verify",
        f"{resource.path_code}-confirms": "on",
        "step": "send",
    }
    assert "签批本次申请的负责人" in client.get(f"/sharing/apply/?resource={resource.path_code}").content.decode()
    assert client.post("/sharing/apply/", form).status_code == 422
    sent = client.post("/sharing/apply/", form | {name: "李某"})
    assert sent.status_code == 302, sent.content.decode()
    return sent["Location"].strip("/").rpartition("/")[2]


@pytest.mark.clause("38.1")
@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"days": "6", "basis": BASIS}, "只能更短"),
        ({"days": "0", "basis": BASIS}, "应为 1 到 60 个工作日"),
        ({"days": "3", "basis": " "}, "请填写依据"),
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
    new = {"label": "分管领导", "help_text": "", "basis": BASIS}
    assert client.post("/operations/rules/fields/new/", new).status_code == 403


@pytest.mark.clause("38.1", "6.1")
@pytest.mark.parametrize(
    ("setting", "shown", "not_shown"), [("2014", "非受限共享", "无条件共享"), ("later", "无条件共享", "非受限共享")]
)
def test_a_node_says_the_categories_in_the_words_of_its_setting(
    cast: Cast, start_node: Any, setting: str, shown: str, not_shown: str
) -> None:
    """A process with the setting, read from outside without login."""
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    resource = cast.resource(police, office, category="unrestricted", openness="open")
    started = start_node("serve", YISHU_CATEGORY_WORDS=setting)
    try:
        page = httpx.get(f"{started.url}/catalogue/{resource.path_code}/").text
        assert shown in page
        assert not_shown not in page
    finally:
        started.stop()
