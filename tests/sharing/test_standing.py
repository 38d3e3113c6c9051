"""Agreements of before the platform come in with their document, are reviewed by both sides, and end unless they become ordinary grants (26.3, 26.5)."""

import csv
import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast
from yishu.agencies.errors import OwnSubmission
from yishu.audit.record import Action
from yishu.core.errors import Invalid, Problem
from yishu.core.rows import RowRule
from yishu.sharing.rules import Limits
from yishu.sharing.standing import answering, commands, queries
from yishu.sharing.standing import errors as wrong
from yishu.sharing.standing.agreement import Agreement, latest_review
from yishu.sharing.standing.models import StandingAuthorisation, State

pytestmark = pytest.mark.usefixtures("django_ready")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DUTY = "社会救助审核"


@pytest.fixture(scope="module")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    civil, forestry = cast.agency("民政"), cast.agency("林业")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, tmp_path_factory.mktemp("standing"))
    return SimpleNamespace(
        cast=cast,
        office=office,
        police=police,
        civil=civil,
        forestry=forestry,
        resource=resource,
        system=civil.system(),
        count=iter(range(1000)),
    )


def agreed(scene: Any, **changes: Any) -> Agreement:
    """As the provider tells it; each with a number of its own."""
    return replace(
        Agreement(
            consumer=scene.civil.agency.code,
            resource=scene.resource.code,
            items=("id_number", "name"),
            modes=("verify", "query"),
            duty=DUTY,
            obligations="用后不留存",
            since=date(2019, 3, 1),
            basis_number=f"浙公办〔2019〕{next(scene.count)}号",
            basis_issuer="浙江省公安厅",
            basis_date=date(2019, 2, 20),
        ),
        **changes,
    )


def brought_in(scene: Any, *, documented: bool = True, **changes: Any) -> StandingAuthorisation:
    one = commands.bring_in(scene.police.a, agreed(scene, **changes), now=timezone.now())
    if documented:
        commands.document(scene.police.a, one.number, name="协议.pdf", content=PDF, now=timezone.now())
    return one


def confirmed(scene: Any, **changes: Any) -> StandingAuthorisation:
    return answering.confirm(scene.police.b, brought_in(scene, **changes).number, now=timezone.now())


def acknowledged(scene: Any, one: StandingAuthorisation, **changes: Any) -> Any:
    given = {"systems": (scene.system.system.name,), "users": (), "fingerprint": one.fingerprint, **changes}
    return answering.acknowledge(scene.civil.a, one.number, **given, now=timezone.now())


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def recorded(action: Action, target: str) -> list[str]:
    """By whom, in order."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select actor from audit_record where action = %s and target = %s order by id", (action, target))
        return [actor for (actor,) in cursor.fetchall()]


def called(scene: Any, items: tuple[str, ...] = ("name",)) -> Any:
    from yishu.access.calls import query
    from yishu.wire.data import Purpose, QueryRequest

    request = QueryRequest(purpose=Purpose(duty=DUTY), items=list(items), subject="330102199003076015")
    return query(scene.system.actor, scene.resource.code, request, now=timezone.now())


def refusal(act: Callable[[], Any]) -> str:
    with pytest.raises(Problem) as caught:
        act()
    return caught.value.code


@pytest.mark.clause("26.5")
def test_active_means_enforceable_and_the_document_stands_in_the_hashed_terms(scene: Any) -> None:
    one = confirmed(scene, rows=RowRule("residence_code", ("3301",), "prefix"), limits=Limits(day=50))
    before = refusal(lambda: called(scene))
    grant = acknowledged(scene, one)
    assert before == "no_grant"
    assert called(scene).record == {"name": "赵一"}
    terms = grant.read_terms()
    assert terms.standing is not None
    assert (terms.standing.number, terms.standing.obligations, terms.standing.since) == (
        one.basis_number,
        "用后不留存",
        date(2019, 3, 1),
    )
    assert terms.standing.file == StandingAuthorisation.objects.get(pk=one.pk).file_sha256
    assert terms.hash == grant.hash
    assert (terms.limits, terms.rows) == (Limits(day=50), RowRule("residence_code", ("3301",), "prefix"))
    told = signed_in(scene.civil.person_a).get(f"/api/v1/grants/{grant.pk}").json()
    assert told["standing"]["number"] == one.basis_number
    page = text(signed_in(scene.civil.person_a).get(f"/sharing/grants/{grant.pk}/"))
    assert one.basis_number in page
    assert f"/sharing/standing/{one.number}/" in page
    ended = signed_in(scene.civil.person_a).delete(
        f"/api/v1/grants/{grant.pk}", {"reason": "不再需要"}, content_type="application/json"
    )
    assert ended.status_code == 200
    assert StandingAuthorisation.objects.get(pk=one.pk).state == State.ENDED


def test_nobody_confirms_what_they_brought_in_or_documented(scene: Any) -> None:
    one = brought_in(scene)
    with pytest.raises(OwnSubmission):
        answering.confirm(scene.police.a, one.number, now=timezone.now())
    other = brought_in(scene, documented=False)
    assert refusal(lambda: answering.confirm(scene.police.b, other.number, now=timezone.now())) == "basis_file_missing"
    commands.document(scene.police.b, other.number, name="协议.pdf", content=PDF, now=timezone.now())
    with pytest.raises(OwnSubmission):
        answering.confirm(scene.police.b, other.number, now=timezone.now())
    commands.amend(
        scene.police.b,
        one.number,
        commands.told_of(queries.get_standing(scene.police.b, one.number)),
        now=timezone.now(),
    )
    with pytest.raises(OwnSubmission):  # who amended it last has submitted it
        answering.confirm(scene.police.b, one.number, now=timezone.now())


def test_each_step_is_for_one_side_alone_and_a_stranger_finds_nothing(scene: Any) -> None:
    one = brought_in(scene)
    number = one.number
    for stranger in (scene.forestry.person_a, scene.civil.person_a):  # the consumer too, before it was confirmed
        client = signed_in(stranger)
        for path in (f"/api/v1/standing-authorisations/{number}", f"/api/v1/standing-authorisations/{number}/file"):
            assert client.get(path).status_code == 404
        for act in ("confirm", "acknowledge", "drop", "document"):
            assert client.post(f"/sharing/standing/{number}/", {"act": act, "reason": "x"}).status_code == 404
        assert number not in text(client.get("/sharing/standing/?side=all"))
    answering.confirm(scene.police.b, number, now=timezone.now())
    civil, police = signed_in(scene.civil.person_a), signed_in(scene.police.person_b)
    confirm = civil.post(f"/api/v1/standing-authorisations/{number}/confirmation")
    assert (confirm.status_code, confirm.json()["code"]) == (403, "only_the_provider_confirms")
    body = {"fingerprint": one.fingerprint, "systems": ["x"]}
    own = police.post(
        f"/api/v1/standing-authorisations/{number}/acknowledgement", body, content_type="application/json"
    )
    assert (own.status_code, own.json()["code"]) == (403, "only_the_consumer_acknowledges")
    drop = civil.delete(f"/api/v1/standing-authorisations/{number}", {"reason": "x"}, content_type="application/json")
    assert (drop.status_code, drop.json()["code"]) == (403, "not_yours_to_bring_in")
    assert (
        refusal(lambda: commands.bring_in(scene.forestry.a, agreed(scene), now=timezone.now()))
        == "not_yours_to_bring_in"
    )
    assert refusal(lambda: acknowledged(scene, one, systems=("别人的系统",))) != ""
    assert StandingAuthorisation.objects.get(pk=one.pk).line_id is None


def test_a_system_brings_nothing_in_and_acknowledges_nothing(scene: Any) -> None:
    from yishu.agencies.models import Scope

    assert refusal(
        lambda: commands.bring_in(scene.police.system(Scope.APPLY).actor, agreed(scene), now=timezone.now())
    ) == ("not_yours_to_bring_in")
    one, robot = confirmed(scene), scene.civil.system(Scope.APPLY, Scope.DATA).actor
    given = {"systems": (scene.system.system.name,), "users": (), "fingerprint": one.fingerprint}
    assert refusal(lambda: answering.acknowledge(robot, one.number, **given, now=timezone.now())) == (
        "only_the_consumer_acknowledges"
    )


def test_the_coordinator_brings_in_for_a_provider_whose_own_people_confirm(scene: Any) -> None:
    one = commands.bring_in(scene.office.b, agreed(scene), now=timezone.now())
    commands.document(scene.office.b, one.number, name="协议.pdf", content=PDF, now=timezone.now())
    assert one.provider_id == scene.police.agency.pk
    assert (
        refusal(lambda: answering.confirm(scene.office.b, one.number, now=timezone.now()))
        == "only_the_provider_confirms"
    )
    assert answering.confirm(scene.police.a, one.number, now=timezone.now()).state == State.TO_ACKNOWLEDGE


def test_what_was_acknowledged_is_what_was_shown(scene: Any) -> None:
    one = confirmed(scene)
    shown = one.fingerprint
    more = replace(commands.told_of(one), items=("id_number", "name", "birth_date"))
    commands.amend(scene.police.a, one.number, more, now=timezone.now())
    answering.confirm(scene.police.b, one.number, now=timezone.now())
    with pytest.raises(wrong.TermsMoved):
        acknowledged(scene, one, fingerprint=shown)
    assert not recorded(Action.STANDING_ACKNOWLEDGED, one.number)


def test_an_objection_goes_back_with_its_reason_and_grants_nothing(scene: Any) -> None:
    one = confirmed(scene)
    civil = signed_in(scene.civil.person_a)
    empty = civil.post(f"/sharing/standing/{one.number}/", {"act": "object", "reason": ""})
    assert empty.status_code == 422
    assert (
        civil.post(f"/sharing/standing/{one.number}/", {"act": "object", "reason": "协议没有出生日期"}).status_code
        == 302
    )
    page = text(signed_in(scene.police.person_a).get(f"/sharing/standing/{one.number}/"))
    assert "协议没有出生日期" in page
    assert "修改存量授权" in text(signed_in(scene.police.person_a).get("/"))
    assert refusal(lambda: acknowledged(scene, one)) == "standing_wrong_moment"
    answer = signed_in(scene.police.person_a).post(
        f"/sharing/standing/{one.number}/", {"act": "drop", "reason": "重新商定"}
    )
    assert answer.status_code == 302
    assert recorded(Action.STANDING_DROPPED, one.number) == [scene.police.a.ref]


def test_two_who_confirm_or_acknowledge_at_once_do_it_once(scene: Any) -> None:
    from django.db import connection

    from yishu.agencies import commands as agencies
    from yishu.agencies import queries as agency_queries
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    login = f"third{next(scene.count)}x{scene.police.agency.pk}"
    third = agencies.register_person(
        PLATFORM,
        scene.police.agency,
        login=login,
        name="第三人",
        password="correct-horse-7-battery",
        roles=frozenset({Role.SIGNER}),
    )
    one = brought_in(scene)

    def told(act: Callable[[], Any]) -> str:
        try:
            act()
        except Problem as problem:
            return problem.code
        finally:
            connection.close()
        return "done"

    who = [scene.police.b, agency_queries.actor_of_person(third)]
    with ThreadPoolExecutor(2) as threads:
        first = list(
            threads.map(lambda actor: told(lambda: answering.confirm(actor, one.number, now=timezone.now())), who)
        )
    assert sorted(first) == ["done", "standing_wrong_moment"]
    shown = StandingAuthorisation.objects.get(pk=one.pk)
    with ThreadPoolExecutor(2) as threads:
        second = list(threads.map(lambda _n: told(lambda: acknowledged(scene, shown)), range(2)))
    assert sorted(second) == ["done", "standing_wrong_moment"]
    assert len(recorded(Action.STANDING_ACKNOWLEDGED, one.number)) == 1


def test_the_same_agreement_comes_in_once(scene: Any) -> None:
    from django.db import connection

    given = agreed(scene)

    def told(_n: int) -> str:
        try:
            return commands.bring_in(scene.police.a, given, now=timezone.now()).number
        except Problem as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        made = sorted(threads.map(told, range(2)))
    assert made[1] == "standing_already_brought_in"
    assert made[0].startswith("CL")


def test_everything_wrong_is_said_at_once_by_field(scene: Any) -> None:
    bad = agreed(
        scene,
        consumer="没有这个单位",
        items=("name", "secret"),
        modes=("steal",),
        duty=" ",
        since=date(2999, 1, 1),
        until=date(2020, 1, 1),
        review_by=timezone.localdate() + timedelta(days=800),
        limits=Limits(day=0),
        networks=("10.0.0.1/8",),
        basis_number="",
        basis_date=None,
    )
    with pytest.raises(Invalid) as caught:
        commands.bring_in(scene.police.a, bad, now=timezone.now())
    fields = {(error.field, error.rule) for error in caught.value.errors}
    assert fields >= {
        ("consumer", "unknown"),
        ("items", "one_of"),
        ("modes", "one_of"),
        ("duty", "required"),
        ("since", "date_past"),
        ("until", "date_ahead"),
        ("review_by", "date_ahead"),
        ("limits.day", "range"),
        ("networks", "cidr"),
        ("basis_number", "required"),
        ("basis_date", "required"),
    }


@pytest.mark.clause("38.1")
def test_it_lapses_on_its_review_day_unless_it_became_an_ordinary_grant(scene: Any, clock: Any) -> None:
    from yishu.sharing import commands as sharing
    from yishu.sharing.standing.lapsing import tend

    today = timezone.localdate()
    lapsing = acknowledged(scene, confirmed(scene, review_by=today + timedelta(days=10)))
    kept = confirmed(scene)
    assert kept.review_by == latest_review(today)  # a year, by the rule
    grant = acknowledged(scene, kept)
    request = sharing.LineRequest(
        resource=scene.resource.code,
        items=("id_number", "name"),
        modes=("verify", "query"),
        systems=(scene.system.system.name,),
        until=today + timedelta(days=300),
        replaces=str(grant.pk),
    )
    made = sharing.apply(
        scene.civil.a, duty=DUTY, basis="《社会救助暂行办法》", requests=(request,), now=timezone.now()
    )
    decision = sharing.Decision(True, request.items, request.modes)
    line = sharing.decide(scene.police.b, made.number, scene.resource.code, decision, now=timezone.now())
    assert StandingAuthorisation.objects.get(pk=kept.pk).state == State.CONVERTED
    assert line.grant.read_terms().standing is None
    near = signed_in(scene.civil.person_a)
    assert "将存量授权转为普通授权" in text(near.get("/"))
    assert tend(timezone.now()) >= 2  # both sides are told, once
    assert tend(timezone.now()) == 0
    number = StandingAuthorisation.objects.get(line__grant=lapsing).number
    assert number in text(near.get("/notices/"))
    clock.set(f"{today + timedelta(days=11)} 09:00")
    page = text(signed_in(scene.civil.person_a).get(f"/sharing/standing/{number}/"))
    assert "到期失效" in page  # before any worker has looked
    from yishu.sharing.rules import Call, Denied, Rights, authorise

    call = Call(f"system:{scene.system.system.pk}", "query", frozenset({"name"}), DUTY, "")
    judged = authorise(Rights.of(lapsing.read_terms()), call, timezone.now())
    assert isinstance(judged, Denied)
    assert judged.reason == "grant_expired"
    assert tend(timezone.now()) == 1
    assert StandingAuthorisation.objects.get(number=number).state == State.LAPSED
    assert len(recorded(Action.STANDING_LAPSED, number)) == 1


def test_what_waits_past_its_day_names_who_should_have_acted(scene: Any, clock: Any) -> None:
    from tests.walking import overdue_rows

    brought, waits = brought_in(scene), confirmed(scene)
    clock.set(f"{timezone.localdate() + timedelta(days=40)} 09:00")
    late = overdue_rows(signed_in(scene.office.person_b))
    mine = {what: who for what, (who, _since) in late.items() if brought.number in what or waits.number in what}
    assert mine == {
        f"复核存量授权：{brought.entry.name}（{brought.number}）": "、".join(
            sorted(scene.police.agency.people.filter(appointments__role="signer").values_list("name", flat=True))
        ),
        f"确认存量授权：{waits.entry.name}（{waits.number}）": scene.civil.person_b.name,
    }
    listed = text(signed_in(scene.police.person_a).get("/sharing/standing/?side=given&state=late"))
    assert brought.number in listed


def test_a_standing_authorisation_is_no_application_that_was_answered(scene: Any) -> None:
    grant = acknowledged(scene, confirmed(scene))
    number = grant.line.application.number
    civil = signed_in(scene.civil.person_a)
    assert number not in text(civil.get("/sharing/applications/"))
    assert civil.get(f"/sharing/applications/{number}/").status_code == 404
    assert civil.get(f"/api/v1/applications/{number}").status_code == 404
    assert number not in text(signed_in(scene.police.person_b).get("/sharing/inbox/"))
    listed = {each["id"] for each in civil.get("/api/v1/grants").json()}
    assert str(grant.pk) in listed


def test_a_damaged_or_foreign_file_is_no_basis(scene: Any) -> None:
    one = brought_in(scene, documented=False)
    for content, name in ((b"MZ\x90", "协议.pdf"), (b"", "协议.pdf"), (PDF, "\n")):
        with pytest.raises(Invalid):
            commands.document(scene.police.a, one.number, name=name, content=content, now=timezone.now())
    assert signed_in(scene.police.person_a).get(f"/sharing/standing/{one.number}/file/").status_code == 404
    same = [
        brought_in(scene, documented=False, consumer=each.agency.code, basis_number="浙公办〔2020〕1号")
        for each in (scene.civil, scene.forestry)
    ]
    commands.document(scene.police.a, same[0].number, name="协议.pdf", content=PDF, for_all=True, now=timezone.now())
    answer = signed_in(scene.police.person_b).get(f"/sharing/standing/{same[1].number}/file/")
    assert answer.content == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in answer["Content-Disposition"]


# By spreadsheet.

HEADS = ["使用单位*", "信息资源*", "信息项*", "共享模式*", "履职事项*", "使用义务", "记录范围信息项", "记录范围值", "每天人次", "起始日期*", "终止日期", "依据文号*", "发文单位*", "发文日期*"]  # fmt: skip


def row_of(scene: Any, **changes: str) -> list[str]:
    given = {
        "使用单位*": scene.civil.agency.name,
        "信息资源*": scene.resource.code,
        "信息项*": "姓名、公民身份号码",
        "共享模式*": "比对验证、查询",
        "履职事项*": DUTY,
        "记录范围信息项": "户籍地区划",
        "记录范围值": "330106",
        "每天人次": "5,000",
        "起始日期*": "2019年3月1日",
        "依据文号*": f"浙公办〔2018〕{next(scene.count)}号",
        "发文单位*": "浙江省公安厅",
        "发文日期*": "2018/2/20",
        **changes,
    }
    return [given.get(head, "") for head in HEADS]


def as_csv(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADS, *rows])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(*rows: list[str]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["某厅存量授权一览"], HEADS, *rows):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def uploaded(scene: Any, content: bytes, name: str = "存量.csv") -> Any:
    return signed_in(scene.police.person_a).post(
        "/sharing/standing/sheets/", {"file": SimpleUploadedFile(name, content)}
    )


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_sound_rows_come_in_and_the_others_are_given_back_with_what_is_wrong(
    scene: Any, make: Callable[..., bytes]
) -> None:
    sound = row_of(scene)
    misspelt = row_of(scene, **{"使用单位*": scene.civil.agency.name[:-1] + "处"})
    unsound = row_of(
        scene, **{"信息项*": "姓名、密码", "起始日期*": "去年", "每天人次": "很多", "信息资源*": scene.resource.code}
    )
    place = uploaded(scene, make(sound, misspelt, unsound))["Location"]
    police = signed_in(scene.police.person_a)
    page = text(police.get(place))
    assert "登记这 1 条" in page
    assert f"是否为：{scene.civil.agency.name}" in page
    assert "信息项：不可选：密码" in page
    assert "起始日期：须为日期" in page
    assert "每天人次：须为整数" in page
    assert StandingAuthorisation.objects.filter(basis_number=sound[HEADS.index("依据文号*")]).count() == 0
    assert police.post(place).status_code == 302
    police.post(place)  # again brings nothing in twice
    made = StandingAuthorisation.objects.get(basis_number=sound[HEADS.index("依据文号*")])
    assert (made.items, made.modes, made.limits) == (["name", "id_number"], ["verify", "query"], {"day": 5000})
    assert made.rows == {"item": "residence_code", "values": ["330106"], "match": "prefix"}
    assert (made.since, made.basis_date, made.consumer_id) == (
        date(2019, 3, 1),
        date(2018, 2, 20),
        scene.civil.agency.pk,
    )
    left = list(csv.DictReader(io.StringIO(police.get(f"{place}left-over/").content.decode("utf-8-sig"))))
    assert [each["使用单位*"] for each in left] == [misspelt[0], unsound[0]]
    assert "起始日期：须为日期" in left[1]["问题"]
    left[0]["使用单位*"], left[0]["起始日期*"] = scene.civil.agency.name, "2019-03-01"
    again = io.StringIO()
    writer = csv.DictWriter(again, list(left[0]))
    writer.writeheader()
    writer.writerow(left[0])
    second = uploaded(scene, again.getvalue().encode("utf-8-sig"))["Location"]
    assert "登记这 1 条" in text(police.get(second))
    for stranger in (scene.civil, scene.forestry):
        assert signed_in(stranger.person_a).get(place).status_code == 404
        assert signed_in(stranger.person_a).post(place).status_code == 404
        assert signed_in(stranger.person_a).get(f"{place}left-over/").status_code == 404


def test_a_row_that_is_in_already_says_where(scene: Any) -> None:
    row = row_of(scene)
    police = signed_in(scene.police.person_a)
    police.post(uploaded(scene, as_csv(row))["Location"])
    made = StandingAuthorisation.objects.get(basis_number=row[HEADS.index("依据文号*")])
    place = uploaded(scene, as_csv(row))["Location"]
    police.post(place)
    assert f"该授权已登记：{made.number}" in text(police.get(place))


def test_a_formula_is_not_what_was_agreed(scene: Any) -> None:
    row = row_of(scene, 每天人次="=1000*5")
    place = uploaded(scene, as_xlsx(row), "存量.xlsx")["Location"]
    page = text(signed_in(scene.police.person_a).get(place))
    assert "每天人次：含公式，请粘贴为数值" in page
    assert "登记这" not in page


def bomb() -> bytes:
    """A workbook of which 260 MiB of blanks come."""
    stream = io.BytesIO(as_xlsx())
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as book,
        book.open("xl/worksheets/sheet9.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(260):
            member.write(b" " * 2**20)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04broken", "已损坏"),
        (b"", "表头下面没有授权"),
        ("使用单位,信息资源,信息项\nA,B,C\n".encode(), "缺少这些列"),
        (("\n".join([",".join(HEADS), *["x" + "," * 13] * 501])).encode(), "最多登记 500 条"),
        ("bomb", "超过 256 MiB"),
    ],
)
def test_what_is_no_spreadsheet_of_agreements_is_refused_with_what_to_do(scene: Any, content: Any, code: str) -> None:
    answer = uploaded(scene, bomb() if content == "bomb" else content)
    assert answer.status_code == 422
    assert code in text(answer)


def test_the_template_is_read_as_it_is_given_and_a_stranger_reads_none_for_others(scene: Any) -> None:
    from yishu.sharing.standing.columns import COLUMNS, find_heads, workbook

    answer = signed_in(scene.police.person_a).get("/sharing/standing/sheets/template/")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    refused = uploaded(scene, answer.content, "模板.xlsx")
    assert "表头下面没有授权" in text(refused)
    for language in ("zh", "en"):
        assert workbook(language)
        heads = dict(enumerate(each.head(language) for each in COLUMNS))
        assert list(find_heads(heads).values()) == [each.field for each in COLUMNS]
    sent = {"file": SimpleUploadedFile("存量.csv", as_csv(row_of(scene))), "provider": scene.police.agency.code}
    refused = signed_in(scene.forestry.person_a).post("/api/v1/standing-authorisations/sheets", sent)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours_to_bring_in")
    taken = signed_in(scene.office.person_b).post(
        "/api/v1/standing-authorisations/sheets",
        {**sent, "file": SimpleUploadedFile("存量.csv", as_csv(row_of(scene)))},
    )
    assert taken.status_code == 201
    assert taken.json()["rows"] == [{"line": 2, "errors": [], "number": None}]
    done = signed_in(scene.office.person_b).post(f"/api/v1/standing-authorisations/sheets/{taken.json()['id']}/rows")
    assert done.json()["rows"][0]["number"].startswith("CL")
