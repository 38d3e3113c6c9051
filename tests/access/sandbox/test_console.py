"""The console over HTTP without scripts: the request, the answer, in the sandbox and under a grant of one's own agency (26.5, 27)."""

import json
import subprocess
from html import unescape
from os import environ
from typing import Any

import pytest
from django.conf import settings

from tests.access.sandbox.scene import DUTY, KNOWN, Scene, signed_in
from tests.conftest import Node
from yishu.agencies.identity.models import Session
from yishu.audit.models import Record

INVENTED = "330102190001010011"


def place(scene: Scene, **said: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in said.items())
    return f"/access/try/{scene.people.path_code}/?{query}"


def posted(scene: Scene, person: Any, grant: str = "", **more: Any) -> tuple[int, str]:
    given = {"mode": "verify", "duty": "试用", "subject": INVENTED, "claim_name": "示例姓名1", **more}
    url = place(scene, grant=grant) if grant else place(scene)
    answer = signed_in(person).post(url, given, headers={"Accept-Language": "zh"})
    return answer.status_code, unescape(answer.content.decode())


def records() -> int:
    return Record.objects.count()


@pytest.mark.clause("26.5")
def test_anybody_signed_in_tries_the_sandbox_and_nothing_is_on_record(scene: Scene) -> None:
    before = records()
    status, page = posted(scene, scene.forestry.person_a)
    assert status == 200
    assert f"POST /api/v1/sandbox/data/{scene.people.path_code}/verify HTTP/1.1" in page
    assert "Authorization: Bearer $YISHU_KEY" in page
    assert '"name": "match"' in page
    assert "Yishu-Sandbox: true" in page
    assert ".sandbox</code>" in page
    assert "毫秒" in page
    assert records() == before


def test_a_refusal_is_told_with_its_status_and_remedy(scene: Scene) -> None:
    chosen = signed_in(scene.forestry.person_a).get(place(scene, n="14")).content.decode()
    assert "330102190001140018" not in place(scene, n="14")
    assert 'value="33010219000114' in chosen
    number = chosen.partition('name="subject" value="')[2].partition('"')[0]
    status, page = posted(scene, scene.forestry.person_a, subject=number)
    assert status == 403
    assert "HTTP/1.1 403 Forbidden" in page
    assert "purpose_not_granted" in page
    assert "请选择授权所列的履职事项" in page


def test_the_request_is_shown_without_being_sent(scene: Scene) -> None:
    status, page = posted(scene, scene.forestry.person_a, only="1")
    assert status == 200
    assert "curl" in page
    assert "HTTP/1.1 200" not in page


def test_a_malformed_number_is_told_beside_its_field(scene: Scene) -> None:
    status, page = posted(scene, scene.forestry.person_a, subject=INVENTED[:-1] + "2")
    assert status == 422
    assert 'id="id_subject_error"' in page
    assert "malformed_subject" in page


@pytest.mark.clause("27.2", "32.1")
def test_under_a_grant_it_is_the_desks_own_call_on_record(scene: Scene) -> None:
    asked = {"mode": "query", "duty": DUTY, "subject": KNOWN, "items": ["name", "birth_date"]}
    status, page = posted(scene, scene.civil.person_a, str(scene.named.pk), **asked)
    assert status == 200
    assert '"birth_date": "1990-03-07"' in page
    assert "赵一" not in page  # masked, as at the desk
    assert "赵*" in page
    assert f"POST /api/v1/data/{scene.people.path_code}/query HTTP/1.1" in page
    record = Record.objects.get(pk=page.partition('"receipt": "')[2].partition(".")[0])
    assert (record.actor, record.outcome) == (scene.civil.a.ref, "allowed")
    assert json.loads(record.body)["detail"] == {"shown": "masked"}
    for session in Session.objects.all():
        assert KNOWN not in str(session.get_decoded())


@pytest.mark.clause("26.5")
def test_whom_the_grant_does_not_name_sees_the_request_and_sends_nothing(scene: Scene) -> None:
    before = records()
    grant = str(scene.of_system.pk)
    status, page = posted(scene, scene.civil.person_a, grant, duty="低保复核", subject=KNOWN, claim_name="赵一")
    assert status == 200
    assert "授权给了应用系统" in page
    assert f"POST /api/v1/data/{scene.people.path_code}/verify HTTP/1.1" in page
    assert "HTTP/1.1 200" not in page
    assert records() == before


@pytest.mark.clause("26.5")
def test_a_grant_of_another_agency_does_not_exist(scene: Scene) -> None:
    for person in (scene.forestry.person_a, scene.police.person_a):
        assert signed_in(person).get(place(scene, grant=str(scene.named.pk))).status_code == 404
    other = scene.cast.resource(scene.police, scene.office)
    url = f"/access/try/{other.path_code}/?grant={scene.named.pk}"
    assert signed_in(scene.civil.person_a).get(url).status_code == 404


def test_the_entry_shows_the_sandbox_first_to_whoever_holds_no_grant(
    scene: Scene, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "YISHU_URL", node.url)
    url = f"/catalogue/{scene.people.path_code}/"
    page = signed_in(scene.forestry.person_a).get(url).content.decode()
    text = unescape(page.partition("/access/try/")[2].partition("<code>")[2].partition("</code>")[0])
    given = environ | {"YISHU_KEY": scene.stranger.key}
    ended = subprocess.run(["bash", "-c", text], env=given, capture_output=True, text=True, timeout=60)
    assert '"name":"match"' in ended.stdout, ended.stderr + text
    assert '"sandbox":true' in ended.stdout
    held = signed_in(scene.civil.person_a).get(url).content.decode()
    assert f"/access/try/{scene.people.path_code}/" in held
    assert "/api/v1/sandbox/" not in held


def test_what_can_be_tried_is_listed_and_linked(scene: Scene) -> None:
    bare = scene.cast.resource(scene.police, scene.office, modes=("bulk",))
    page = signed_in(scene.forestry.person_a).get("/access/try/").content.decode()
    assert scene.people.code in page
    assert bare.code not in page
    assert "/access/try/" in signed_in(scene.forestry.person_a).get("/api/openapi.json").json()["info"]["description"]
    grant = signed_in(scene.civil.person_a).get(f"/sharing/grants/{scene.of_system.pk}/").content.decode()
    assert f"/access/try/{scene.people.path_code}/?grant={scene.of_system.pk}" in grant
