"""The twin of a resource behind its provider's own interface: that is never asked, and how it may fail can be tried (7.2)."""

from typing import Any

import httpx
import pytest

from tests.gateway.proxied.stage import KNOWN, Story


def test_the_interface_is_not_asked_and_its_failures_can_be_provoked(story: Story) -> None:
    story.backend.asked.clear()
    place = f"{story.node.url}/api/v1/sandbox/data/{story.resource.path_code}"
    purpose = {"duty": "试用", "case": "SB-1"}
    described = httpx.get(place, headers=story.stranger.headers).json()
    by_outcome = {one["outcome"]: one["subject"] for one in reversed(described["subjects"])}

    def ask(subject: Any) -> httpx.Response:
        body = {"purpose": purpose, "subject": subject, "claims": {"name": "示例姓名1"}}
        return httpx.post(f"{place}/verify", json=body, headers=story.stranger.headers)

    first = ask(by_outcome["record"]).json()
    assert (first["found"], first["result"], first["version"]) == (True, {"name": "match"}, 0)
    assert ask(KNOWN).json()["found"] is False
    for code, status in (("backend_unavailable", 503), ("backend_timeout", 504), ("backend_failed", 502)):
        answer = ask(by_outcome[code])
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    many = {"purpose": purpose, "subjects": [KNOWN] * 21, "items": ["name"]}
    refused = httpx.post(f"{place}/query", json=many, headers=story.stranger.headers)
    assert refused.json()["code"] == "too_many_subjects"
    assert not story.backend.asked


@pytest.mark.clause("7.2")
def test_the_mounts_address_and_key_are_not_in_its_twin(story: Story) -> None:
    from django.utils import timezone

    from yishu.access.sandbox.twin import get_twin

    mount = get_twin(story.resource.path_code, timezone.now()).hosted.plan.mount
    assert mount is not None
    assert (mount.origin, mount.path, mount.secret, mount.secret_header) == ("", "", "", "")
