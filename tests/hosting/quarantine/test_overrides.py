"""Keys that are officially wrong pass once a second person has agreed; nothing else does."""

import pytest
from django.utils import timezone

from tests.hosting.people import csv, number, person
from tests.hosting.quarantine.records import acts, filled, issued_wrong, text
from yishu.agencies.errors import OwnSubmission, RoleMissing
from yishu.hosting.quarantine.errors import NotOverridable, OverrideAsked, OverrideEnded, OverrideNotWaiting

LIST = "/hosting/quarantine/overrides/"
BASIS = "杭公户〔2026〕12号：首次签发时校验码误制，沿用至今"


@pytest.fixture
def override(scene, wrong_key):
    from yishu.hosting.quarantine import overriding

    return overriding.ask(scene.police.a, wrong_key.pk, basis=BASIS, now=timezone.now())


@pytest.fixture
def agreed(scene, override):
    from yishu.hosting.quarantine import overriding

    return overriding.agree(scene.police.b, override.pk, now=timezone.now())


@pytest.mark.clause("21.2")
def test_an_officially_wrong_key_passes_once_another_agrees(scene, client, wrong_key):
    client.force_login(scene.police.person_a)
    own = f"/hosting/quarantine/records/{wrong_key.pk}/"
    assert "申请主键例外" in text(client.get(own))
    assert client.post(f"{own}override/", {"basis": ""}).status_code == 422
    assert client.post(f"{own}override/", {"basis": BASIS})["Location"] == LIST
    page = text(client.get(LIST))
    assert BASIS in page
    assert issued_wrong(2) not in page
    assert "/agree/" not in page  # not who asked
    still = client.post(f"{own}correct/", filled(wrong_key))
    assert still.status_code == 422

    client.force_login(scene.police.person_b)
    assert "审核主键例外" in text(client.get("/"))
    (place,) = [part.split('"')[0] for part in text(client.get(LIST)).split('action="') if "/agree/" in part[:80]]
    assert client.post(place).status_code == 302

    client.force_login(scene.police.person_a)
    assert client.post(f"{own}correct/", filled(wrong_key)).status_code == 302
    assert scene.rows("id_number") == sorted([(number(1),), (issued_wrong(2),)])
    told = [len(acts(scene, action)) for action in ("override:asked", "override:agreed")]
    assert told == [1, 1]


@pytest.mark.clause("21.2")
def test_that_value_alone_passes_that_rule_in_that_resource_alone(scene, scene_with, agreed):
    right_prefix = issued_wrong(2)[:-1]
    others = [digit for digit in "0123456789X" if right_prefix + digit not in (issued_wrong(2), number(2))]
    lines = [person(5).replace(number(5), right_prefix + digit) for digit in others]
    batch = scene.publish(csv(*lines, person(6).replace(number(6), issued_wrong(6)), "3301,坏,1,,"))
    assert (batch.accepted, batch.quarantined) == (0, len(others) + 2)
    assert scene.publish(csv(person(2).replace(number(2), f" {issued_wrong(2)} "))).accepted == 1
    assert scene_with().publish(csv(person(1), person(2).replace(number(2), issued_wrong(2)))).quarantined == 1


def test_it_is_revoked_by_name_and_passes_no_more(scene, client, agreed):
    from yishu.hosting.quarantine import overriding

    file = csv(person(2).replace(number(2), issued_wrong(2)))
    assert scene.publish(file).accepted == 1
    client.force_login(scene.police.person_a)
    assert client.post(f"{LIST}{agreed.pk}/revoke/", {"reason": ""}).status_code == 422
    assert client.post(f"{LIST}{agreed.pk}/revoke/", {"reason": "证件已换发"}).status_code == 302
    assert scene.publish(file).quarantined == 1
    page = text(client.get(LIST))
    assert "已撤销" in page
    assert "证件已换发" in page
    with pytest.raises(OverrideEnded):
        overriding.revoke(scene.police.a, agreed.pk, reason="再", now=timezone.now())
    assert acts(scene, "override:revoked") == [("allowed", f"override:{agreed.pk}")]


def test_nobody_agrees_to_their_own(scene, override):
    from dataclasses import replace

    from yishu.hosting.quarantine import overriding

    with pytest.raises(RoleMissing):
        overriding.agree(scene.police.a, override.pk, now=timezone.now())
    both = replace(scene.police.a, roles=scene.police.a.roles | scene.police.b.roles)
    with pytest.raises(OwnSubmission):
        overriding.agree(both, override.pk, now=timezone.now())
    stands_in = replace(scene.police.b, stands_in=frozenset({("reviewer", scene.police.a.ref)}))
    with pytest.raises(OwnSubmission):
        overriding.refuse(stands_in, override.pk, reason="x", now=timezone.now())
    override.refresh_from_db()
    assert override.is_waiting


def test_a_refused_one_passes_nothing_and_may_be_asked_again(scene, wrong_key, override):
    from yishu.hosting.quarantine import overriding

    with pytest.raises(OverrideAsked):
        overriding.ask(scene.police.a, wrong_key.pk, basis=BASIS, now=timezone.now())
    overriding.refuse(scene.police.b, override.pk, reason="依据不足", now=timezone.now())
    with pytest.raises(OverrideNotWaiting):
        overriding.agree(scene.police.b, override.pk, now=timezone.now())
    assert scene.publish(csv(person(2).replace(number(2), issued_wrong(2)))).quarantined == 1
    assert overriding.ask(scene.police.a, wrong_key.pk, basis=BASIS, now=timezone.now()).is_waiting


def test_only_a_check_digit_can_be_let_through(scene, wrong_code):
    from yishu.hosting.quarantine import overriding

    with pytest.raises(NotOverridable):
        overriding.ask(scene.police.a, wrong_code.pk, basis=BASIS, now=timezone.now())
    (short,) = scene.publish(csv(person(1), "3301,坏,1,,")).quarantine.all()
    with pytest.raises(NotOverridable):
        overriding.ask(scene.police.a, short.pk, basis=BASIS, now=timezone.now())


def test_another_agency_sees_none_of_it(scene, client, override):
    stranger = scene.cast.agency("FORESTRY")
    client.force_login(stranger.person_b)
    assert override.shown not in text(client.get(LIST))
    for act in ("agree", "refuse", "revoke"):
        assert client.post(f"{LIST}{override.pk}/{act}/", {"reason": "x"}).status_code == 404
    client.force_login(scene.police.person_a)
    assert client.post(f"{LIST}{override.pk}/agree/").status_code == 403


@pytest.mark.clause("21.2")
def test_who_is_granted_may_ask_for_the_key_too(scene, agreed):
    """By the page's way; the gateway's is in tests/gateway."""
    from yishu.access import calls
    from yishu.access.errors import MalformedSubject
    from yishu.hosting.quarantine import overriding
    from yishu.wire.data import Purpose, QueryRequest

    scene.publish(csv(person(2, "钱二").replace(number(2), issued_wrong(2))))
    civil = scene.cast.agency("CIVIL")
    scene.cast.grant(civil, scene.police, scene.resource, users=(civil.person_a,))

    def asked(key: str):
        request = QueryRequest(purpose=Purpose("社会救助审核"), subject=key, items=["name"])
        return calls.query(civil.a, scene.resource.code, request, now=timezone.now())

    assert asked(issued_wrong(2)).record == {"name": "钱二"}
    with pytest.raises(MalformedSubject):
        asked(issued_wrong(6))
    overriding.revoke(scene.police.b, agreed.pk, reason="证件已换发", now=timezone.now())
    with pytest.raises(MalformedSubject):
        asked(issued_wrong(2))
