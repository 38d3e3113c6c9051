"""What a provider's own interface answers comes masked as hosted data does (6.1, 7.2)."""

import pytest

from tests.gateway.proxied.stage import KNOWN, NO_BIRTH, Story


@pytest.mark.clause("6.1", "7.2")
def test_masks_hold_for_what_the_interface_answers_too(story: Story) -> None:
    assert story.call("query").json()["record"]["name"] == "赵一"
    story.cast.mask(story.police, story.office, story.resource, name="name", sex="hidden")
    try:
        many = story.call("query", subjects=[KNOWN, NO_BIRTH], items=["name", "sex", "birth_date"]).json()
        assert [each["record"] for each in many["records"]] == [
            {"name": "赵*", "sex": "****", "birth_date": "1990-03-07"},
            {"name": "钱*", "sex": "****", "birth_date": None},
        ]
        assert story.call("verify", claims={"name": "赵一"}).json()["result"] == {"name": "match"}
    finally:
        story.cast.mask(story.police, story.office, story.resource)
    assert story.call("query").json()["record"]["name"] == "赵一"
