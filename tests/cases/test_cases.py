"""A case that two agencies handle: what each needs is drawn under its own grants, and its state is shared between them (29.1)."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from tests import machine
from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import Node
from tests.walking import enter, log_in
from yishu.agencies.errors import RoleMissing
from yishu.audit.models import Record
from yishu.cases import commands
from yishu.cases.errors import CaseClosed, NotTheFirstAgency, NotYourStep
from yishu.cases.models import Case, Draw, Matter
from yishu.cases.rules import MatterDraft, NeedDraft, StepDraft
from yishu.core.errors import Invalid
from yishu.seals import commands as seals
from yishu.seals.rules import KindDraft
from yishu.sharing import commands as sharing

KNOWN, ABSENT = "330102199003076015", "330102199003076074"


class Story:
    """POLICE hosts people. CIVIL takes a case in and needs name and residence; EDUCATION decides and needs the birth date. FORESTRY is a stranger."""

    def __init__(self, folder: Path) -> None:
        self.cast = cast = Cast()
        self.office, self.police = cast.agency("主管", coordinator=True), cast.agency("公安")
        self.civil, self.education, self.forestry = cast.agency("民政"), cast.agency("教育"), cast.agency("林业")
        self.resource = cast.resource(self.police, self.office, case_required=True)
        cast.publish(self.police, self.resource, PEOPLE_CSV, folder)
        self.grants = {
            member.agency.short_name: cast.grant(
                member,
                self.police,
                self.resource,
                users=(member.person_a,),
                items=items,
                modes=("query",),
                duty=self.duty(member),
            )
            for member, items in (
                (self.civil, ("id_number", "name", "sex", "residence_code")),
                (self.education, ("id_number", "name", "birth_date")),
            )
        }
        self.matter = commands.register_matter(self.office.b, self.draft(), now=timezone.now())

    @staticmethod
    def duty(member: Cast.Member) -> str:
        return f"{member.agency.short_name}履职事项"

    def draft(self, **changes: Any) -> MatterDraft:
        first = NeedDraft(self.resource.code, ("name", "sex", "residence_code"))
        second = NeedDraft(self.resource.code, ("name", "birth_date"))
        steps = (
            StepDraft("受理", self.civil.agency.code, self.duty(self.civil), (first,)),
            StepDraft("审定", self.education.agency.code, self.duty(self.education), (second,)),
        )
        return MatterDraft(**{"name": f"新生入学联办{timezone.now().timestamp()}", "steps": steps, **changes})

    def opened(self) -> Case:
        return commands.open_case(self.civil.a, self.matter.pk, KNOWN, now=timezone.now())


@pytest.fixture(scope="module")
def story(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("cases"))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def need_of(page: str) -> str:
    found = re.search(r'name="need" value="(\d+)"', page)
    assert found is not None
    return found[1]


def records_of(resource: str) -> list[Any]:
    from yishu.audit.queries import Filters, Scope, list_records

    page = list_records(Scope("", (resource,)), Filters(action="data:", side="provided"))
    return [seen.record for seen in page.records]


@pytest.mark.clause("29.1", "4.4")
def test_two_agencies_handle_a_case_and_draw_what_each_needs(story: Story) -> None:
    civil, education = signed_in(story.civil.person_a), signed_in(story.education.person_a)
    sent = civil.post(f"/cases/open/{story.matter.pk}/", {"subject": KNOWN})
    assert sent.status_code == 302
    url = sent.headers["Location"]
    number = url.strip("/").rpartition("/")[2]
    assert re.fullmatch(r"LB\d{8}-\d{4}", number)
    page = civil.get(url).content.decode()
    assert KNOWN not in page
    assert "待本单位办理" in page
    drawn = civil.post(url, {"act": "draw", "need": need_of(page)}).content.decode()
    assert "赵*" in drawn
    assert "赵一" not in drawn
    assert "男（1）" in drawn
    whole = civil.post(url, {"act": "draw", "need": need_of(page), "whole": "1"}).content.decode()
    assert "赵一" in whole
    newest, before = records_of(story.resource.code)[:2]
    assert (newest.case, newest.duty, newest.actor) == (number, story.duty(story.civil), story.civil.a.ref)
    assert (before.detail, newest.detail) == ({"shown": "masked"}, {"shown": "whole"})
    assert newest.grant == str(story.grants["民政"].pk)
    assert civil.post(url, {"act": "done", "note": "材料齐全"}).status_code == 302

    waiting = education.get("/cases/").content.decode()
    assert number in waiting
    assert "待本单位办理" in waiting
    page = education.get(url).content.decode()
    assert "材料齐全" in page
    assert str(before.id) in page
    assert "赵" not in page
    drawn = education.post(url, {"act": "draw", "need": need_of(page)}).content.decode()
    assert "1990-03-07" in drawn
    assert records_of(story.resource.code)[0].grant == str(story.grants["教育"].pk)
    education.post(url, {"act": "done", "note": "同意"})
    assert "已办结" in civil.get(url).content.decode()


@pytest.mark.clause("29.1")
def test_what_is_drawn_is_kept_by_its_receipt_and_not_by_its_values(story: Story) -> None:
    from django.db import connection

    case = story.opened()
    need = case.steps.first().step.needs.get()  # type: ignore[union-attr]
    drawn = commands.draw(story.civil.a, case.number, need.pk, whole=True, now=timezone.now())
    assert drawn.lines[0].value == "赵一"
    kept = Draw.objects.get(case_step__case=case)
    assert (kept.receipt, kept.found, kept.items) == (drawn.receipt, True, ["name", "sex", "residence_code"])
    with connection.cursor() as cursor:
        for table in ("case", "casestep", "draw", "event"):
            cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from cases_{table} t")
            (text,) = cursor.fetchone()
            assert KNOWN not in text
            assert "赵一" not in text
    commands.return_step(story.civil.a, case.number, reason="申请人撤回", now=timezone.now())
    assert Case.objects.get(pk=case.pk).subject == ""
    with pytest.raises(CaseClosed):
        commands.draw(story.civil.a, case.number, need.pk, now=timezone.now())


@pytest.mark.clause("29.1", "26.5")
def test_a_refused_draw_is_on_record_and_in_the_case(story: Story) -> None:
    education_two = story.cast.agency("教育二")
    draft = story.draft(
        steps=(
            story.draft().steps[0],
            StepDraft(
                "审定",
                education_two.agency.code,
                story.duty(education_two),
                (NeedDraft(story.resource.code, ("name",)),),
            ),
        )
    )
    matter = commands.register_matter(story.office.b, draft, now=timezone.now())
    case = commands.open_case(story.civil.a, matter.pk, KNOWN, now=timezone.now())
    commands.complete_step(story.civil.a, case.number, now=timezone.now())
    client, url = signed_in(education_two.person_a), f"/cases/{case.number}/"
    need = need_of(client.get(url).content.decode())
    refused = client.post(url, {"act": "draw", "need": need})
    assert refused.status_code == 403
    assert "您没有该资源的授权" in refused.content.decode()
    record = records_of(story.resource.code)[0]
    assert (record.outcome, record.reason, record.case) == ("denied", "no_grant", case.number)
    assert "调取被拒" in signed_in(story.civil.person_a).get(url).content.decode()


@pytest.mark.clause("29.1", "26.5")
def test_a_withdrawn_grant_ends_drawing_in_the_case_at_once(story: Story) -> None:
    member = story.cast.agency("民政二")
    grant = story.cast.grant(
        member,
        story.police,
        story.resource,
        users=(member.person_a,),
        items=("id_number", "name"),
        modes=("query",),
        duty=story.duty(member),
    )
    need = NeedDraft(story.resource.code, ("name",))
    steps = (StepDraft("受理", member.agency.code, story.duty(member), (need,)), story.draft().steps[1])
    matter = commands.register_matter(story.office.b, story.draft(steps=steps), now=timezone.now())
    case = commands.open_case(member.a, matter.pk, KNOWN, now=timezone.now())
    client, url = signed_in(member.person_a), f"/cases/{case.number}/"
    asked = {"act": "draw", "need": need_of(client.get(url).content.decode())}
    assert client.post(url, asked).status_code == 200
    sharing.withdraw_grant(story.police.b, str(grant.pk), reason="核查", now=timezone.now())
    assert client.post(url, asked).status_code == 403


@pytest.mark.clause("29.1")
def test_a_case_goes_back_with_its_reason_and_forth_again(story: Story) -> None:
    case = story.opened()
    commands.complete_step(story.civil.a, case.number, now=timezone.now())
    with pytest.raises(NotYourStep):
        commands.complete_step(story.civil.a, case.number, now=timezone.now())
    education, url = signed_in(story.education.person_a), f"/cases/{case.number}/"
    assert education.post(url, {"act": "return", "note": ""}).status_code == 422
    assert education.post(url, {"act": "return", "note": "户籍材料不符"}).status_code == 302
    page = signed_in(story.civil.person_a).get(url).content.decode()
    assert "户籍材料不符" in page
    assert "待本单位办理" in page
    commands.complete_step(story.civil.a, case.number, note="已补正", now=timezone.now())
    commands.complete_step(story.education.a, case.number, now=timezone.now())
    assert Case.objects.get(pk=case.pk).state == Case.State.DONE


@pytest.mark.clause("29.1", "35.1")
def test_who_inspects_looks_at_any_case_and_acts_in_none(story: Story) -> None:
    case = story.opened()
    client = signed_in(story.cast.inspector())
    page = client.get(f"/cases/{case.number}/")
    assert page.status_code == 200
    assert story.education.agency.name in page.content.decode()
    assert "刚刚" not in page.content.decode()  # in a file of papers it says nothing
    assert KNOWN not in page.content.decode()
    assert client.post(f"/cases/{case.number}/", {"act": "done"}).status_code == 404
    assert client.get("/cases/LB20000101-0001/").status_code == 404


@pytest.mark.clause("29.1", "32.1")
def test_strangers_see_nothing_of_a_case(story: Story, node: Node) -> None:
    case = story.opened()
    stranger = signed_in(story.forestry.person_a)
    assert stranger.get(f"/cases/{case.number}/").status_code == 404
    assert stranger.post(f"/cases/{case.number}/", {"act": "done"}).status_code == 404
    assert case.number not in stranger.get("/cases/").content.decode()
    url = f"{node.url}/api/v1/cases/{case.number}"
    assert httpx.get(url, timeout=20).status_code == 401
    assert httpx.get(url, headers=story.forestry.system().headers, timeout=20).status_code == 404
    seen = httpx.get(url, headers=story.education.system().headers, timeout=20).json()
    assert [step["state"] for step in seen["steps"]] == ["current", "waiting"]
    assert KNOWN not in str(seen)
    assert (
        case.number in httpx.get(f"{node.url}/api/v1/cases", headers=story.education.system().headers, timeout=20).text
    )


def test_who_may_register_and_open(story: Story) -> None:
    with pytest.raises(RoleMissing):
        commands.register_matter(story.civil.a, story.draft(), now=timezone.now())
    with pytest.raises(NotTheFirstAgency):
        commands.open_case(story.education.a, story.matter.pk, KNOWN, now=timezone.now())
    with pytest.raises(RoleMissing):
        commands.open_case(story.civil.b, story.matter.pk, KNOWN, now=timezone.now())
    with pytest.raises(Invalid) as told:
        commands.open_case(story.civil.a, story.matter.pk, "330102199003076016", now=timezone.now())
    assert told.value.errors[0].field == "subject"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda _: {"name": " "}, "name"),
        (lambda one: {"steps": one.steps[:1]}, "steps"),
        (lambda one: {"steps": (one.steps[0], StepDraft("x", one.steps[1].agency, "没有的事项"))}, "steps[1].duty"),
        (lambda one: {"steps": (one.steps[0], StepDraft("x", "0" * 18, "x"))}, "steps[1].agency"),
        (
            lambda one: {"steps": (StepDraft("x", one.steps[0].agency, one.steps[0].duty, (NeedDraft("1/1", ("a",)),)), one.steps[1])},
            "steps[0].needs",
        ),
    ],
)  # fmt: skip
def test_a_matter_that_does_not_hold_together_is_told_why(story: Story, change: Any, field: str) -> None:
    before = Matter.objects.count()
    with pytest.raises(Invalid) as told:
        commands.register_matter(story.office.b, story.draft(**change(story.draft())), now=timezone.now())
    assert field in {error.field for error in told.value.errors}
    assert Matter.objects.count() == before


@pytest.mark.clause("29.1")
def test_the_coordinator_registers_a_matter_on_a_page(story: Story) -> None:
    client, name = signed_in(story.office.person_b), f"页面登记{timezone.now().timestamp()}"
    form: dict[str, str] = {
        "name": name,
        "steps-TOTAL_FORMS": "3",
        "steps-INITIAL_FORMS": "0",
        "steps-0-name": "受理",
        "steps-0-duty": f"{story.civil.agency.code}|{story.duty(story.civil)}",
        "steps-0-needs": f"{story.resource.code}: name",
        "steps-1-name": "审定",
        "steps-1-duty": f"{story.education.agency.code}|{story.duty(story.education)}",
        "steps-1-needs": f"{story.resource.code}：name、no_such",
    }
    wrong = client.post("/cases/matters/new/", form)
    assert wrong.status_code == 422
    assert "no_such" in wrong.content.decode()
    right = client.post(
        "/cases/matters/new/", form | {"steps-1-needs": f"{story.resource.path_code}：name、birth_date"}
    )
    assert right.status_code == 302
    assert name in signed_in(story.civil.person_a).get("/cases/matters/").content.decode()
    matter = Matter.objects.get(name=name)
    assert [need.items for step in matter.steps.all() for need in step.needs.all()] == [
        ["name"],
        ["name", "birth_date"],
    ]


@pytest.mark.clause("24.1")
def test_a_sealed_document_is_used_in_a_case_instead_of_paper(story: Story) -> None:
    machine.chinese_font()
    fields = {"持证人": "杭州青山林场"}
    kind = KindDraft(
        name=f"采伐证{timezone.now().timestamp()}", items=tuple(fields), basis="《森林法》", sharing="unrestricted"
    )
    made = seals.define_kind(story.forestry.a, kind, now=timezone.now())
    document = seals.draft(story.forestry.a, made.code, fields, now=timezone.now())
    seals.issue(story.forestry.b, document.number, now=timezone.now())
    case = story.opened()
    client, url = signed_in(story.civil.person_a), f"/cases/{case.number}/"
    assert client.post(url, {"act": "document", "document": "ZZ20000101-0001"}).status_code == 404
    assert client.post(url, {"act": "document", "document": document.number}).status_code == 302
    page = client.get(url).content.decode()
    assert document.number in page
    fetched = list(Record.objects.filter(action="document:fetched", case_number=case.number, outcome="allowed"))
    assert [(one.target, one.agency) for one in fetched] == [(document.number, story.civil.agency.code)]


@pytest.mark.browser
@pytest.mark.clause("29.1")
def test_two_agencies_people_walk_through_a_case(browser: Any, page: Any, node: Node, story: Story) -> None:
    log_in(page, node.url, story.civil.person_a.login)
    enter(page, "共享")
    page.get_by_role("link", name="联办件", exact=True).first.click()
    page.get_by_role("link", name=story.matter.name).click()
    page.get_by_label("公民身份号码").fill("330102199003076016")
    page.get_by_role("button", name="受理并编号").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("公民身份号码").fill(KNOWN)
    page.get_by_role("button", name="受理并编号").click()
    page.get_by_role("heading", name=story.matter.name).wait_for()
    url = page.url
    assert KNOWN not in url + page.content()
    page.get_by_role("button", name=re.compile("^调取")).first.click()
    page.get_by_role("heading", name=re.compile("人口基本信息")).wait_for()
    assert "赵*" in page.locator("#drawn").inner_text()
    page.get_by_role("button", name="显示完整内容（将被记录）").click()
    page.get_by_role("cell", name="赵一", exact=True).wait_for()
    page.get_by_label("办理意见或退回原因").fill("齐全")
    page.get_by_role("button", name="办结本步骤").click()
    page.get_by_text("待教育").first.wait_for()

    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    other = context.new_page()
    log_in(other, node.url, story.education.person_a.login)
    other.goto(url)
    assert "齐全" in other.locator("main").inner_text()
    other.get_by_role("button", name=re.compile("^调取")).first.click()
    assert "1990-03-07" in other.locator("#drawn").inner_text()
    other.get_by_role("button", name="办结本步骤").click()
    assert "已办结" in other.locator("main").inner_text()
    context.close()
    page.reload()
    assert "已办结" in page.locator("main").inner_text()


@pytest.mark.clause("21.2", "29.1")
def test_a_case_is_opened_for_a_person_whose_number_is_officially_wrong(story: Story, tmp_path: Path) -> None:
    from yishu.hosting.models import QuarantinedRecord
    from yishu.hosting.quarantine import overriding

    wrong, now = "330102199003079998", timezone.now()
    with pytest.raises(Invalid):
        commands.open_case(story.civil.a, story.matter.pk, wrong, now=now)
    people = PEOPLE_CSV + f"{wrong},钱九,1,1990-03-07,330102\n"
    story.cast.publish(story.police, story.resource, people, tmp_path)
    record = QuarantinedRecord.objects.get(values__id_number=wrong)
    asked = overriding.ask(story.police.a, record.pk, basis="公安〔2020〕7号", now=now)
    overriding.agree(story.police.b, asked.pk, now=now)
    story.cast.publish(story.police, story.resource, people, tmp_path)
    case = commands.open_case(story.civil.a, story.matter.pk, wrong, now=now)
    page = signed_in(story.civil.person_a).get(f"/cases/{case.number}/").content.decode()
    drawn = commands.draw(story.civil.a, case.number, int(need_of(page)), whole=True, now=timezone.now())
    assert "钱九" in str(drawn)
