"""Declaring, trying and ending a rule: by whom, within what, on record; over HTTP and on pages."""

from html import unescape
from typing import Any

import pytest

from yishu.agencies.models import Scope

PHONE = {"kind": "pattern", "items": ["phone"], "parameters": {"pattern": "1[0-9]{10}"}}


@pytest.mark.clause("13.1")
def test_a_rule_is_declared_read_replaced_and_ended(firm: Any) -> None:
    first = firm.declare("pattern", "phone", pattern="1[0-9]{10}")
    assert (first["kind"], first["items"], first["parameters"]) == ("pattern", ["phone"], {"pattern": "1[0-9]{10}"})
    assert first["applies"] is True
    english = firm.send("", method="GET", **{"Accept-Language": "en"}).json()
    assert [one["words"] for one in english] == ["phone should match 1[0-9]{10}"]
    wider = {
        **PHONE,
        "parameters": {"pattern": "1[0-9]{10}|0[0-9]{9,11}"},
        "zh": "电话号码不全。",
        "replaces": first["id"],
    }
    second = firm.send("", wider).json()
    assert second["zh"] == "电话号码不全。"
    assert [one["id"] for one in firm.send("", method="GET").json()] == [second["id"]]
    assert firm.send(f"/{second['id']}", method="DELETE").json()["applies"] is False
    assert firm.send("", method="GET").json() == []
    past = firm.send("?ended=true", method="GET").json()
    assert {one["id"] for one in past} == {first["id"], second["id"]}
    assert all(one["ended_at"] for one in past)
    did = [(one.action, one.target) for one in firm.evidence()]
    assert did == [
        ("check:declared", f"check:{first['id']}"),
        ("check:ended", f"check:{first['id']}"),
        ("check:declared", f"check:{second['id']}"),
        ("check:ended", f"check:{second['id']}"),
    ]
    assert firm.evidence()[2].detail["says"] == "“联系电话”应符合格式 1[0-9]{10}|0[0-9]{9,11}"


def test_what_cannot_be_declared_is_said_by_field_and_language(firm: Any) -> None:
    bad = {**PHONE, "parameters": {"pattern": "["}}
    for language, word in (("zh", "正则表达式"), ("en", "regular expression")):
        answer = firm.send("", bad, **{"Accept-Language": language})
        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert (error["field"], error["rule"]) == ("parameters.pattern", "re2")
        assert word in error["message"]
    unknown = firm.send("", {**PHONE, "parameters": {"sql": "1=1"}})
    assert (unknown.status_code, unknown.json()["errors"][0]["rule"]) == (422, "extra_forbidden")
    assert firm.evidence() == []


def test_the_same_rule_stands_once_and_a_resource_has_fifty(firm: Any) -> None:
    first = firm.declare("range", "staff", most="1")
    again = firm.send("", {"kind": "range", "items": ["staff"], "parameters": {"most": "+1"}})
    assert (again.status_code, again.json()["code"]) == (409, "check_rule_stands")
    assert str(first["id"]) in again.json()["detail"]
    for n in range(2, 51):
        firm.declare("range", "staff", most=str(n))
    more = {"kind": "range", "items": ["staff"], "parameters": {"most": "51"}}
    refused = firm.send("", more)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_check_rules")
    assert firm.send("", {**more, "replaces": first["id"]}).status_code == 201
    for _ in range(2):
        gone = firm.send(f"/{first['id']}", method="DELETE")
        assert (gone.status_code, gone.json()["code"]) == (409, "check_rule_ended")
    missing = firm.send("/999999999999", method="DELETE")
    assert (missing.status_code, missing.json()["code"]) == (404, "check_rule_not_found")


@pytest.mark.clause("13.1", "21.2")
def test_only_the_providers_data_officer_declares_tries_and_ends(firm: Any, client: Any) -> None:
    made = firm.declare("range", "staff", most="9")
    stranger = firm.scene.cast.agency("FORESTRY")
    reader, publisher = firm.scene.police.system(), stranger.system(Scope.PUBLISH)
    sent = [("", PHONE, "POST"), ("/trial", PHONE, "POST"), (f"/{made['id']}", None, "DELETE")]
    for path, body, method in sent:
        codes = [firm.send(path, body, who=who, method=method).json()["code"] for who in (reader, publisher)]
        assert codes == ["scope_missing", "not_the_provider"], path
        assert client.generic(method, firm.api + path, content_type="application/json").status_code == 401
    pages = [("get", firm.page), ("get", f"{firm.page}new/pattern/"), ("post", f"{firm.page}{made['id']}/end/")]
    for person in (firm.scene.police.person_b, stranger.person_a):
        client.force_login(person)
        assert [getattr(client, method)(path).status_code for method, path in pages] == [403] * 3
    # What a provider promises of its data, whoever sees the resource reads.
    assert [one["id"] for one in firm.send("", method="GET", who=publisher).json()] == [made["id"]]
    assert len(firm.evidence()) == 1


def test_another_resources_rule_is_not_found(firm: Any, scene_with: Any) -> None:
    made = firm.declare("range", "staff", most="9")
    other = firm.scene.cast.resource(firm.scene.police, firm.scene.office)
    path = f"/api/v1/hosting/{other.path_code}/rules/{made['id']}"
    assert firm.client.delete(path, headers=firm.system.headers).json()["code"] == "check_rule_not_found"
    assert firm.send("", method="GET").json()[0]["applies"] is True


def test_a_rule_may_be_tried_on_what_is_hosted_and_nothing_is_kept(firm: Any) -> None:
    body = {"kind": "cross", "items": ["founded", "ended"], "parameters": {"form": "compare", "operator": "<"}}
    assert firm.send("/trial", body).json()["held"] == 0
    firm.publish(
        {"code": "A", "founded": "2001-01-01", "ended": "2001-01-01", "capital": "0.10", "listed": "是"},
        {"code": "B", "founded": "2001-01-01", "ended": "2002-01-01", "seen_at": "2026-01-01T00:00:00"},
        {"code": "C", "ended": "2002-01-01", "capital": "1.5", "seen_at": "2025-12-31T23:59:59"},
    )
    found = firm.send("/trial", body).json()
    assert {name: found[name] for name in ("held", "looked_at", "broken", "whole")} == {
        "held": 3,
        "looked_at": 3,
        "broken": 1,
        "whole": True,
    }
    others = [
        ("range", ["capital"], {"least": "0.1", "most": "1.49"}, 1),
        ("range", ["seen_at"], {"least": "2026-01-01T00:00:00"}, 1),
        ("cross", ["listed", "seen_at"], {"form": "when", "values": ["是"], "must": "given"}, 1),
    ]
    for kind, items, parameters, broken in others:
        said = {"kind": kind, "items": items, "parameters": parameters}
        assert firm.send("/trial", said).json()["broken"] == broken, said
    assert firm.send("", method="GET").json() == []
    assert firm.evidence() == []


def test_a_trial_stops_when_its_time_is_up(firm: Any) -> None:
    from django.utils import timezone

    from yishu.hosting.declared.drafts import Draft, Parameters
    from yishu.hosting.declared.trial import try_out

    firm.publish({"code": "A", "staff": "1"})
    draft = Draft("range", ("staff",), Parameters(most="0"))
    found = try_out(firm.scene.police.a, firm.scene.resource.code, draft, now=timezone.now(), seconds=-1)
    assert (found.held, found.looked_at, found.broken, found.is_whole) == (1, 0, 0, False)


class TestPages:
    @pytest.fixture(autouse=True)
    def officer(self, firm: Any) -> None:
        firm.client.force_login(firm.scene.police.person_a)

    def post(self, firm: Any, form: str, **fields: Any) -> Any:
        return firm.client.post(f"{firm.page}new/{form}/", fields)

    @pytest.mark.clause("13.1")
    def test_a_rule_is_tried_declared_shown_replaced_and_ended(self, firm: Any) -> None:
        firm.publish({"code": "A", "staff": "10"}, {"code": "B", "staff": "2"})
        assert "没有执行中的规则" in firm.client.get(firm.page).content.decode()
        said = {"item": "staff", "most": "9"}
        tried = unescape(self.post(firm, "range", **said, act="try").content.decode())
        assert "现有数据查了 2 条，其中 1 条不符合" in tried
        assert "“从业人数”应不大于 9" in tried
        words = "“从业人数”应不大于 9"
        for unlike in ({}, {"tried": "“从业人数”应不大于 8"}):  # what was changed since is tried first
            assert words in unescape(self.post(firm, "range", **said, **unlike, act="declare").content.decode())
        assert firm.send("", method="GET").json() == []
        answer = self.post(firm, "range", **said, tried=words, act="declare")
        assert (answer.status_code, answer["Location"]) == (302, firm.page)
        (made,) = firm.send("", method="GET").json()
        for path in (
            firm.page,
            f"/hosting/?resource={firm.scene.resource.path_code}",
            f"/catalogue/{firm.scene.resource.path_code}/",
        ):
            assert "“从业人数”应不大于 9" in unescape(firm.client.get(path).content.decode()), path
        prefilled = firm.client.get(f"{firm.page}new/range/?replaces={made['id']}").content.decode()
        assert 'value="9"' in prefilled
        wider = {"item": "staff", "most": "99", "tried": "“从业人数”应不大于 99", "replaces": made["id"]}
        self.post(firm, "range", **wider, act="declare")
        (second,) = firm.send("", method="GET").json()
        assert second["parameters"] == {"most": "99"}
        firm.client.post(f"{firm.page}{second['id']}/end/")
        page = unescape(firm.client.get(firm.page).content.decode())
        assert "已停用的规则" in page
        assert "“从业人数”应不大于 99" in page

    @pytest.mark.parametrize(
        ("form", "fields", "words"),
        [
            ("pattern", {"item": "phone", "pattern": "[0-9]+"}, "“联系电话”应符合格式 [0-9]+"),
            ("compare", {"left": "founded", "operator": "<", "right": "ended"}, "“成立日期”应早于“注销日期”"),
            ("when", {"given": "state", "values": "1、2", "then": "ended", "must": "empty"}, "“状态”为 1、2 时，“注销日期”应为空"),
            ("sum", {"total": "staff", "parts": ["women", "men"]}, "“从业人数”应等于“女性人数”“男性人数”之和"),
        ],
    )  # fmt: skip
    def test_every_form_of_rule_has_its_fields(self, firm: Any, form: str, fields: dict[str, Any], words: str) -> None:
        assert firm.client.get(f"{firm.page}new/{form}/").status_code == 200
        tried = self.post(firm, form, **fields, act="try")
        assert tried.status_code == 200
        assert words in unescape(tried.content.decode())
        assert self.post(firm, form, **fields, tried=words, act="declare").status_code == 302
        again = self.post(firm, form, **fields, tried=words, act="declare")
        assert (again.status_code, "同样的规则已经在执行" in again.content.decode()) == (422, True)
        (made,) = firm.send("", method="GET").json()
        assert made["words"] == words
        replacing = firm.client.get(f"{firm.page}new/{form}/?replaces={made['id']}").content.decode()
        assert replacing.count("selected") + replacing.count("checked") >= len(made["items"])

    @pytest.mark.parametrize(
        ("form", "fields", "said"),
        [
            ("pattern", {"item": "phone", "pattern": "["}, "不是可用的 RE2 正则表达式"),
            ("range", {"item": "staff", "least": "a"}, "“从业人数”的值应为"),
            ("range", {"item": "", "least": "1"}, "请选择信息项"),
            ("compare", {"left": "staff", "operator": "<", "right": "ended"}, "两项类型不同"),
            ("when", {"given": "state", "values": "9", "then": "ended", "must": "given"}, "代码表中没有此值"),
            ("sum", {"total": "staff", "parts": ["women"]}, "个不同的信息项"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(self, firm: Any, form: str, fields: dict[str, Any], said: str) -> None:
        for act in ("try", "declare"):
            answer = self.post(firm, form, **fields, act=act)
            assert answer.status_code == 422
            assert said in unescape(answer.content.decode())
        assert firm.send("", method="GET").json() == []

    def test_what_is_not_there_is_not_found(self, firm: Any) -> None:
        assert firm.client.get(f"{firm.page}new/sql/").status_code == 404
        assert firm.client.get(f"{firm.page}new/range/?replaces=7x").status_code == 404
        assert firm.client.post(f"{firm.page}999999999/end/").status_code == 404

    def test_the_list_asks_the_database_a_fixed_number_of_times(self, firm: Any) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        def asked() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert firm.client.get(firm.page).status_code == 200
            return len(seen)

        firm.declare("range", "staff", most="1")
        firm.client.force_login(firm.scene.police.person_a)
        before = asked()
        for n in range(2, 5):
            firm.declare("range", "staff", most=str(n))
        assert asked() == before
