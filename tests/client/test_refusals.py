"""What the node refuses arrives whole: code, words in the caller's language, wrong fields, receipt (26.5, 32.1)."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from tests.client.wayward import Wayward, hangs_up, says
from tests.gateway.stage import DUTY, KNOWN, Stage
from yishu.audit.models import Record
from yishu.client import LimitReached, NotGranted, Refused, Unavailable
from yishu.sharing.rules import Limits

FOR: dict[str, Any] = {"duty": DUTY, "case": "SQ-1"}


@pytest.mark.clause("26.5", "32.1")
def test_who_has_no_grant_is_told_so_on_record(connect: Callable[..., Any], stage: Stage) -> None:
    for language, words in (("zh", "授权"), ("en", "grant")):
        stranger = connect(key=stage.forestry_system.key, language=language)
        with pytest.raises(NotGranted) as caught:
            stranger.verify(stage.resource.code, KNOWN, {"name": "赵一"}, **FOR)
        refusal = caught.value
        assert (refusal.code, refusal.status, refusal.again_after, refusal.errors) == ("no_grant", 403, None, ())
        assert words in refusal.detail
        assert refusal.title
        assert Record.objects.get(pk=refusal.receipt.partition(".")[0]).outcome == "denied"
        assert refusal.code in str(refusal)
        assert refusal.receipt in str(refusal)


def test_wrong_fields_are_named(yishu: Any, stage: Stage) -> None:
    with pytest.raises(Refused) as caught:
        yishu.query_many(stage.resource.code, [KNOWN, "12"], ["name"], **FOR)
    [wrong] = caught.value.errors
    assert (wrong.field, bool(wrong.rule), bool(wrong.message)) == ("subjects[1]", True, True)
    assert type(caught.value) is Refused
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), again.errors, str(again)) == (Refused, caught.value.errors, str(caught.value))


@pytest.mark.clause("26.5")
def test_a_limit_of_the_day_is_raised_at_once_and_one_of_the_second_waited_for(
    connect: Callable[..., Any], stage: Stage
) -> None:
    system = stage.civil.system()
    stage.cast.grant(
        stage.civil, stage.police, stage.resource, systems=(system,), bounds={"limits": Limits(second=2, day=4)}
    )
    yishu = connect(key=system.key)
    for _ in range(4):  # the third waits for the next second
        assert yishu.query(stage.resource.code, KNOWN, ["name"], **FOR).found
    with pytest.raises(LimitReached) as caught:
        yishu.query(stage.resource.code, KNOWN, ["name"], **FOR)
    assert caught.value.code == "day_used_up"
    assert caught.value.again_after


def test_what_does_not_come_from_a_node_is_said(connect: Callable[..., Any]) -> None:
    for answer, code, kind in (
        (says(200, b"<html>"), "client_answer_strange", Refused),
        (says(404, b"<html>"), "http_404", Refused),
        (says(502, b"<html>"), "http_502", Unavailable),
        (says(200, b'{"found": "yes"}'), "client_answer_strange", Refused),
    ):
        with Wayward(answer) as server, pytest.raises(kind) as caught:
            connect(server.url, key="ysk_x").verify("1-1", "x", {}, duty="d")
        assert caught.value.code == code
        assert server.url in caught.value.detail


def test_a_node_that_is_not_there_is_unavailable(connect: Callable[..., Any]) -> None:
    with Wayward(hangs_up) as server:
        url = server.url
    with pytest.raises(Unavailable) as caught:
        connect(url, key="ysk_x", language="en", patience=0).verify("1-1", "x", {}, duty="d")
    assert caught.value.code == "client_not_reached"
    assert "does not answer (Connection refused)" in caught.value.detail


def test_a_code_is_a_part_of_the_path_whatever_it_holds(connect: Callable[..., Any]) -> None:
    with Wayward(says(404, b'{"code": "resource_not_found", "status": 404}')) as server, pytest.raises(Refused):
        connect(server.url, key="ysk_x").query("../../session?x=1#", "x", ["a"], duty="d")
    assert server.seen[0][1] == "/api/v1/data/..-..-session%3Fx%3D1%23/query"
