"""What an excerpt holds, in an official's words, each line leading to its proof (5.1, 32.1)."""

import csv
import gzip
import io

import pytest
from django.http import StreamingHttpResponse

from tests.portal.inspecting.stage import CASE, Story, signed_in
from tests.portal.inspecting.test_excerpts import PATH, acts, made
from yishu.audit.models import Record
from yishu.portal.inspecting.models import Excerpt

pytestmark = pytest.mark.clause("32.1")


def rows_of(story: Story, excerpt: Excerpt, language: str = "zh-hans") -> list[list[str]]:
    answer = signed_in(story.exporter, language).get(f"{PATH}{excerpt.pk}/table/", {"as": "csv"})
    assert isinstance(answer, StreamingHttpResponse)
    text = b"".join(answer).decode("utf-8")  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_the_table_tells_each_record_in_words_with_its_receipt(story: Story) -> None:
    excerpt = made(story, case=CASE)
    head, *lines, last = rows_of(story, excerpt)
    assert len(lines) == 3
    told = [dict(zip(head, line, strict=True)) for line in lines]
    assert {each["办件编号（使用单位自报）"] for each in told} == {CASE}
    [refused] = [each for each in told if each["结果"] == "被拒绝"]
    assert "授权" in refused["拒绝原因"]
    allowed = [each for each in told if each["结果"] == "得到答复，查有记录"]
    assert {each["回执"] for each in allowed} == set(story.receipts[:2])
    assert {each["使用单位"] for each in allowed} == {story.civil.agency.name, story.labour.agency.name}
    assert {each["授权编号"] for each in allowed} == {str(grant.pk) for grant in story.grants}
    assert {each["信息资源或办理对象"] for each in told} == {story.resource.current.name}
    assert {(each["操作"], each["与日志相符"]) for each in told} == {("查询引用", "是")}
    assert excerpt.digest in last[0]
    assert "不能单独作为证明" in last[0]
    english = rows_of(story, excerpt, "en")
    assert english[0][0] == "Place in the log"
    assert acts(excerpt)[-1] == "excerpt:fetched"
    assert Record.objects.filter(target=f"excerpt:{excerpt.pk}").latest("id").whole.detail["format"] == "csv"


def test_the_page_leads_from_each_line_to_its_record(story: Story) -> None:
    excerpt = made(story, case=CASE)
    client = signed_in(story.exporter)
    assert f'href="{PATH}{excerpt.pk}/table/"' in client.get(PATH).content.decode()
    page = client.get(f"{PATH}{excerpt.pk}/table/").content.decode()
    for receipt in story.receipts[:2]:
        assert f'href="/evidence/{receipt.partition(".")[0]}/"' in page
    assert excerpt.digest in page
    assert "得到证明的是文件，不是本表" in page
    assert "与日志不符" not in page
    assert acts(excerpt) == ["excerpt:asked", "excerpt:made"]  # reading takes nothing away
    for person in (story.inspector, story.civil.person_a):
        assert signed_in(person).get(f"{PATH}{excerpt.pk}/table/").status_code == 403
        assert signed_in(person).get(f"{PATH}{excerpt.pk}/table/", {"as": "csv"}).status_code == 403


def test_a_record_that_was_changed_in_the_file_is_marked(story: Story) -> None:
    excerpt = made(story, case=CASE)
    lines = gzip.decompress(excerpt.path.read_bytes())
    excerpt.path.write_bytes(gzip.compress(lines.replace(b'"found":1', b'"found":0', 1)))
    assert [line[13] for line in rows_of(story, excerpt)[1:-1]].count("否") == 1
    assert "与日志不符" in signed_in(story.exporter).get(f"{PATH}{excerpt.pk}/table/").content.decode()


def test_a_case_that_a_spreadsheet_would_compute_stays_text(story: Story) -> None:
    story.query(story.civil, case="=1+1")
    [line] = rows_of(story, made(story, case="=1+1"))[1:-1]
    assert line[10] == "'=1+1"
