"""Inspectors search the evidence by whatever they know; of a person only by a look that is on record (30.1, 32.1)."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.utils import timezone

from tests.portal.inspecting.stage import CASE, DUTY, OTHER, SUBJECT, Story, read, signed_in
from yishu.access.refused import WHY
from yishu.agencies.models import Agency
from yishu.audit.record import Action
from yishu.core.calendar import SHANGHAI, shanghai_day
from yishu.portal import evidence
from yishu.portal.filtering import codes_of

pytestmark = pytest.mark.clause("32.1")


def found(story: Story, **asked: object) -> set[str]:
    """Which agencies' uses are listed."""
    page = read(story.inspector, "/evidence/", action="data:", **asked)
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return {name for name in ("民政", "人社", "林业") if f'<span class="ys-sub">{name}' in table}


def test_conditions_hold_together(story: Story) -> None:
    civil, forestry = story.civil, story.forestry
    assert found(story, case=CASE) == {"民政", "人社", "林业"}
    assert found(story, case=CASE, outcome="denied") == {"林业"}
    assert found(story, actor=civil.person_a.login) == {"民政"}
    assert found(story, actor=f"person:{forestry.person_a.pk}") == {"林业"}
    assert found(story, actor=civil.person_a.login, outcome="denied") == set()
    assert found(story, grant=str(story.grants[1].pk)) == {"人社"}
    assert found(story, resource=story.resource.code, agency=civil.agency.name) == {"民政"}
    assert found(story, actor="没有此人") == set()


def test_uses_that_name_no_case_are_found_as_such(story: Story) -> None:
    story.query(story.labour, case="")
    number = story.query(story.civil, case="SH-9").partition(".")[0]
    assert found(story, no_case="none") == {"人社"}
    assert found(story, no_case="none", outcome="denied") == set()
    assert found(story, no_case="none", agency=story.civil.agency.name) == set()
    with connection.cursor() as cursor:  # erased, it may have named a case
        cursor.execute(
            "update audit_record set case_number = '', personal = null where id = %s returning body", [number]
        )
    assert found(story, no_case="none") == {"人社"}
    client = signed_in(story.inspector)
    assert "session:" not in client.get("/evidence/", {"no_case": "none"}).content.decode().partition("<tbody>")[2]
    assert client.get("/evidence/", {"no_case": "none", "case": CASE}).status_code == 422
    assert "只写一部分查不到" in client.get("/evidence/", {"case": CASE[:5]}).content.decode()


def test_a_refusal_is_found_by_words_of_its_reason_or_its_code(story: Story) -> None:
    record = read(story.inspector, "/evidence/", outcome="denied", case=CASE)
    assert "拒绝" in record
    assert found(story, case=CASE, reason="授权") == {"林业"}
    assert found(story, case=CASE, reason="过大") == set()


def test_a_refusal_is_found_by_its_reason_chosen_from_the_list(story: Story) -> None:
    assert found(story, case=CASE, why="no_grant") == {"林业"}
    assert found(story, case=CASE, why="no_grant", reason="授权") == {"林业"}
    assert found(story, case=CASE, why="no_grant", reason="过大") == set()
    assert found(story, case=CASE, why="case_required") == set()
    page = unescape(read(story.inspector, "/evidence/", why="no_grant"))
    assert f'<option value="no_grant" selected>{WHY["no_grant"]}</option>' in page
    assert f"拒绝原因：{WHY['no_grant']}" in re.sub(r"(拒绝原因) ", r"\1：", page)  # on paper
    assert signed_in(story.inspector).get("/evidence/", {"why": "no_such"}).status_code == 422
    assert "&amp;why=no_grant" in read(story.inspector, "/evidence/statistics/", by="agency", action="data:")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", ["/evidence/", "/evidence/statistics/"])
def test_actions_are_chosen_from_groups_and_no_two_have_one_name(story: Story, path: str, language: str) -> None:
    page = unescape(signed_in(story.inspector, language).get(path).content.decode())
    chooser = page.partition('<select name="action"')[2].partition("</select>")[0]
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', chooser, re.DOTALL)
    assert groups[0][0] in ("数据使用", "Use of data")
    assert {"data:verified", "data:queried", "data:copied"} <= set(re.findall(r'value="([^"]+)"', groups[0][1]))
    offered = re.findall(r'value="([^"]*)"[^>]*>([^<]+)<', chooser)
    assert {action for action, _words in offered} == {"", "data:", *Action}
    assert len({words for _action, words in offered}) == len(offered) == len(Action) + 2
    last = re.findall(r'value="([^":]+)', groups[-1][1])
    assert len(set(last)) < 15  # what is about nothing else


def test_hours_of_the_day_may_go_over_midnight(story: Story) -> None:
    hour = timezone.now().astimezone(SHANGHAI).hour
    now, later = str(hour), str((hour + 2) % 24)
    assert found(story, case=CASE, from_hour=str((hour - 1) % 24), to_hour=later) == {"民政", "人社", "林业"}
    assert found(story, case=CASE, from_hour=later, to_hour=str((hour - 1) % 24)) == set()
    today = shanghai_day(timezone.now())
    assert found(story, case=CASE, since=str(today - timedelta(1)), until=str(today), from_hour=now, to_hour=now)


@pytest.mark.clause("30.1")
def test_a_resident_number_in_a_search_box_is_refused_and_stands_in_no_address(story: Story) -> None:
    client = signed_in(story.inspector)
    for typed in (SUBJECT, f"查 {SUBJECT[:6]} {SUBJECT[6:]}"):
        answer = client.get("/evidence/", {"actor": typed, "outcome": "denied"})
        assert answer.status_code == 302
        address = answer.headers["Location"]
        assert "outcome=denied" in address
        assert SUBJECT[6:] not in address
    page = client.get(address).content.decode()
    assert "没有查找任何留痕" in page
    assert 'href="/operations/subject-uses/"' in page.partition("没有查找任何留痕")[2]
    assert "<tbody>" not in page
    assert found(story, agency=story.civil.agency.code) == {"民政"}
    assert client.get("/evidence/", {"case": SUBJECT}).status_code == 200  # cases have numbers like that


def test_a_search_that_cannot_be_is_explained(story: Story) -> None:
    client, today = signed_in(story.inspector), shanghai_day(timezone.now())
    answer = client.get("/evidence/", {"since": str(today), "until": str(today - timedelta(1))})
    assert answer.status_code == 422
    assert "不能早于起始日期" in answer.content.decode()


def test_too_many_names_ask_for_more_of_the_name(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    from yishu.portal import filtering

    monkeypatch.setattr(filtering, "MOST_NAMES", 0)
    answer = signed_in(story.inspector).get("/evidence/", {"agency": story.police.agency.name})
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert "请写得更完整" in page
    assert f'href="?agency={story.police.agency.code}"' in page.partition("可从这里选一个")[2]


def test_a_department_is_not_lost_among_governments_whose_names_hold_its_own_by_accident(story: Story) -> None:
    government = story.cast.agency("湖州市人民政府")
    story.query(government, case="SH-11")
    civil, listed = story.civil.agency.name, lambda text: codes_of(Agency.objects, "name", text)
    assert government.agency.code not in (listed("民政") or ())
    assert story.civil.agency.code in (listed("民政") or ())
    for whole in ("湖州市人民政府", "政府", "湖州市人民", government.agency.code):
        assert government.agency.code in (listed(whole) or ()), whole
    assert listed(civil) == (story.civil.agency.code,)
    assert found(story, agency="民政") == {"民政"}


def test_a_search_that_takes_too_long_says_what_would_narrow_it(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, **__: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(5)")

    monkeypatch.setattr(evidence, "LONGEST", 0.05)
    monkeypatch.setattr(evidence.queries, "list_records", slow)
    answer = signed_in(story.inspector).get("/evidence/")
    assert answer.status_code == 503
    assert "请再限定日期" in answer.content.decode()


@pytest.mark.clause("30.1")
def test_one_persons_records_are_searched_by_ones_own_look_and_no_number_stands_in_an_address(story: Story) -> None:
    client = signed_in(story.inspector)
    asked = {"type": "111", "number": SUBJECT, "basis": "监函〔2026〕7号", "reason": "核查投诉"}
    looked = client.post("/operations/subject-uses/", asked, follow=True)
    address, page = looked.redirect_chain[-1][0], looked.content.decode()
    look = address.rstrip("/").rpartition("/")[2]
    assert f"/evidence/?look={look}" in page
    narrowed = client.get("/evidence/", {"look": look, "action": "data:"}).content.decode()
    assert CASE in unescape(narrowed)
    assert "SH-8" not in narrowed
    assert SUBJECT not in narrowed + address
    assert OTHER not in narrowed
    both = client.get("/evidence/", {"look": look, "outcome": "denied"}).content.decode()
    assert "林业" in both
    assert '<span class="ys-sub">民政' not in both

    other = signed_in(story.office.person_b).get("/evidence/", {"look": look})
    assert other.status_code == 403
    assert "须先由您本人" in other.content.decode()
    record = story.receipts[0].partition(".")[0]
    assert client.get("/evidence/", {"look": record}).status_code == 403


def test_the_audit_administrator_sees_all_and_a_stranger_nothing(story: Story) -> None:
    assert DUTY in read(story.exporter, "/evidence/", case=CASE)
    assert DUTY not in read(story.office.person_a, "/evidence/", case=CASE)
