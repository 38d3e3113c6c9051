"""The life of a data element, a code list and a standard through the portal: proposed, issued jointly, replaced, abolished (5.3, 12.1)."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.standards.stage import JOINTLY, Stage, element_fields, identifier, signed_in, unlike
from yishu.audit.models import Record
from yishu.standards import queries
from yishu.standards.models import CodeList, DataElement, Kind, Standard, State


@pytest.fixture(scope="module")
def stage(django_ready: str) -> Stage:
    return Stage.set()


def propose(client: Client, kind: Kind, fields: dict[str, Any], *, of: str = "") -> Any:
    return client.post(f"/standards/propose/{kind}/{'?of=' + of if of else ''}", fields)


def proposed_element(stage: Stage, name: str, *, of: str = "", **changes: Any) -> DataElement:
    sent = propose(signed_in(stage.civil.person_a), Kind.ELEMENT, element_fields(name, **changes), of=of)
    assert sent.status_code == 302, unescape(sent.content.decode())
    return DataElement.objects.get(name=name, state=State.PROPOSED)


def decide(stage: Stage, kept: Any, **given: str) -> Any:
    fields = {"act": "adopt", **JOINTLY, **given}
    return signed_in(stage.office.person_b).post(f"/standards/review/{kept.kept_as}/{kept.pk}/", fields)


def adopted(stage: Stage, kept: Any) -> Any:
    assert decide(stage, kept).status_code == 302
    kept.refresh_from_db()
    return kept


def page_of(url: str, client: Client | None = None) -> str:
    return re.sub(r"\s+", " ", unescape((client or Client()).get(url).content.decode()))


def new_list(stage: Stage, name: str, values: str, *, key: str) -> CodeList:
    fields = {"identifier": key, "name": name, "values": values}
    assert propose(signed_in(stage.civil.person_a), Kind.CODE_LIST, fields).status_code == 302
    return CodeList.objects.get(identifier=key, state=State.PROPOSED)


def new_standard(stage: Stage, code: str, **changes: Any) -> Standard:
    fields = {"code": code, "title": "婚姻登记数据规范", "kind": "data_elements", **changes}
    sent = propose(signed_in(stage.civil.person_a), Kind.STANDARD, fields)
    assert sent.status_code == 302, unescape(sent.content.decode())
    return Standard.objects.get(code=code)


@pytest.mark.clause("5.3", "12.1")
def test_an_element_is_proposed_by_an_agency_and_issued_jointly_with_the_standards_body(stage: Stage) -> None:
    name = unlike("登记机关层级")
    made = proposed_element(stage, name, aliases="djjgcj、登记层级" + name)
    assert re.fullmatch(r"DE1\d{4}", made.identifier)
    assert queries.get_element(made.identifier) is None
    assert Client().get(f"/standards/elements/{made.identifier}/").status_code == 404  # proposals are internal
    adopted(stage, made)
    found = queries.get_element(made.identifier)
    assert found is not None
    assert (found.version, found.jointly_with, found.document) == (1, *JOINTLY.values())
    page = page_of(f"/standards/elements/{made.identifier}/")
    for words in (name, "现行有效", JOINTLY["jointly_with"], JOINTLY["document"], stage.civil.agency.name):
        assert words in page
    assert stage.civil.person_a.name not in page  # agencies are public, persons are not
    assert queries.suggest_elements([f" {name.upper()} "])[f" {name.upper()} "] == [found]
    acts = Record.objects.filter(target=f"elements:{made.identifier}").order_by("id").values_list("action", "actor")
    assert list(acts) == [("standard:proposed", stage.civil.a.ref), ("standard:adopted", stage.office.b.ref)]


def test_nobody_adopts_their_own_proposal(stage: Stage) -> None:
    from yishu.agencies.commands import register_person
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    both = register_person(
        PLATFORM,
        stage.office.agency,
        login=unlike("both"),
        name="两职",
        password="correct-horse-7-battery",
        roles=frozenset({Role.CATALOGUER, Role.COORDINATOR}),
    )
    name = unlike("本人建议项")
    client = signed_in(both)
    assert propose(client, Kind.ELEMENT, element_fields(name)).status_code == 302
    made = DataElement.objects.get(name=name)
    answer = client.post(f"/standards/review/elements/{made.pk}/", {"act": "adopt", **JOINTLY})
    assert answer.status_code == 403
    made.refresh_from_db()
    assert made.state == State.PROPOSED
    together = client.post("/standards/review/", {"chosen": f"elements:{made.pk}", **JOINTLY})
    assert together.status_code == 422
    assert "本人" in together.content.decode()
    made.refresh_from_db()
    assert made.state == State.PROPOSED


def test_who_may_not_propose_or_decide_is_refused(stage: Stage) -> None:
    made = proposed_element(stage, unlike("职责检查项"))
    handler = signed_in(stage.civil.person_b)  # reviews, does not catalogue
    assert propose(handler, Kind.ELEMENT, element_fields(unlike("某项"))).status_code == 403
    for client in (handler, signed_in(stage.civil.person_a)):
        for act in ({"act": "adopt", **JOINTLY}, {"act": "reject", "opinion": "不需要"}):
            assert client.post(f"/standards/review/elements/{made.pk}/", act).status_code == 403
        assert client.post("/standards/review/", {"chosen": f"elements:{made.pk}", **JOINTLY}).status_code == 403
        assert (
            client.post(f"/standards/abolish/elements/{made.pk}/", {"document": "x", "reason": "x"}).status_code == 403
        )
    made.refresh_from_db()
    assert made.state == State.PROPOSED


def test_a_rejection_says_why_and_leaves_the_identifier_given(stage: Stage) -> None:
    made = proposed_element(stage, unlike("不采纳项"))
    silent = decide(stage, made, act="reject", opinion=" ")
    assert silent.status_code == 422
    assert decide(stage, made, act="reject", opinion="与登记机关重复").status_code == 302
    page = page_of(f"/standards/elements/{made.identifier}/", signed_in(stage.civil.person_a))
    assert "未采纳" in page
    assert "与登记机关重复" in page
    assert decide(stage, made).status_code == 409
    assert proposed_element(stage, unlike("后来的项")).identifier > made.identifier


@pytest.mark.clause("5.3", "12.1")
def test_the_next_version_replaces_the_one_in_force_and_shows_what_changed(stage: Stage) -> None:
    name = unlike("登记地点")
    first = adopted(stage, proposed_element(stage, name))
    second = proposed_element(stage, f"{name}名称", of=first.identifier, representation="c..80", aliases=name)
    assert (second.identifier, second.version) == (first.identifier, 2)
    assert queries.get_element(first.identifier) == first  # until the decision
    adopted(stage, second)
    first.refresh_from_db()
    assert (first.state, first.replaced_by) == (State.REPLACED, second)
    assert queries.elements_in_force([first.identifier]) == {first.identifier: second}
    versions = page_of(f"/standards/elements/{first.identifier}/").partition('id="versions"')[2]
    assert "<del>c..50</del> → <ins>c..80</ins>" in versions
    old = page_of(f"/standards/elements/{first.identifier}/?version=1")
    assert "已有替代" in old
    assert f'href="/standards/elements/{first.identifier}/"' in old
    assert Client().get(f"/standards/elements/{first.identifier}/?version=9").status_code == 404


@pytest.mark.clause("12.1")
def test_a_successor_of_another_identifier_ends_what_it_replaces(stage: Stage) -> None:
    name = unlike("旧叫法")
    old = adopted(stage, proposed_element(stage, name))
    new = adopted(stage, proposed_element(stage, unlike("新叫法"), replaces=old.identifier, aliases=name))
    assert queries.get_element(old.identifier) is None
    page = page_of(f"/standards/elements/{old.identifier}/")
    assert "已被替代" in page
    assert f"{new.identifier} {new.name}" in page
    assert old.name in page_of(f"/standards/elements/{new.identifier}/")  # and back
    assert old.identifier in page_of(f"/standards/?q={old.identifier}&state=replaced")
    assert queries.suggest_elements([name]) == {name: [new]}


def test_a_proposal_is_amended_by_its_agency_until_it_is_decided(stage: Stage) -> None:
    name = unlike("待修改项")
    made = proposed_element(stage, name)
    change = element_fields(name, definition="更清楚的定义")
    address = f"/standards/propose/elements/{made.pk}/"
    assert signed_in(stage.forestry.person_a).post(address, change).status_code == 403
    assert signed_in(stage.civil.person_a).post(address, change).status_code == 302
    made.refresh_from_db()
    assert (made.definition, made.version) == ("更清楚的定义", 1)
    adopted(stage, made)
    assert signed_in(stage.civil.person_a).post(address, element_fields(name)).status_code == 409
    made.refresh_from_db()
    assert made.definition == "更清楚的定义"


@pytest.mark.clause("12.1")
def test_elements_follow_a_code_list_to_its_next_version(stage: Stage) -> None:
    key = identifier()
    first = adopted(stage, new_list(stage, "婚姻登记种类", "1 结婚\n2 离婚\n3 补领", key=key))
    assert queries.code_list_values(key) == {"1": "结婚", "2": "离婚", "3": "补领"}
    using = adopted(stage, proposed_element(stage, unlike("婚姻登记种类"), code_list=key, representation="n1"))
    second = new_list(stage, "婚姻登记种类", "1\t结婚登记\n2\t离婚\n4\t撤销\t2", key=key)
    assert queries.code_list_values(key)["1"] == "结婚"
    adopted(stage, second)
    assert queries.get_code_list(key) == second
    using.refresh_from_db()
    assert using.code_list == second
    page = page_of(f"/standards/code-lists/{key}/")
    for words in ("4 撤销", "3 补领", "<del>1 结婚</del> → <ins>1 结婚登记</ins>", using.name):
        assert words in page
    assert "补领" in page_of(f"/standards/code-lists/{key}/?version=1").partition('id="values"')[2]
    first.refresh_from_db()
    assert first.state == State.REPLACED


def test_what_elements_still_use_is_not_abolished(stage: Stage) -> None:
    key = identifier()
    found = adopted(stage, new_list(stage, "仍在使用", "1 甲\n2 乙", key=key))
    using = adopted(stage, proposed_element(stage, unlike("使用者"), code_list=key, representation="n1"))
    coordinator = signed_in(stage.office.person_b)
    reason = {"document": "浙数标〔2026〕9号", "reason": "不再采集"}
    refused = coordinator.post(f"/standards/abolish/code-lists/{found.pk}/", reason)
    assert refused.status_code == 422
    assert using.identifier in refused.content.decode()
    assert coordinator.post(f"/standards/abolish/elements/{using.pk}/", reason).status_code == 302
    assert coordinator.post(f"/standards/abolish/code-lists/{found.pk}/", reason).status_code == 302
    assert queries.get_code_list(key) is None
    page = page_of(f"/standards/code-lists/{key}/")
    assert "已废止" in page
    assert "不再采集（浙数标〔2026〕9号）" in page


@pytest.mark.clause("5.3")
def test_a_standard_of_a_later_day_leaves_its_predecessor_in_force_until_then(stage: Stage, clock: Any) -> None:
    number = identifier().removeprefix("TEST.LIST")
    old_code, new_code = f"DB33/T {number}.1-2020", f"DB33/T {number}.1-2026"
    old = adopted(stage, new_standard(stage, old_code, in_force_from="2020-01-01"))
    begins = timezone.localdate() + timedelta(days=40)
    new = adopted(stage, new_standard(stage, new_code, in_force_from=begins.isoformat(), replaces=old_code))
    assert queries.standards_in_force([old_code, new_code]) == {old_code: old}
    assert "尚未实施" in page_of(f"/standards/standards/{new.path_code}/")
    old.refresh_from_db()
    assert (old.replaced_by, old.in_force_until) == (new, begins - timedelta(days=1))
    clock.set(f"{begins:%Y-%m-%d} 08:00")
    assert queries.standards_in_force([old_code, new_code]) == {new_code: new}


def test_what_follows_a_standard_stands_on_its_page() -> None:
    page = page_of("/standards/standards/GB~T_2261.1-2003/")
    assert "人的性别代码" in page
    assert 'href="/standards/elements/DE00003/"' in page
    successor = page_of("/standards/standards/DA~T_85-2019/")
    assert "已有替代" in successor
    assert "/standards/standards/GB~T_42727-2023/" in successor


def test_many_are_issued_by_one_document_and_what_the_rules_refuse_by_now_is_named(stage: Stage) -> None:
    client = signed_in(stage.office.person_b)
    fine, doomed = proposed_element(stage, unlike("批量甲")), proposed_element(stage, unlike("批量乙"))
    key = identifier()
    with_list = new_list(stage, "批量代码", "1 甲", key=key)
    adopted(stage, with_list)
    using = proposed_element(stage, unlike("批量丙"), code_list=key, representation="n1")
    client.post(f"/standards/abolish/code-lists/{with_list.pk}/", {"document": "某号", "reason": "误设"})
    chosen = [f"elements:{one.pk}" for one in (fine, using)]
    nothing = client.post("/standards/review/", JOINTLY)
    assert nothing.status_code == 422
    answer = client.post("/standards/review/", {"chosen": chosen, **JOINTLY})
    page = unescape(answer.content.decode())
    assert "以下建议未能发布" in page
    assert key in page
    for one in (fine, using, doomed):
        one.refresh_from_db()
    assert [one.state for one in (fine, using, doomed)] == [State.IN_FORCE, State.PROPOSED, State.PROPOSED]


def test_lists_search_by_alias_and_count_by_state(stage: Stage) -> None:
    alias = f"zzz{identifier().removeprefix('TEST.LIST')}"
    made = proposed_element(stage, unlike("按别名找"), aliases=alias)
    client = signed_in(stage.civil.person_a)
    assert made.name not in page_of(f"/standards/?q={alias}", client)
    assert made.name in page_of(f"/standards/?q={alias.upper()}&state=proposed", client)
    assert made.name not in page_of(f"/standards/?q={alias}&state=all")  # without login proposals are not told
    adopted(stage, made)
    page = page_of(f"/standards/?q={alias}")
    assert made.name in page
    assert re.search(r'aria-current="true">现行有效 <span class="std-count">1</span>', page)
    for address in ("/standards/code-lists/?q=性别", "/standards/standards/?q=2261.1"):
        assert "性别" in page_of(address)
    assert "没有找到" in page_of("/standards/?q=查无此项的名称")
