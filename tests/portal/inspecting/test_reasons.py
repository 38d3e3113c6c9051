"""Why something was refused is told to an official who looks at it: in the third person, whole, in one way on all pages (30.1, 32.1)."""

import re
from html import unescape

import pytest
from django.utils import timezone, translation

from tests.portal.inspecting.stage import DUTY, SUBJECT, Story, read, work
from yishu.access import calls
from yishu.access.refused import WHY, why
from yishu.audit.models import Record
from yishu.core.errors import Problem
from yishu.shell.refusals import kinds_of
from yishu.wire.data import Purpose, QueryRequest

pytestmark = [pytest.mark.clause("30.1"), pytest.mark.clause("32.1")]
CASE = "JY-1"
TO_THE_CALLER = re.compile(r"您|本单位|请(?!求)|…|[{}]|purpose\.|errors|\byour?\b|[a-z]_[a-z]", re.IGNORECASE)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_reason_speaks_to_the_caller_or_lacks_a_value(django_ready: str, language: str) -> None:
    codes = {each.code for each in kinds_of(Problem)}
    assert codes > WHY.keys()
    with translation.override(language):
        told = {code: why(code) for code in codes}
        if language == "en":
            assert not [text for code, text in told.items() if re.search("[一-鿿]", text)]
    assert {code: text for code, text in told.items() if TO_THE_CALLER.search(text) or not text} == {}


def refused(story: Story, duty: str, items: list[str]) -> str:
    """The address of the record."""
    request = QueryRequest(Purpose(duty, CASE), items=items, subject=SUBJECT)
    with pytest.raises(Problem):
        calls.query(story.teaching.a, story.resource.code, request, now=timezone.now())
    work()
    newest = Record.objects.filter(agency=story.teaching.agency.code, outcome="denied").order_by("-id")[0]
    return f"/evidence/{newest.id}/"


def test_what_the_grant_lacks_is_named_on_every_page(story: Story) -> None:
    story.cast.grant(
        story.teaching, story.police, story.resource, users=(story.teaching.person_a,), items=("id_number", "name"), duty=DUTY
    )  # fmt: skip
    item = refused(story, DUTY, ["name", "birth_date"])
    told = "所要的信息项不在授权之内：出生日期。"
    for path, asked in ((item, {}), ("/evidence/", {"case": CASE}), ("/evidence/case/", {"number": CASE})):
        page = read(story.inspector, path, **asked)
        assert told in page, path
        assert '<small class="portal-why">item_not_granted</small>' in page
    page = unescape(read(story.inspector, refused(story, "入学资格审核", ["name"])))
    assert f"所报的履职事项“入学资格审核”不是授权的事项（授权的是：{DUTY}）。" in page
    # Whoever read it there finds the records by it.
    assert item in read(story.inspector, "/evidence/", case=CASE, reason="所要的信息项有的不在授权之内")
    statistics = read(story.inspector, "/evidence/statistics/", by="agency", action="data:")
    assert why("item_not_granted") in statistics
    assert why("purpose_not_granted") in statistics
