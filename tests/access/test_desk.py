"""The desk for verifying and querying, over HTTP without scripts: what it asks, answers, refuses and puts on record."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import PEOPLE_CSV, PERSON_ITEMS, Cast

SUBJECT, NAME = PEOPLE_CSV.splitlines()[1].split(",")[:2]
DUTY = "社会救助审核"


class Story:
    """POLICE hosts people; CIVIL's `a` is named in a grant, `b` is not; FORESTRY has nothing."""

    def __init__(self, folder: Path) -> None:
        self.cast = cast = Cast()
        self.office = office = cast.agency("主管", coordinator=True)
        self.police, self.civil, self.forestry = cast.agency("公安"), cast.agency("民政"), cast.agency("林业")
        self.resource = cast.resource(self.police, office, case_required=True)
        cast.publish(self.police, self.resource, PEOPLE_CSV, folder)
        items = tuple(item.code for item in PERSON_ITEMS if item.code != "residence_code")
        self.grant = cast.grant(
            self.civil,
            self.police,
            self.resource,
            users=(self.civil.person_a,),
            items=items,
            modes=("verify", "query"),
            duty=DUTY,
        )
        self.url = f"/access/{self.grant.pk}/"


@pytest.fixture(scope="module")
def story(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("desk"))


def asked(**more: Any) -> dict[str, Any]:
    return {"mode": "query", "duty": DUTY, "case": "JZ-1", "subject": SUBJECT, "items": ["name", "sex"], **more}


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def records_of(resource: str) -> list[Any]:
    """The calls on record, newest first."""
    from yishu.audit.queries import Filters, Scope, list_records

    page = list_records(Scope("", (resource,)), Filters(action="data:", side="provided"))
    return [seen.record for seen in page.records]


@pytest.mark.clause("27.2", "32.1")
def test_the_whole_is_shown_only_by_a_call_of_its_own_on_record(story: Story) -> None:
    client = signed_in(story.civil.person_a)
    masked = client.post(story.url, asked())
    assert NAME not in masked.content.decode()
    assert "男（1）" in masked.content.decode()
    whole = client.post(story.url, asked(whole="1"))
    assert NAME in whole.content.decode()
    newest, before = records_of(story.resource.code)[:2]
    assert (newest.detail, before.detail) == ({"shown": "whole"}, {"shown": "masked"})
    assert (newest.actor, newest.case, newest.items) == (story.civil.a.ref, "JZ-1", ["name", "sex"])
    assert str(newest.id) in whole.content.decode()


@pytest.mark.clause("27.1")
def test_verify_says_verdicts_and_never_what_is_on_record(story: Story) -> None:
    claims = {"claim_name": "钱二", "claim_sex": "1", "claim_birth_date": "19900307"}
    answer = signed_in(story.civil.person_a).post(story.url, asked(mode="verify", **claims)).content.decode()
    assert [answer.count(f">{word}<") for word in ("一致", "不一致", "该项为空")] == [2, 1, 0]
    assert NAME not in answer


@pytest.mark.clause("27.1")
def test_an_absent_subject_is_no_record(story: Story) -> None:
    absent = "11010519491231002X"
    answer = signed_in(story.civil.person_a).post(story.url, asked(subject=absent))
    assert answer.status_code == 200
    assert "查无记录" in answer.content.decode()


@pytest.mark.clause("26.5", "32.1")
def test_who_is_not_named_is_refused_and_the_refusal_is_on_record(story: Story) -> None:
    client = signed_in(story.civil.person_b)
    assert "没有把您列为使用人" in client.get(story.url).content.decode()
    answer = client.post(story.url, asked())
    assert answer.status_code == 403
    assert "没有提供数据" in answer.content.decode()
    newest = records_of(story.resource.code)[0]
    assert (newest.outcome, newest.reason, newest.actor) == ("denied", "no_grant", story.civil.b.ref)


def test_the_page_of_a_grant_leads_those_it_names_to_the_desk(story: Story) -> None:
    page = f"/sharing/grants/{story.grant.pk}/"
    assert story.url in signed_in(story.civil.person_a).get(page).content.decode()
    for other in (story.civil.person_b, story.police.person_b):
        assert story.url not in signed_in(other).get(page).content.decode()


@pytest.mark.clause("26.5")
def test_a_mode_that_was_not_granted_is_not_offered_and_its_call_is_refused(story: Story) -> None:
    verify_only = story.cast.grant(
        story.forestry, story.police, story.resource, users=(story.forestry.person_a,), modes=("verify",), duty=DUTY
    )
    client, url = signed_in(story.forestry.person_a), f"/access/{verify_only.pk}/"
    assert 'name="items"' not in client.get(url + "?mode=query").content.decode()
    answer = client.post(url, asked())
    assert answer.status_code == 403
    assert "mode_not_granted" in answer.content.decode()
    assert records_of(story.resource.code)[0].reason == "mode_not_granted"


@pytest.mark.clause("26.5")
def test_a_grant_of_another_agency_does_not_exist(story: Story) -> None:
    for person in (story.forestry.person_a, story.police.person_a):
        assert signed_in(person).get(story.url).status_code == 404


@pytest.mark.clause("4.4")
def test_the_case_is_asked_for_where_the_grant_wants_it(story: Story) -> None:
    client = signed_in(story.civil.person_a)
    before = len(records_of(story.resource.code))
    assert client.post(story.url, asked(case=" ")).status_code == 422
    assert len(records_of(story.resource.code)) == before


def test_what_the_grant_does_not_hold_cannot_be_chosen(story: Story) -> None:
    client = signed_in(story.civil.person_a)
    page = client.get(story.url + "?mode=query").content.decode()
    assert "户籍地区划" not in page
    assert client.post(story.url, asked(items=["residence_code"])).status_code == 422


def test_a_malformed_number_is_told_beside_its_field(story: Story) -> None:
    answer = signed_in(story.civil.person_a).post(story.url, asked(subject=SUBJECT[:-1] + "0"))
    assert answer.status_code == 422
    assert 'id="id_subject_error"' in answer.content.decode()


def test_with_htmx_only_the_desk_is_exchanged(story: Story) -> None:
    client = signed_in(story.civil.person_a)
    part = client.post(story.url, asked(), headers={"HX-Request": "true", "HX-Target": "desk"}).content.decode()
    assert part.lstrip().startswith('<div id="desk"')
    assert "<html" not in part


@pytest.mark.clause("26.5")
def test_a_withdrawn_grant_stops_the_next_call(tmp_path: Path, django_ready: str) -> None:
    from yishu.sharing import commands

    story = Story(tmp_path)
    client = signed_in(story.civil.person_a)
    assert client.post(story.url, asked()).status_code == 200
    commands.withdraw_grant(
        story.police.b, str(story.grant.pk), reason="核查中", now=story.grant.opened_at + timedelta(1)
    )
    assert client.post(story.url, asked()).status_code == 403
    page = client.get(story.url).content.decode()
    assert "这项授权已收回" in page
    assert "核查中" in page


def test_the_console_lists_the_grants_that_name_me_in_a_fixed_number_of_queries(
    tmp_path: Path, django_ready: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    story = Story(tmp_path)
    client, counts = signed_in(story.civil.person_a), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/access/")
        counts.append(len(queries))
        cast = Cast()
        another = cast.resource(story.police, cast.agency("主管", coordinator=True), name="另一资源")
        cast.grant(story.civil, story.police, another, users=(story.civil.person_a,))
    assert "另一资源" in client.get("/access/").content.decode()
    assert len(set(counts)) == 1


@pytest.mark.clause("6.1")
def test_what_comes_masked_is_shown_so_and_cannot_be_had_whole(story: Story, tmp_path: Path) -> None:
    office = story.cast.agency("主管", coordinator=True)
    shared = story.cast.resource(story.police, office)
    story.cast.publish(story.police, shared, PEOPLE_CSV, tmp_path)
    grant = story.cast.grant(story.civil, story.police, shared, users=(story.civil.person_a,), duty=DUTY)
    client, url = signed_in(story.civil.person_a), f"/access/{grant.pk}/"
    assert "330102<" in client.post(url, asked(items=["residence_code"])).content.decode()
    story.cast.mask(story.police, office, shared, name="hidden", residence_code="identity")
    assert client.get(url + "?mode=query").content.decode().count("脱敏提供") == 2
    for whole in ({}, {"whole": "1"}):
        answer = client.post(url, asked(items=["name", "sex", "residence_code"], **whole)).content.decode()
        sheet = answer[answer.index("access-sheet") :]
        assert sheet.count("按目录脱敏提供") == 2
        assert "****" in sheet
        assert "*****2" in sheet
        assert NAME not in sheet
        assert "330102<" not in sheet
        assert "显示完整内容" not in sheet  # there is nothing more to be had
    for page in (f"/sharing/grants/{grant.pk}/", f"/sharing/apply/?resource={shared.path_code}"):
        shown = client.get(page).content.decode()
        assert "脱敏：全部隐去" in shown
        assert "脱敏：号码留首尾" in shown


@pytest.mark.clause("27.2")
def test_a_subject_may_be_named_by_an_alternative_key(story: Story, tmp_path: Path) -> None:
    from tests.gateway.firms import ALL, CREDIT, FIRMS, ITEMS

    firms = story.cast.resource(story.police, story.office, items=ITEMS, key_kind="legal_entity", name="法人")
    story.cast.publish(story.police, firms, FIRMS, tmp_path)
    grant = story.cast.grant(story.civil, story.police, firms, users=(story.civil.person_a,), items=ALL, duty=DUTY)
    client, url = signed_in(story.civil.person_a), f"/access/{grant.pk}/"
    entry = client.get(f"/catalogue/{firms.path_code}/").content.decode()
    assert "名称＋登记地" in entry
    assert "替代主键 2" in entry
    assert "改按注册号" in client.get(url).content.decode()
    page = client.get(f"{url}?mode=query&by=1").content.decode()
    assert 'name="key_reg_no"' in page
    assert 'name="subject"' not in page
    sent = {"mode": "query", "by": "1", "duty": DUTY, "case": "JZ-1", "items": ["name"]}
    found = client.post(url, sent | {"key_reg_no": "330000000012345"})
    assert found.status_code == 200
    assert "某局" in found.content.decode()
    assert CREDIT not in found.content.decode()
    several = client.post(url, sent | {"key_reg_no": "330000000012346"})
    assert several.status_code == 409
    assert "002482111" not in several.content.decode()
    assert "请改用主键" in several.content.decode()
    missing = client.post(url, sent)
    assert missing.status_code == 422
