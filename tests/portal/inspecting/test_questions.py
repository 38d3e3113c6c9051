"""An inspector who knows only the regulation is led to each answer, told why there is none, and hands over what an outsider checks (30.1, 32.1)."""

import re
import shlex
import subprocess
import sys
from datetime import timedelta
from functools import partial
from html import unescape
from pathlib import Path

import pytest
from django.utils import timezone

from tests.commands import run_here
from tests.portal.inspecting.stage import CASE, DUTY, SUBJECT, Story, read, signed_in, work
from yishu.access import calls
from yishu.access.refused import why
from yishu.audit import queries, totals
from yishu.audit.models import Record
from yishu.core.calendar import shanghai_day
from yishu.core.ids import new_id
from yishu.portal import evidence
from yishu.portal.inspecting import making
from yishu.portal.inspecting.models import Excerpt
from yishu.portal.inspecting.vouching import vouched
from yishu.wire.data import Purpose, VerifyRequest

pytestmark = pytest.mark.clause("32.1")
EVIDENCE, STATISTICS, VOUCHING = "/evidence/", "/evidence/statistics/", "/evidence/log/"


def links(page: str, within: str = "") -> list[str]:
    """The addresses of a part of a page, from that heading on to the end of its card."""
    part = page.partition(f"{within}</h2>")[2].partition("</section>")[0] if within else page
    return [unescape(found) for found in re.findall(r'href="([^"]+)"', part)]


def command_of(page: str) -> list[str]:
    """The words of the command that the page names, after `yishu` or `python3`."""
    found = re.search(r"<code>(?:yishu|python3) ([^<]+)</code>", page)
    assert found, page
    return shlex.split(unescape(found[1]))


def records(page: str) -> int:
    return page.count('<th scope="row"><a href="/evidence/')


def test_the_home_page_of_who_oversees_leads_to_every_question(story: Story) -> None:
    client = signed_in(story.inspector)
    found = links(read(story.inspector, "/"), "您要查什么")
    assert len(found) == 8
    assert {client.get(link).status_code for link in found} == {200}
    assert len(links(read(story.exporter, "/"), "您要查什么")) == 7  # who looks up no person
    assert "您要查什么" not in read(story.civil.person_a, "/")


def test_a_receipt_is_checked_where_the_home_page_leads_to(story: Story) -> None:
    client = signed_in(story.inspector)
    [link] = [each for each in links(read(story.inspector, "/"), "您要查什么") if "check" in each]
    assert "粘贴回执" in read(story.inspector, link)
    assert "回执相符" in client.get(link, {"receipt": story.receipts[0]}, follow=True).content.decode()
    forged = story.receipts[0][:-4] + "0000"
    assert "回执不符" in client.get(link, {"receipt": forged}, follow=True).content.decode()
    unknown = client.get(link, {"receipt": f"{new_id()}.{'0' * 64}"})
    assert (unknown.status_code, "就是留痕缺失" in unknown.content.decode()) == (404, True)
    hidden = signed_in(story.civil.person_a).get(link, {"receipt": f"{new_id()}.{'0' * 64}"}, follow=True)
    assert (hidden.status_code, "就是留痕缺失" in hidden.content.decode()) == (404, False)
    answer = client.get(link, {"receipt": "7"})
    assert (answer.status_code, "回执编号不完整" in answer.content.decode()) == (422, True)
    assert client.get(link, {"receipt": story.receipts[0].partition(".")[0]}).status_code == 302


def test_a_refusal_says_why_where_it_is_listed(story: Story) -> None:
    page = read(story.inspector, EVIDENCE, case=CASE, outcome="denied")
    assert unescape(page).partition("<tbody>")[2].count(why("no_grant")) == 1


@pytest.mark.parametrize("asked", [{"by": "agency", "order": "denied"}, {"by": "day"}, {"by": "action"}])
def test_every_number_leads_to_as_many_records(story: Story, asked: dict[str, str]) -> None:
    work()
    page = read(story.inspector, STATISTICS, action="data:", **asked)
    table = page.partition("表：")[2]
    numbers = re.findall(r'<a href="(/evidence/\?[^"]+)">(\d+)</a>', table)
    assert numbers
    for link, number in numbers:
        assert records(read_link(story, link)) == int(number), link


def test_one_outcome_has_one_name_wherever_it_is_told(story: Story) -> None:
    member = story.labour
    story.cast.grant(member, story.police, story.resource, users=(member.person_a,), modes=("verify",), duty=DUTY)
    request = VerifyRequest(Purpose(DUTY, "BD-1"), subject=SUBJECT, claims={"name": "赵一"})
    receipt = calls.verify(member.a, story.resource.code, request, now=timezone.now()).receipt
    work()
    said = {"type": "111", "number": SUBJECT, "basis": "监函〔2026〕3号", "reason": "核查投诉"}
    answer = signed_in(story.inspector).post("/operations/subject-uses/", said, follow=True)
    pages = [answer.content.decode()] + [
        read(story.inspector, path, **asked)
        for path, asked in (
            (EVIDENCE, {"case": "BD-1"}),
            (f"{EVIDENCE}{receipt.partition('.')[0]}/", {}),
            (f"{EVIDENCE}case/", {"number": "BD-1"}),
        )
    ]
    for page in pages:
        assert page.count("比对结果不留存") == 1
        assert "得到答复</span>" in page
        assert not re.search(r">(允许|已使用|拒绝|查有记录)</span><", page.replace('<span class="ys-sub">查有记录', ""))
    table = pages[1].partition("<tbody>")[2]
    assert "查有记录</span>" in table
    digest = Record.objects.get(id=receipt.partition(".")[0]).whole.grant_hash
    assert f"{digest[:32]}<wbr>{digest[32:]}" in pages[2]  # it breaks into two equal lines


def test_a_list_says_of_how_many_records_it_is_a_page(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    few = read(story.inspector, EVIDENCE, case=CASE)
    assert f"<p>共 {records(few)} 条。本页 {records(few)} 条" in few
    monkeypatch.setattr(queries, "list_records", partial(queries.list_records, size=2))
    page = read(story.inspector, EVIDENCE, action="data:")
    [total] = re.findall(r"<p>共 (\d+) 条。本页 2 条", page)
    assert int(total) == Record.objects.filter(action__startswith="data:").count() > 2
    assert "条。本页" not in read(story.inspector, EVIDENCE, case=CASE)  # which is not counted
    monkeypatch.setattr(totals, "MOST", 2)
    assert "<p>超过 2 条。本页 2 条" in read(story.inspector, EVIDENCE, action="data:")


def test_who_was_refused_most_stands_first_and_the_reasons_lead_to_their_records(story: Story) -> None:
    work()
    page = read(story.inspector, STATISTICS, by="agency", order="denied", action="data:")
    first = page.partition("表：")[2].partition("<tbody>")[2].partition("</tr>")[0]
    assert story.forestry.agency.name in first
    reasons = unescape(page.partition("为何被拒绝</h2>")[2].partition("</tbody>")[0])
    row = reasons.partition(why("no_grant"))[2].partition("</tr>")[0]
    [(link, number)] = re.findall(r'<a href="(/evidence/\?[^"]+)">(\d+)</a>', row)
    assert records(read_link(story, link)) == int(number) >= 1


def read_link(story: Story, link: str) -> str:
    return signed_in(story.inspector).get(unescape(link)).content.decode()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"since": "2026-13-01"}, "没有这一天"),
        ({"since": str(shanghai_day(timezone.now()) + timedelta(2))}, "这一天还没有到"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "不能早于起始日期"),
        ({"grant": "7"}, "授权编号不完整"),
        ({"receipt": "7"}, "回执编号不完整"),
    ],
)
def test_what_is_written_wrongly_says_how_it_is_written(story: Story, asked: dict[str, str], told: str) -> None:
    answer = signed_in(story.inspector).get(EVIDENCE, asked)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert "没有查找任何留痕" in answer.content.decode()
    assert "没有符合条件的留痕" not in answer.content.decode()  # which a report would take for an answer


def test_a_name_that_stands_for_nobody_is_named_where_nothing_is_found(story: Story) -> None:
    page = unescape(read(story.inspector, EVIDENCE, agency="没有这个单位", case=CASE))
    assert "没有名称含“没有这个单位”的" in page
    assert "没有名称含" not in read(story.inspector, EVIDENCE, case="没有")


def test_the_command_on_a_records_page_proves_it_from_an_empty_folder(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work()
    number = story.receipts[0].partition(".")[0]
    proof = signed_in(story.inspector).get(f"{EVIDENCE}{number}/proof/")
    (tmp_path / proof["Content-Disposition"].split('"')[1]).write_bytes(proof.content)
    monkeypatch.chdir(tmp_path)
    done = run_here(*command_of(read(story.inspector, f"{EVIDENCE}{number}/")))
    assert (done.returncode, "证明成立" in done.stdout) == (0, True), done


def checked(story: Story, folder: Path, proof: bytes) -> str:
    """What the command on the page of the story's first record says of that proof."""
    number = story.receipts[0].partition(".")[0]
    (folder / f"{number}.tlog-proof").write_bytes(proof)
    return run_here(*command_of(read(story.inspector, f"{EVIDENCE}{number}/"))).stdout


@pytest.mark.clause("30.1")
def test_a_proof_says_that_what_is_personal_stands_apart_and_brings_it_for_who_oversees(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work()
    monkeypatch.chdir(tmp_path)
    address = f"{EVIDENCE}{story.receipts[0].partition('.')[0]}/"
    assert "不表示没有办件" in read(story.inspector, address)
    plain = signed_in(story.inspector).get(f"{address}proof/").content
    said = checked(story, tmp_path, plain)
    assert '"case":""' in said
    assert 'an empty "case" or "actor_name" does not mean that there was none' in said
    assert CASE not in said

    [link] = [each for each in links(read(story.inspector, address)) if "personal=1" in each]
    answer = signed_in(story.inspector).get(link)
    assert ".personal.tlog-proof" in answer["Content-Disposition"]  # not to be handed out for the other
    whole = answer.content
    assert whole.partition(b"\n")[2] == plain  # so any program for such proofs reads the rest
    said = checked(story, tmp_path, whole)
    assert f"办件编号 case: {CASE}" in said
    assert story.civil.person_a.name in said
    other = signed_in(story.inspector).get(f"{EVIDENCE}{story.receipts[1].partition('.')[0]}/proof/?personal=1").content
    assert "证明不成立" in checked(story, tmp_path, other.partition(b"\n")[0] + b"\n" + plain)

    assert not any("personal=1" in each for each in links(read(story.civil.person_a, address)))
    assert signed_in(story.civil.person_a).get(f"{address}proof/?personal=1").content == plain


def test_the_command_on_the_page_of_exports_checks_the_file_from_an_empty_folder(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = signed_in(story.exporter), "/evidence/excerpts/"
    sent = {"asked": f"case={CASE}", "authority": "浙监函〔2026〕14号", "purpose": "核查投诉"}
    assert client.post(path, sent).status_code == 302
    work()
    making.make_waiting()
    excerpt = Excerpt.objects.latest("asked_at")
    file = client.get(f"{path}{excerpt.pk}/file/")
    (tmp_path / excerpt.filename).write_bytes(b"".join(file.streaming_content))  # type: ignore[attr-defined]
    monkeypatch.chdir(tmp_path)
    Path("yishu-log.pyz").write_bytes(client.get("/log/yishu-log.pyz").content)
    done = subprocess.run([sys.executable, *command_of(read(story.exporter, path))], capture_output=True, check=False)
    assert done.returncode == 0, done


def test_a_log_that_nobody_else_signs_says_so_to_who_oversees(story: Story) -> None:
    work()
    page = read(story.inspector, VOUCHING)
    assert "目前只有本平台自己签名" in page
    assert f"{vouched(timezone.now()).size} 条" in page
    assert signed_in(story.civil.person_a).get(VOUCHING).status_code == 403
    assert "Nobody but this node has signed so far" in signed_in(story.inspector, "en").get(VOUCHING).content.decode()


def test_beside_the_green_line_stands_who_vouches(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    work()
    number = story.receipts[0].partition(".")[0]
    page = read(story.inspector, f"{EVIDENCE}{number}/")
    notice = page.partition("内容没有被改动")[2].partition("</section>")[0]
    assert "目前没有别的平台见证" in notice
    assert VOUCHING in notice
    monkeypatch.setattr(evidence.Standing, "witnesses", ["省审计平台"])
    assert "为日志作证的另有：省审计平台" in read(story.inspector, f"{EVIDENCE}{number}/")


def test_a_handler_reports_an_incident_from_a_record_and_an_inspector_does_not(story: Story) -> None:
    path = f"{EVIDENCE}{story.receipts[0].partition('.')[0]}/"
    [link] = [
        each for each in links(read(story.civil.person_a, path)) if each.startswith("/operations/incidents/report/?")
    ]
    form = unescape(signed_in(story.civil.person_a).get(link).content.decode())
    for pointed in (story.receipts[0], str(story.grants[0].pk), story.resource.code):
        assert pointed in form
    assert "据此报告安全事件" not in read(story.inspector, path)


def test_whose_agency_shares_nothing_is_shown_what_there_is_to_oversee(story: Story) -> None:
    page = read(story.inspector, "/").partition("<main")[2]
    for words in (
        "待认定的异常使用",
        "处置中的安全事件",
        "高风险",
        "昨日",
        "有没有不正常的使用",
        "/operations/misuse/",
    ):
        assert words in page
    newest = Record.objects.filter(action__startswith="data:").latest("id")
    assert str(newest.id) in page  # others' use, not none of one's own
    assert "我们提供的" not in page
    agency = read(story.civil.person_a, "/").partition("<main")[2]
    assert "我们提供的" in agency
    assert "待认定的异常使用" not in agency
