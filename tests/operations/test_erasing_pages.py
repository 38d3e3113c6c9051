"""The erasure of what is personal in a record, on pages and by the API: asked for, seen by who may decide, agreed or refused, and nothing told that the reader may not see (5.1, 32.1)."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from tests.operations.erasures import BASIS, WHY, WRITTEN, Scene, acted, acted_in_case, append, refuse_all, row
from tests.operations.erasures import scene as scene
from yishu.agencies.credentials import PersonCredential, new_token
from yishu.agencies.models import Person
from yishu.audit.models import Record
from yishu.operations.erasing.models import Erasure

pytestmark = [pytest.mark.clause("32.1"), pytest.mark.clause("5.1")]

LIST = "/operations/erasures/"
AGREED = {"act": "agree", "sure": "on"}


def browsing(person: Person, language: str = "") -> Client:
    client = Client(headers={"accept-language": language} if language else {})
    client.force_login(person)
    return client


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return unescape(answer.content.decode())


def record_page(receipt: str) -> str:
    return f"/evidence/{row(receipt).pk}/"


def ask_page(receipt: str) -> str:
    return f"{LIST}of/{row(receipt).pk}/"


def asked(scene: Scene, receipt: str) -> str:
    """The page of an erasure that waits."""
    answer = browsing(scene.auditor).post(ask_page(receipt), {"basis": BASIS, "reason": WHY})
    assert answer.status_code == 302, answer.content.decode()
    return answer["location"]


def todos(person: Person) -> str:
    return text(browsing(person), "/")


def notices(person: Person) -> str:
    return text(browsing(person), "/notices/")


def card(page: str, name: str) -> str:
    return page[page.index(f'id="{name}"') :]


def test_from_the_records_page_to_the_erasure(scene: Scene) -> None:
    receipt = acted(scene.officer)
    auditor, other = browsing(scene.auditor), browsing(scene.other_auditor)
    assert ask_page(receipt) in text(auditor, record_page(receipt))
    place = asked(scene, receipt)
    assert place in text(auditor, record_page(receipt))
    assert ask_page(receipt) not in text(auditor, record_page(receipt))
    assert auditor.get(ask_page(receipt))["location"] == place
    assert row(receipt).personal is not None
    assert place in text(other, LIST)
    assert other.post(place, AGREED)["location"] == place
    assert row(receipt).personal is None
    erasure = Record.objects.get(action="personal-part:erased", target=f"record:{row(receipt).pk}").whole
    assert (erasure.actor, erasure.detail["asked_by"]) == (
        f"person:{scene.other_auditor.pk}",
        f"person:{scene.auditor.pk}",
    )
    for path in (LIST, ask_page(acted(scene.officer))):
        said = text(auditor, path)
        assert ("《暂行办法》没有规定抹除" in said, "依据第五条" in said) == (True, False)
    shown = card(text(auditor, LIST), "decided")
    assert "刚刚" not in shown + text(auditor, place)
    assert scene.auditor.name in shown
    assert scene.other_auditor.name in shown
    assert Erasure.objects.get(record=row(receipt).pk).receipt in shown
    left = text(auditor, record_page(receipt))
    assert ("个人信息部分已抹除" in left, place in left, ask_page(receipt) in left) == (True, True, False)


def test_whoever_may_decide_sees_it_at_home_and_in_a_notice_and_who_asked_hears_the_answer(scene: Scene) -> None:
    refuse_all(scene.security)
    place = asked(scene, acted(scene.officer))
    told = f"{scene.auditor.name}申请抹除一条留痕中的个人信息（申请 {place.rstrip('/').rpartition('/')[2]}）"
    for who in (scene.security, scene.other_auditor):
        assert place in todos(who)
        assert told in notices(who)
    assert place not in todos(scene.auditor)
    assert told not in notices(scene.auditor)
    browsing(scene.security).post(place, {"act": "refuse", "reason": "依据不足"})
    assert f"{scene.security.name}不同意申请" in notices(scene.auditor)
    assert place not in todos(scene.security)
    assert "依据不足" in text(browsing(scene.auditor), place)


def test_nobody_decides_what_they_asked_for(scene: Scene) -> None:
    receipt = acted(scene.officer)
    place, auditor = asked(scene, receipt), browsing(scene.auditor)
    shown = text(auditor, place)
    assert ("须由另一人决定" in shown, 'value="agree"' in shown, 'value="refuse"' in shown) == (True, False, False)
    assert auditor.post(place, AGREED).status_code == 403
    assert auditor.post(place, {"act": "refuse", "reason": "不办了"}).status_code == 403
    assert row(receipt).personal is not None


def test_agreement_says_what_goes_and_must_be_confirmed(scene: Scene) -> None:
    receipt = acted(scene.officer)
    place, security = asked(scene, receipt), browsing(scene.security)
    shown = text(security, place)
    assert re.findall("<li>(使用人的姓名|办件编号|理由)[（<]", shown) == ["使用人的姓名", "理由"]
    assert "不能恢复" in shown
    refused = security.post(place, {"act": "agree"})
    assert (refused.status_code, "请勾选" in refused.content.decode()) == (422, True)
    assert row(receipt).personal is not None
    assert security.post(place, {"act": "refuse", "reason": " "}).status_code == 422
    assert Erasure.objects.get(record=row(receipt).pk).state == "asked"
    security.post(place, AGREED)
    again = security.post(place, AGREED)
    assert (again.status_code, "已经办结" in again.content.decode()) == (422, True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_of_an_erasure_tells_what_is_to_go(scene: Scene, language: str) -> None:
    receipt = acted(scene.officer)
    place = asked(scene, receipt)
    for who in (scene.auditor, scene.security):
        for path in (LIST, place, "/", "/notices/"):
            told = text(browsing(who, language), path)
            assert (WRITTEN in told, scene.officer.name in told) == (False, False), path
    assert WRITTEN not in text(browsing(scene.auditor, language), ask_page(acted(scene.officer)))
    assert record_page(receipt) in text(browsing(scene.auditor), place)
    assert record_page(receipt) not in text(browsing(scene.security), place)  # another agency's, not theirs to see


def test_only_administrators_and_inspectors_see_erasures_and_only_the_auditor_asks(scene: Scene) -> None:
    receipt = acted(scene.officer)
    place, officer, security = asked(scene, receipt), browsing(scene.officer), browsing(scene.security)
    for path in (LIST, place, ask_page(receipt)):
        assert officer.get(path).status_code == 403
    assert officer.post(place, AGREED).status_code == 403
    assert LIST not in text(officer, record_page(receipt))
    other = acted(scene.officer)
    assert security.post(ask_page(other), {"basis": BASIS, "reason": WHY}).status_code == 403
    assert row(receipt).personal is not None
    assert not Erasure.objects.filter(record=row(other).pk).exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"basis": "", "reason": WHY}, "请填写依据"),
        ({"basis": BASIS, "reason": ""}, "请填写理由"),
        ({"basis": "字" * 121, "reason": WHY}, "120"),
        ({"basis": BASIS + "\x07", "reason": WHY}, "控制字符"),
    ],
)
def test_what_is_asked_for_needs_its_basis_and_reason(scene: Scene, given: dict[str, str], said: str) -> None:
    receipt = acted(scene.officer)
    refused = browsing(scene.auditor).post(ask_page(receipt), given)
    assert (refused.status_code, said in refused.content.decode()) == (422, True)
    assert not Erasure.objects.filter(record=row(receipt).pk).exists()


def test_where_nothing_is_personal_nothing_can_be_asked(scene: Scene) -> None:
    from yishu.audit import recording
    from yishu.audit.record import Action
    from yishu.core.actor import PLATFORM

    receipt, auditor = recording.record(PLATFORM, Action.RULE_CHANGED, target="rule 2"), browsing(scene.auditor)
    assert ask_page(receipt) not in text(auditor, record_page(receipt))
    assert auditor.get(ask_page(receipt)).status_code == 409


def test_refused_it_may_be_asked_for_anew(scene: Scene) -> None:
    receipt = acted(scene.officer)
    first = asked(scene, receipt)
    browsing(scene.security).post(first, {"act": "refuse", "reason": "依据不足"})
    shown = text(browsing(scene.auditor), record_page(receipt))
    assert (first in shown, ask_page(receipt) in shown) == (True, True)
    assert asked(scene, receipt) != first


def test_an_inspector_comes_from_an_erased_record_to_who_had_it_erased_when_and_why(scene: Scene) -> None:
    receipt, waiting = acted(scene.officer), acted(scene.officer)
    place, other = asked(scene, receipt), asked(scene, waiting)
    inspector = browsing(scene.inspector)
    for path in (place, other):
        assert inspector.get(path).status_code == 404  # what waits is not theirs to read
    browsing(scene.security).post(place, AGREED)
    remark = text(inspector, record_page(receipt)).partition("个人信息部分已抹除")[2].partition("谁、何时、为何")[0]
    told = f"依“{BASIS}”抹除：{scene.auditor.name}申请，{scene.security.name}同意"
    assert all(said in remark for said in (told, place, record_page(decision(receipt))))
    page = text(inspector, place)
    assert re.search(
        rf"申请人 {scene.auditor.name}，[-\d]+ [:\d]+.+同意人 {scene.security.name}，[-\d]+ [:\d]+", page, re.S
    )
    shown = text(inspector, LIST)
    assert (place in shown, other in shown, 'id="waiting"' in shown) == (True, False, False)
    assert inspector.post(other, AGREED).status_code == 404
    officer = text(browsing(scene.officer), record_page(receipt))
    assert ("日志里有抹除它的留痕" in officer, BASIS in officer) == (True, False)


def test_the_record_of_an_erasure_names_who_asked_and_leads_to_what_was_erased(scene: Scene) -> None:
    receipt = acted(scene.officer)
    browsing(scene.security).post(asked(scene, receipt), AGREED)
    page = text(browsing(scene.inspector), record_page(decision(receipt)))
    assert f"{scene.auditor.name}（person:{scene.auditor.pk}）" in page
    assert f'href="{record_page(receipt)}"' in page


def test_a_part_that_is_gone_without_a_decision_is_not_called_lawful(scene: Scene) -> None:
    receipt = acted(scene.officer)
    part = row(receipt).personal
    Record.objects.filter(pk=row(receipt).pk).update(personal=None)
    page = text(browsing(scene.inspector), record_page(receipt))
    assert "没有找到抹除它的决定" in page
    Record.objects.filter(pk=row(receipt).pk).update(personal=part)


def test_who_decides_reads_what_else_the_record_says(scene: Scene) -> None:
    receipt = acted(scene.officer)
    page = text(browsing(scene.security), asked(scene, receipt))
    left = page.partition("此条留痕的其余内容")[2].partition("</dl>")[0]
    said = (scene.officer.agency.name, f"person:{scene.officer.pk}", "rule 1")
    assert all(each in left for each in said)
    assert (WRITTEN in page, scene.officer.name in page) == (False, False)


def test_a_request_says_how_many_other_records_of_the_person_it_leaves(scene: Scene) -> None:
    person = Cast().agency("教育").person_a
    receipt, *_ = [acted(person) for _ in range(3)]
    asking = text(browsing(scene.auditor), ask_page(receipt))
    assert "同一人的其他留痕 2 条" in asking
    assert f'href="/evidence/?actor=person%3A{person.pk}"' in asking
    assert "同一办件的其他留痕 " not in asking
    page = text(browsing(scene.security), asked(scene, receipt))
    assert ("同一人的其他留痕 2 条" in page, "/evidence/?actor=" in page) == (True, False)


def test_a_request_says_how_many_other_records_of_the_case_it_leaves_but_not_which_case(scene: Scene) -> None:
    receipts = [acted_in_case(scene.officer, "BJ-2026-甲") for _ in range(2)]
    for page in (
        text(browsing(scene.auditor), ask_page(receipts[0])),
        text(browsing(scene.security), asked(scene, receipts[0])),
    ):
        assert ("同一办件的其他留痕 1 条" in page, "BJ-2026" in page) == (True, False)


def decision(receipt: str) -> str:
    return Erasure.objects.get(record=row(receipt).pk, state="done").receipt


def test_a_reason_that_was_erased_from_its_record_stands_on_no_page(scene: Scene) -> None:
    """Somebody wrote a name into the reason."""
    receipt, slip = acted(scene.officer), "王小明请求删除"
    auditor, security = browsing(scene.auditor), browsing(scene.security)
    place = auditor.post(ask_page(receipt), {"basis": BASIS, "reason": slip})["location"]
    assert slip in text(security, place)
    append()
    asking = Record.objects.get(action="erasure:asked", target=f"record:{row(receipt).pk}")
    security.post(asked(scene, str(asking.pk)), AGREED)
    append()
    assert row(str(asking.pk)).personal is None
    for path in (place, LIST):
        assert slip not in text(security, path)
    assert not Erasure.objects.filter(why=slip).exists()


def test_the_list_costs_the_same_however_many_there_are(scene: Scene) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            text(security, LIST)
        return len(seen)

    security = browsing(scene.security)
    for act in ({"act": "refuse", "reason": "依据不足"}, {}):
        security.post(asked(scene, acted(scene.officer)), act)
    first = cost()
    for act in ({"act": "refuse", "reason": "依据不足"}, {}):
        security.post(asked(scene, acted(scene.officer)), act)
    assert cost() == first


def test_programs_ask_and_decide_by_the_same_rules(scene: Scene) -> None:
    def call(person: Person, path: str = "", body: Any = None) -> tuple[int, Any]:
        credential = PersonCredential(person.pk, person.generation)
        token = new_token(settings.YISHU_SECRETS.tokens, credential, timezone.now()).text
        client = Client(headers={"authorization": f"Bearer {token}"})
        address = f"/api/v1/erasures{path}"
        answer = client.get(address) if body is None else client.post(address, body, "application/json")
        return answer.status_code, answer.json()

    receipt = acted(scene.officer)
    wanted = {"record": str(row(receipt).pk), "basis": BASIS, "reason": WHY}
    assert call(scene.security, body=wanted)[0] == 403
    status, made = call(scene.auditor, body=wanted)
    assert (status, made["state"], made["asked_by"]) == (201, "asked", f"person:{scene.auditor.pk}")
    assert call(scene.auditor, body=wanted)[1]["code"] == "erasure_asked"
    assert call(scene.auditor, f"/{made['id']}/agreement", {})[1]["code"] == "own_submission"
    assert call(scene.officer)[0] == 403
    assert made["id"] in [each["id"] for each in call(scene.security)[1]]
    assert call(scene.security, f"/{made['id']}/refusal", {"reason": "依据不足"})[1]["state"] == "refused"
    _, anew = call(scene.auditor, body=wanted)
    status, done = call(scene.security, f"/{anew['id']}/agreement", {})
    assert (status, done["state"], bool(re.fullmatch(r"[0-9a-f-]{36}\.[0-9a-f]{64}", done["receipt"]))) == (
        200,
        "done",
        True,
    )
    assert row(receipt).personal is None
