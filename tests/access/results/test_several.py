"""Several subjects in one call of the page: each line a subject, one record, everything masked until asked for."""

from pathlib import Path
from typing import Any

import pytest

from tests.access.results.stage import ABSENT, DUTY, NAME, SUBJECT, SUBJECTS, asked, signed_in
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.usefixtures("django_ready")
NAMES = ("赵一", "钱二", "孙三")


def several(lines: str, **more: Any) -> dict[str, Any]:
    return asked(many="1", lines=lines, **more)


def post(story: Any, given: dict[str, Any]) -> tuple[int, str]:
    answer = signed_in(story.civil.person_a).post(story.url, given)
    page = answer.content.decode()
    return answer.status_code, page[page.index('id="result"') :] if answer.status_code == 200 else page


@pytest.mark.clause("27.2", "32.1")
def test_one_call_reads_several_and_shows_them_masked_until_the_whole_is_asked_for_on_record(story: Any) -> None:
    before = len(story.records())
    lines = "\n\n".join((*SUBJECTS, ABSENT))
    status, masked = post(story, several(lines))
    assert (status, masked.count("赵*"), masked.count("查无记录")) == (200, 1, 1)
    assert all(name not in masked for name in NAMES)
    status, whole = post(story, several(lines, whole="1"))
    assert all(name in whole for name in NAMES)
    newest, first = story.records()[:2]
    assert len(story.records()) == before + 2
    assert (newest.detail, first.detail) == ({"shown": "whole"}, {"shown": "masked"})
    assert (len(newest.subjects), newest.found) == (4 * 16, 3)


@pytest.mark.clause("27.1")
def test_a_line_says_what_is_compared_of_its_subject_however_it_was_copied(story: Any) -> None:
    lines = (
        f"{SUBJECTS[0]}\t赵一\t1990-03-07\n"
        f"{SUBJECTS[1]}，钱三，1990-03-07\n"
        f"{SUBJECTS[2]} 孙三\n"  # no birthday: not compared
        f"{ABSENT};李四;"
    )
    status, said = post(story, several(lines, mode="verify", items=["name", "birth_date"]))
    assert status == 200
    assert "4 个，查到 3 个，不一致的 1 个" in said
    assert said.count('scope="row">出生日期') == 2
    assert "钱二" not in said
    assert "钱*" in said
    newest = story.records()[0]
    assert (newest.action, newest.found, newest.items) == ("data:verified", 3, ["birth_date", "name"])


def test_what_is_wrong_with_a_line_is_said_by_its_number_before_anything_is_asked(story: Any) -> None:
    before = len(story.records())
    wrong = f"{SUBJECTS[0]},赵一\n\n{SUBJECTS[1]}\n{SUBJECTS[2]},孙三,1990-03-07\n,孙三\n#9,孙三"
    status, page = post(story, several(wrong, mode="verify", items=["name"]))
    assert status == 422
    for words in (
        "第 3 行：没有要比对的内容",
        "第 4 行：多于所要求的 2 栏",
        "第 5 行：主键没有填全",
        "第 6 行：本案没有问过 #9",
    ):
        assert words in page, words
    status, page = post(story, several("\n".join([SUBJECT] * 21)))
    assert (status, "一次最多 20 个对象" in page) == (422, True)
    assert len(story.records()) == before


def test_a_number_that_the_call_refuses_is_told_by_its_line(story: Any) -> None:
    status, page = post(story, several(f"{SUBJECT}\n\n{SUBJECT[:-1]}0"))
    assert status == 422
    assert "第 3 行：" in page
    assert story.records()[0].outcome == "denied"


@pytest.mark.clause("27.1")
def test_whom_one_has_asked_about_in_the_case_is_offered_masked_and_may_be_asked_about_again(story: Any) -> None:
    client = signed_in(story.civil.person_a)
    client.post(story.url, asked(case="JZ-7"))
    client.post(story.url, several(f"{SUBJECTS[1]}\n{SUBJECT}", case="JZ-7"))
    offered = client.post(story.url, {"recall": "1", "mode": "query", "case": "JZ-7"}).content.decode()
    assert offered.count("330102********6015 ·") == 1
    assert "330102********6031 ·" in offered
    for number in SUBJECTS:
        assert number not in offered
    again = client.post(story.url, asked(case="JZ-7", subject="", recent="2", whole="1")).content.decode()
    assert "钱二" in again[again.index('id="result"') :]
    assert SUBJECTS[1] not in again
    by_line = client.post(story.url, several("#2\n#1", case="JZ-7", whole="1")).content.decode()
    assert by_line.index("钱二") < by_line.index(NAME)
    both = client.post(story.url, asked(case="JZ-7", recent="2"))
    assert (both.status_code, "已另填号码" in both.content.decode()) == (422, True)


def test_they_are_offered_in_that_case_and_login_only(story: Any) -> None:
    client = signed_in(story.civil.person_a)
    client.post(story.url, asked(case="JZ-8"))
    client.post(story.url, asked(case=""))
    recall = {"recall": "1", "mode": "query"}
    for case in ("JZ-9", ""):
        assert "****6015" not in client.post(story.url, recall | {"case": case}).content.decode()
    assert client.post(story.url, asked(case="JZ-9", subject="", recent="1")).status_code == 422
    elsewhere = signed_in(story.civil.person_a)
    assert "****6015" not in elsewhere.post(story.url, recall | {"case": "JZ-8"}).content.decode()
    client.post("/logout")
    client.force_login(story.civil.person_a)
    assert "****6015" not in client.post(story.url, recall | {"case": "JZ-8"}).content.decode()


def test_looking_for_them_makes_no_call_and_keeps_what_was_filled_in(story: Any) -> None:
    client = signed_in(story.civil.person_a)
    client.post(story.url, asked(case="JZ-8"))
    before = len(story.records())
    answer = client.post(story.url, asked(case="JZ-8", recall="1", subject="33010219"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="33010219"' in page
    assert page.count("checked") >= 2
    headers = {"HX-Request": "true", "HX-Target": "access-recent"}
    part = client.post(story.url, asked(case="JZ-8", recall="1"), headers=headers).content.decode()
    assert part.lstrip().startswith('<div id="access-recent"')
    assert len(story.records()) == before


def test_keys_of_several_items_and_keys_with_blanks_are_written_on_lines_too(story: Any, tmp_path: Path) -> None:
    cast, office = story.cast, story.cast.agency("主管", coordinator=True)
    region, year = (
        ItemDraft("region", "地区", is_key=True, required=True),
        ItemDraft("year", "年份", is_key=True, required=True),
    )
    value = ItemDraft("value", "数值")
    for items, rows, lines, subject in (
        (
            (region, year, value),
            "region,year,value\n杭州,2025,七\n杭州,2026,八\n",
            "杭州\t2026\n杭州，2025",
            "杭州 · 2026",
        ),
        ((region, value), "region,value\n杭 州 A,七\n杭 州 B,八\n", "杭 州 B\n\n杭 州 A", "杭 州 B"),
    ):
        resource = cast.resource(story.police, office, items=items, key_kind="plain", category="unrestricted")
        cast.publish(story.police, resource, rows, tmp_path)
        grant = cast.grant(story.civil, story.police, resource, users=(story.civil.person_a,), duty=DUTY)
        given = {"mode": "query", "duty": DUTY, "many": "1", "items": ["value"], "lines": lines}
        page = signed_in(story.civil.person_a).post(f"/access/{grant.pk}/", given).content.decode()
        said = page[page.index('id="result"') :]
        assert subject in said
        assert said.index("<td>八</td>") < said.index("<td>七</td>")


def test_documents_of_one_type_are_written_on_lines_and_may_be_chosen_again(story: Any, tmp_path: Path) -> None:
    cast, office = story.cast, story.cast.agency("主管", coordinator=True)
    items = (
        ItemDraft("number", "证件号码", sensitivity="sensitive", is_key=True, required=True),
        ItemDraft("status", "状态"),
    )
    resource = cast.resource(story.police, office, items=items, key_kind="identity_document")
    cast.publish(story.police, resource, "number,status\n414:E12345678,有效\n414:E87654321,注销\n", tmp_path)
    grant = cast.grant(story.civil, story.police, resource, users=(story.civil.person_a,), duty=DUTY)
    client, url = signed_in(story.civil.person_a), f"/access/{grant.pk}/"
    given = {"mode": "query", "duty": DUTY, "case": "JZ-5", "items": ["status"]}
    lines = given | {"many": "1", "subject_type": "414", "lines": "E12345678\nE87654321"}
    page = client.post(url, lines).content.decode()
    assert page.index("<td>有效</td>") < page.index("<td>注销</td>")
    again = client.post(url, given | {"recent": "2", "subject_type": "111"}).content.decode()
    assert "<td>注销</td>" in again
    assert "E87654321" not in again
