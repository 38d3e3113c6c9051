"""Chapter four of the measures (共享应用) as it is told there, article by article: the public security department offers its register of residents, the civil affairs department uses it.

Each article is one function, in the regulation's own order; what it leaves behind is what the next one begins with.
"""

import base64
import csv
import io
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from tests import machine
from tests.cases.test_cases import Story as CaseStory
from tests.cases.test_cases import need_of
from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import Node
from tests.scenarios.cast import Official
from yishu.agencies.models import Scope
from yishu.audit.models import Record
from yishu.node import clocks

pytestmark = pytest.mark.usefixtures("django_ready")
RESIDENT, WRONG_NUMBER = "330102199003076015", "330102199003076016"
DUTY = "最低生活保障审核"
ITEMS = [
    {"code": "id_number", "name": "公民身份号码", "type": "string", "sensitivity": "sensitive", "is_key": True, "required": True},
    {"code": "name", "name": "姓名", "type": "string", "sensitivity": "personal", "required": True},
    {"code": "sex", "name": "性别", "type": "string"},
    {"code": "birth_date", "name": "出生日期", "type": "date", "sensitivity": "personal"},
    {"code": "residence_code", "name": "户籍地行政区划代码", "type": "string", "sensitivity": "personal"},
]  # fmt: skip


@pytest.fixture
def at(django_ready: str, node: Node) -> Any:
    """The three agencies, their officials and systems."""
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    return SimpleNamespace(
        url=node.url,
        coordinator=Official(node.url, office.person_b),
        cataloguer=Official(node.url, police.person_a),
        reviewer=Official(node.url, police.person_b),
        handler=Official(node.url, civil.person_a),
        signer=Official(node.url, civil.person_b),
        publisher=police.system(Scope.PUBLISH),
        system=civil.system(),
        civil=civil,
        police=police,
        name=f"常住人口登记{civil.agency.pk}",
    )


@pytest.mark.clause("20.1", "20.2", "21.1", "21.2", "22.1", "25.1", "26.1", "26.2", "26.3", "26.4", "26.5", "27.1", "27.2", "27.3")  # fmt: skip
def test_what_is_offered_reviewed_applied_for_disputed_used_and_taken_back(at: Any) -> None:
    article_20_it_is_offered_and_marked(at)
    article_21_secrecy_comes_first_and_every_record_has_its_key(at)
    article_22_it_is_part_of_a_base_database(at)
    article_25_it_is_kept_up_to_date(at)
    article_26_found_and_applied_for(at)
    article_26_what_is_unrestricted_opens_at_once(at)
    article_26_what_is_restricted_is_reviewed_in_five_working_days(at)
    article_26_without_agreement_the_coordinator_decides_what_is_carried_out(at)
    article_27_in_three_modes_and_within_the_grant(at)
    article_20_nothing_goes_to_the_public_without_consent(at)
    article_26_taken_back_it_ends_at_the_next_call(at)


def entry(at: Any, **changes: Any) -> dict[str, Any]:
    given = {
        "name": at.name,
        "summary": "常住人口的登记信息",
        "category": "restricted",
        "condition": "按履职需要核定",
        "format": "database",
        "cycle": "realtime",
        "timeliness": "产生后2个工作日内更新",
        "openness": "closed",
        "scope": "全省行政机关",
        "modes": ["verify", "query", "bulk"],
        "items": ITEMS,
        "key_kind": "resident_id",
        "base_database": "population",
    }
    return given | changes


def publish(at: Any, text: str) -> httpx.Response:
    headers = at.publisher.headers | {"Content-Type": "text/csv; charset=utf-8"}
    return httpx.post(f"{at.url}/api/v1/data/{at.path}/batches", content=text.encode(), headers=headers)


def call(at: Any, act: str, **body: Any) -> httpx.Response:
    whole = {"purpose": {"duty": DUTY}, "subject": RESIDENT} | body
    return httpx.post(f"{at.url}/api/v1/data/{at.path}/{act}", json=whole, headers=at.system.headers)


def article_20_it_is_offered_and_marked(at: Any) -> None:
    """标注受限或非受限：what is neither, or gives no condition, is not taken."""
    wrong = at.cataloguer.is_refused(422, "POST", "/catalogue/entries", **entry(at, category="", condition=""))
    assert "category" in {one["field"] for one in wrong["errors"]}
    wrong = at.cataloguer.is_refused(422, "POST", "/catalogue/entries", **entry(at, condition=""))
    assert [one["field"] for one in wrong["errors"]] == ["condition"]
    drafted = at.cataloguer.posts("/catalogue/entries", **entry(at))
    at.entry, at.code = drafted["id"], drafted["resource"]
    at.path = at.code.replace("/", "-")
    at.cataloguer.posts(f"/catalogue/entries/{at.entry}/submit")


def article_21_secrecy_comes_first_and_every_record_has_its_key(at: Any) -> None:
    """事先应当经过保密审查：before it nothing is published; then each record is held against its key."""
    assert publish(at, PEOPLE_CSV).json()["code"] == "resource_not_published"
    assert at.cataloguer.passes(at.entry, scope="全部信息项")["refusal"] is not None  # nobody passes their own
    assert at.reviewer.passes(at.entry, scope="全部信息项")["refusal"] is None
    assert publish(at, PEOPLE_CSV).status_code == 409
    assert at.coordinator.passes(at.entry)["refusal"] is None
    batch = publish(at, f"{PEOPLE_CSV}{WRONG_NUMBER},李四,1,1990-03-07,330106\n").json()
    assert (batch["accepted"], batch["quarantined"], batch["version"]) == (3, 1, 1)
    held = httpx.get(f"{at.url}/api/v1/data/{at.path}/quarantine", headers=at.publisher.headers).json()["items"]
    assert held[0]["errors"][0]["field"] == "id_number"  # returned to its provider with what is wrong


def article_22_it_is_part_of_a_base_database(at: Any) -> None:
    found = at.handler.reads("/catalogue/base-databases/population")
    assert at.code in str(found)


def article_25_it_is_kept_up_to_date(at: Any) -> None:
    stands = next(one for one in at.cataloguer.reads("/quality/timeliness") if one["resource"] == at.code)
    assert (stands["cycle"], stands["on_time"], stands["last_update"] is not None) == ("realtime", True, True)


def article_26_found_and_applied_for(at: Any) -> None:
    """检索、发现、定位和选取."""
    found = at.handler.reads(f"/catalogue/resources?q={at.name}")
    assert [one["code"] for one in found["items"]] == [at.code]


def article_26_what_is_unrestricted_opens_at_once(at: Any) -> None:
    """即时完成：no person is asked."""
    plain = [ITEMS[0] | {"code": "code", "name": "派出所代码", "sensitivity": "ordinary"}]
    body = entry(at, name=f"{at.name}派出所名录", category="unrestricted", condition="", items=plain)
    body |= {"key_kind": "plain", "base_database": ""}
    made = at.cataloguer.posts("/catalogue/entries", **body)
    at.cataloguer.posts(f"/catalogue/entries/{made['id']}/submit")
    for who in (at.reviewer, at.coordinator):
        who.passes(made["id"], scope="全部信息项")
    line = {"resource": made["resource"], "items": ["code"], "modes": ["query"], "systems": [at.system.system.name]}
    until = (timezone.localdate() + timedelta(days=90)).isoformat()
    asked = at.handler.posts("/applications", duty=DUTY, lines=[line | {"until": until}])
    assert (asked["lines"][0]["state"], asked["lines"][0]["grant"] is not None) == ("granted", True)


def article_26_what_is_restricted_is_reviewed_in_five_working_days(at: Any) -> None:
    """以履职需要为主要依据, 核定业务需求、使用对象、所需信息、共享模式; 审核不通过的, 应说明理由."""
    line = {
        "resource": at.code,
        "items": ["id_number", "name", "sex", "birth_date"],
        "modes": ["verify", "query", "bulk"],
        "systems": [at.system.system.name],
        "until": (timezone.localdate() + timedelta(days=90)).isoformat(),
        "confirms": True,
    }
    asked = at.handler.posts("/applications", duty=DUTY, basis="《社会救助暂行办法》第十一条", lines=[line])
    at.number = asked["id"]
    assert asked["lines"][0]["state"] == "in_review"
    assert asked["lines"][0]["due"] == clocks.deadline(clocks.REVIEW, timezone.now()).date.isoformat()
    assert call(at, "verify", claims={"name": "赵一"}).json()["code"] == "no_grant"
    place = f"/applications/{at.number}/decision"
    silent = at.reviewer.is_refused(422, "POST", place, line=at.code, outcome="refuse")
    assert silent["code"] == "reason_required"
    refused = at.reviewer.posts(place, line=at.code, outcome="refuse", reason="批量复制超出审核需要")
    assert (refused["state"], refused["reason"]) == ("refused", "批量复制超出审核需要")


def article_26_without_agreement_the_coordinator_decides_what_is_carried_out(at: Any) -> None:
    """不能取得一致意见的, 进行协调：both are heard; access opens by the provider's act."""
    raised = at.handler.posts("/coordinations", application=at.number, line=at.code, ground="审核低保须核对家庭成员")
    place = f"/coordinations/{raised['id']}"
    opinion = {"grants": True, "text": "按最小必要原则提供", "items": ["id_number", "name", "sex"], "modes": ["verify", "query", "bulk"]}  # fmt: skip
    early = at.coordinator.is_refused(409, "POST", f"{place}/opinion", **opinion)
    assert early["code"] == "both_sides_first"
    at.reviewer.posts(f"{place}/statements", statement="同意比对和查询")
    opined = at.coordinator.posts(f"{place}/opinion", **opinion)
    assert opined["opinion_number"].startswith("XTYJ")
    assert call(at, "verify", claims={"name": "赵一"}).status_code == 403  # an opinion opens nothing by itself
    carried_out = at.reviewer.posts(f"{place}/execution")
    at.grant = carried_out["grant"]
    assert [step["act"] for step in carried_out["steps"]][-2:] == ["opined", "executed"]


def article_27_in_three_modes_and_within_the_grant(at: Any) -> None:
    verified = call(at, "verify", claims={"name": "赵一", "sex": "2"}).json()
    assert verified["result"] == {"name": "match", "sex": "mismatch"}  # never the value
    queried = call(at, "query", items=["name", "sex"]).json()
    assert queried["record"] == {"name": "赵一", "sex": "1"}
    bulk = f"{at.url}/api/v1/data/{at.path}/bulk"
    copied = httpx.get(bulk, headers=at.system.headers)
    assert copied.status_code == 200, copied.text
    assert {len(row) for row in csv.reader(io.StringIO(copied.text))} == {3}  # the granted items, nothing else
    assert sorted(row["name"] for row in csv.DictReader(io.StringIO(copied.text))) == ["孙三", "赵一", "钱二"]
    assert call(at, "query", items=["birth_date"]).json()["code"] == "item_not_granted"
    assert call(at, "verify", purpose={"duty": "市场调查"}, claims={"name": "赵一"}).json()["code"] == "purpose_not_granted"  # fmt: skip
    used = Record.objects.filter(grant_id=at.grant, action__startswith="data:").order_by("at")
    assert [one.action for one in used if one.outcome == "allowed"] == ["data:verified", "data:queried", "data:copied"]
    assert verified["receipt"].split(".")[0] == str(used[0].pk)  # whoever used it holds the number of the record


def article_20_nothing_goes_to_the_public_without_consent(at: Any) -> None:
    """未经信息提供单位同意, 不得擅自向社会发布和公开."""
    what = {"grant": at.grant, "items": ["sex"], "form": "性别构成图", "place": "门户网站", "purpose": "公布救助情况"}
    asked = at.handler.posts("/onward-uses", **what)
    assert (asked["state"], asked["due"] is not None) == ("waiting", True)  # silence is no consent
    answered = at.reviewer.posts(f"/onward-uses/{asked['id']}/answer", outcome="consent", conditions="只公布汇总数")
    assert (answered["state"], answered["conditions"]) == ("consented", "只公布汇总数")


def article_26_taken_back_it_ends_at_the_next_call(at: Any) -> None:
    at.reviewer.does("DELETE", f"/grants/{at.grant}", reason="审核已办结")
    assert call(at, "verify", claims={"name": "赵一"}).json()["code"] == "no_grant"
    bulk = f"{at.url}/api/v1/data/{at.path}/bulk"
    assert httpx.get(bulk, headers=at.system.headers).status_code == 403
    acts = Record.objects.filter(target=at.grant).order_by("at").values_list("action", flat=True)
    assert list(acts) == ["grant:opened", "grant:withdrawn"]


@pytest.mark.clause("23.1", "24.1", "24.2")
def test_article_23_and_24_a_sealed_licence_counts_as_the_paper(at: Any) -> None:
    """加盖可靠的电子印章, 与纸质文书具有同等法律效力；不再要求行政管理相对人提交；及时归档."""
    machine.chinese_font()
    kind = at.cataloguer.posts(
        "/licence-kinds",
        name=f"居住证{at.police.agency.pk}",
        items=["持证人", "住址"],
        basis="《居住证暂行条例》第二条",
        sharing="unrestricted",
        valid_months=12,
        retention_years=30,
    )["code"]
    number = at.cataloguer.posts("/documents", kind=kind, record={"持证人": "赵一", "住址": "西湖区文一路 1 号"})[
        "number"
    ]
    at.cataloguer.is_refused(403, "POST", f"/documents/{number}/issue")  # who drafted it does not seal it
    at.reviewer.posts(f"/documents/{number}/issue")
    used = at.handler.reads(f"/documents/{number}?duty={DUTY}&case=DB-1")  # the citizen is asked for no paper
    sealed = base64.b64decode(used["pdf"])
    assert seal_holds(at, sealed)
    assert not seal_holds(at, sealed[:2000] + bytes([sealed[2000] ^ 1]) + sealed[2001:])
    today = timezone.localdate().isoformat()
    assert at.cataloguer.posts("/archive-packages", since=today, until=today)["documents"] == 1


def seal_holds(at: Any, content: bytes) -> bool:
    """As anybody finds out, without login."""
    file = {"file": ("居住证.pdf", content, "application/pdf")}
    return httpx.post(f"{at.url}/api/v1/documents/verify", files=file).json()["holds"]


@pytest.mark.clause("28.1")
def test_article_28_what_does_not_agree_is_fed_back_and_put_right_at_its_source(at: Any, tmp_path: Path) -> None:
    """清洗、比对本部门业务数据库；在5个工作日内向对方反馈."""
    cast = Cast()
    resource = cast.resource(at.police, cast.agency("办公厅", coordinator=True))
    cast.publish(at.police, resource, PEOPLE_CSV, tmp_path)
    cast.grant(at.civil, at.police, resource, users=(at.civil.person_a,), modes=("query",), duty=DUTY)
    finder, provider = desk(at.civil.person_a), desk(at.police.person_a)
    difference = {"item": "name", "theirs": "钱二", "ours": "钱贰", "note": "户口簿载明"}
    form = {"resource": resource.path_code, "key_id_number": "330102199003076031", **difference}
    place = finder.post("/quality/discrepancies/new/", form)["Location"]
    finder.post(place, {"act": "feed_back", "text": "请核对"})
    number = place.split("/")[-2]
    (waiting,) = [one for one in at.cataloguer.reads("/quality/discrepancies") if one["id"] == number]
    assert waiting["due"] == clocks.deadline(clocks.DISCREPANCY_ANSWER, timezone.now()).date.isoformat()
    provider.post(place, {"act": "accept"})
    cast.publish(at.police, resource, PEOPLE_CSV.replace("钱二", "钱贰"), tmp_path)
    batch = resource.holding.batches.order_by("version").last()  # type: ignore[attr-defined]
    assert provider.post(place, {"act": "corrected", "batch": str(batch.pk)}).status_code == 302
    assert "在源头更正" in finder.get(place).content.decode()


@pytest.mark.clause("29.1")
def test_article_29_two_agencies_handle_one_case_online(tmp_path: Path) -> None:
    """以联机方式实现信息共享与业务协同：each draws what its step needs, and both see how far the case is."""
    story = CaseStory(tmp_path)
    first, second = desk(story.civil.person_a), desk(story.education.person_a)
    case = first.post(f"/cases/open/{story.matter.pk}/", {"subject": RESIDENT})["Location"]
    page = first.get(case).content.decode()
    assert "男（1）" in first.post(case, {"act": "draw", "need": need_of(page)}).content.decode()
    first.post(case, {"act": "done", "note": "材料齐全"})
    page = second.get(case).content.decode()
    assert "材料齐全" in page
    second.post(case, {"act": "draw", "need": need_of(page)})
    second.post(case, {"act": "done", "note": "同意"})
    assert "已办结" in first.get(case).content.decode()


def desk(person: Any) -> Client:
    """Somebody at the pages."""
    client = Client()
    client.force_login(person)
    return client
