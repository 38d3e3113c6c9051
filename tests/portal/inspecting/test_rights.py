"""By what right something was used: whoever inspects reads the grant and its application, and changes neither (35.1)."""

import pytest

from tests.operations.people import warden
from tests.portal.inspecting.stage import Story, read, signed_in
from yishu.agencies.models import Role

pytestmark = pytest.mark.clause("35.1")


def test_the_grant_and_the_application_of_a_record_open_for_those_who_inspect(story: Story) -> None:
    grant = story.grants[0]
    places = (f"/sharing/grants/{grant.pk}/", f"/sharing/applications/{grant.line.application.number}/")
    record = f"/evidence/{story.receipts[0].partition('.')[0]}/"
    for person in (story.inspector, story.exporter):
        page = read(person, record)
        for place in places:
            assert f'href="{place}"' in page
            assert signed_in(person).get(place).status_code == 200
    terms = read(story.inspector, places[0])
    assert all(words in terms for words in ("姓名", "办件编号", story.police.agency.name, grant.line.decided_by_name))


def test_who_inspects_changes_nothing(story: Story) -> None:
    grant = story.grants[0]
    number, code = grant.line.application.number, story.resource.path_code
    client = signed_in(story.inspector)
    for place in (f"/sharing/grants/{grant.pk}/", f"/sharing/applications/{number}/"):
        page = client.get(place).content.decode()
        assert "data-confirm" not in page.partition("<main")[2]
    assert client.post(f"/sharing/grants/{grant.pk}/", {"reason": "x"}).status_code in (403, 404)
    assert client.post(f"/sharing/applications/{number}/{code}/withdraw/", {"reason": "x"}).status_code in (403, 404)
    grant.refresh_from_db()
    assert grant.state == "active"


def test_other_offices_of_the_node_still_find_no_grant(story: Story) -> None:
    guard = warden(Role.SECURITY_ADMINISTRATOR)
    assert signed_in(guard).get(f"/sharing/grants/{story.grants[0].pk}/").status_code == 404
