"""A grant is signed by the nodes of its sides, and an outsider finds that out with nothing but the file (26.5, 32.1)."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from joserfc import jws as judge
from joserfc.jwk import OctKey, OKPKey

from tests.cast import Cast
from tests.conftest import ROOT
from yishu.core.canonical import digest
from yishu.sharing import commands
from yishu.sharing.changes.commands import change_terms, narrow
from yishu.sharing.changes.models import EarlierTerms
from yishu.sharing.changes.narrowing import Narrowing
from yishu.sharing.models import Grant
from yishu.sharing.proof import stating
from yishu.sharing.proof.models import Statement

pytestmark = pytest.mark.usefixtures("django_ready")
HEADER = {"alg": "Ed25519", "typ": "yishu-grant+jws"}


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    civil, forestry = cast.agency("民政"), cast.agency("林业")
    return SimpleNamespace(
        cast=cast, office=office, police=police, civil=civil, forestry=forestry, resource=cast.resource(police, office)
    )


@pytest.fixture
def grant(scene: Any) -> Grant:
    return scene.cast.grant(scene.civil, scene.police, scene.resource, systems=(scene.civil.system(),))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def proof_of(scene: Any, grant: Grant) -> dict[str, Any]:
    answer = signed_in(scene.civil.person_a).get(f"/api/v1/grants/{grant.pk}/proof")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def said_in(proof: dict[str, Any]) -> list[str]:
    """What its statements say, in order, each after the judge has found its signature good."""
    read = [
        judge.deserialize_compact(one["jws"], public(one["key"]), algorithms=["Ed25519"]) for one in proof["statements"]
    ]
    return [json.loads(one.payload)["says"] for one in read]


def public(key: str) -> OKPKey:
    raw = base64.urlsafe_b64encode(base64.b64decode(key)).rstrip(b"=").decode()
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": raw})


def verified(folder: Path, proof: dict[str, Any] | str, *arguments: str) -> tuple[int, str]:
    """`yishu grant verify`, as somebody runs it who has no node and no database."""
    file = folder / "grant.json"
    file.write_text(proof if isinstance(proof, str) else json.dumps(proof), "utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "grant", "verify", str(file), *arguments]
    done = subprocess.run(command, env=clean | {"PYTHONPATH": str(ROOT)}, cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.clause("26.5")
def test_each_change_of_a_grant_is_signed_and_an_independent_library_reads_it(scene: Any, grant: Grant) -> None:
    narrow(scene.police.b, str(grant.pk), Narrowing(items=("id_number",)), reason="核减", now=timezone.now())
    commands.withdraw_grant(scene.police.b, str(grant.pk), reason="不再需要", now=timezone.now())
    proof = proof_of(scene, grant)
    read = [
        judge.deserialize_compact(one["jws"], public(one["key"]), algorithms=["Ed25519"]) for one in proof["statements"]
    ]
    said = [json.loads(one.payload) for one in read]
    assert [one["says"] for one in said] == ["granted", "changed", "withdrawn"]
    assert {one["grant"] for one in said} == {proof["grant"]} == {str(grant.pk)}
    assert [one["sides"] for one in said] == [["provider", "consumer"]] * 3  # one node speaks for both
    grant.refresh_from_db()
    assert said[1]["hash"] == said[2]["hash"] == grant.hash == digest(said[1]["terms"])
    assert "name" in said[0]["terms"]["items"]
    assert said[1]["terms"]["items"] == ["id_number"]
    assert said[2]["why"] == "不再需要"


@pytest.mark.clause("26.5", "32.1")
def test_an_outsider_checks_it_without_node_or_database(scene: Any, grant: Grant, tmp_path: Path) -> None:
    proof = proof_of(scene, grant)
    kid = judge.extract_compact(proof["statements"][0]["jws"].encode()).headers()["kid"]
    code, told = verified(tmp_path, proof, "--key", kid)
    assert (code, kid in told, grant.hash in told) == (0, True, True), told
    assert verified(tmp_path, proof)[0] == 3  # whose key it is, the file does not prove
    (published,) = Client().get("/api/v1/keys").json()["keys"]
    assert published["kid"] == kid
    judge.deserialize_compact(proof["statements"][0]["jws"], OKPKey.import_key(published), algorithms=["Ed25519"])
    code, told = verified(tmp_path, proof, "--key", "0" * 64)
    assert (code, "不在所列可信密钥之中" in told) == (1, True)
    assert verified(tmp_path, '{"grant": 1}')[0] == verified(tmp_path, "[")[0] == 2


def _terms_of_another(statements: list[dict[str, str]], sign: Callable[..., dict[str, str]]) -> None:
    statements[0] = sign(statements[0], lambda said: said["terms"].update(case_required=True))


def _left_out(statements: list[dict[str, str]], _sign: Any) -> None:
    del statements[1]


def _went_on(statements: list[dict[str, str]], _sign: Any) -> None:
    del statements[2]
    statements.reverse()


def _no_algorithm(statements: list[dict[str, str]], _sign: Any) -> None:
    body = statements[0]["jws"].split(".")[1]
    head = base64.urlsafe_b64encode(json.dumps({**HEADER, "alg": "none", "kid": "x"}).encode()).decode().rstrip("=")
    statements[0]["jws"] = f"{head}.{body}."


def _by_a_shared_secret(statements: list[dict[str, str]], _sign: Any) -> None:
    """The public key taken for a secret: the oldest trick of all against JWS."""
    read = judge.extract_compact(statements[0]["jws"].encode())
    header = {**read.headers(), "alg": "HS256"}
    key = OctKey.import_key(base64.b64decode(statements[0]["key"]))
    statements[0]["jws"] = judge.serialize_compact(header, read.payload, key, algorithms=["HS256"])


def _altered(statements: list[dict[str, str]], _sign: Any) -> None:
    head, body, value = statements[0]["jws"].split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    said["consumer"] = "0" * 18
    body = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    statements[0]["jws"] = f"{head}.{body}.{value}"


def _one_side_only(statements: list[dict[str, str]], sign: Callable[..., dict[str, str]]) -> None:
    del statements[1:]
    statements[0] = sign(statements[0], lambda said: said.update(sides=["provider"]))


@pytest.mark.clause("32.1")
@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (_altered, "signature does not hold"),
        (_terms_of_another, "not those of their hash"),
        (_left_out, "one of its node is missing"),
        (_went_on, "not in their order"),
        (_no_algorithm, "algorithm must be"),
        (_by_a_shared_secret, "algorithm must be"),
        (_one_side_only, "consumer's node has not signed"),
    ],
)
def test_what_was_made_up_is_seen(scene: Any, grant: Grant, forge: Any, said: str) -> None:
    from yishu.core import jws
    from yishu.core.canonical import canonical
    from yishu.node.own_key import own_key
    from yishu.sharing.proof import files, statements

    narrow(scene.police.b, str(grant.pk), Narrowing(items=("id_number",)), reason="核减", now=timezone.now())
    commands.withdraw_grant(scene.police.b, str(grant.pk), reason="不再需要", now=timezone.now())

    def sign(one: dict[str, str], change: Callable[[dict[str, Any]], None]) -> dict[str, str]:
        read = jws.read(one["jws"], kind=statements.KIND)
        told = json.loads(read.payload)
        change(told)
        text = jws.write(canonical(told), own_key().sign, keyid=read.keyid, kind=statements.KIND)
        return {**one, "jws": text}

    proof = proof_of(scene, grant)
    assert files.examine(files.read(json.dumps(proof).encode())).holds
    forge(proof["statements"], sign)
    verdict = files.examine(files.read(json.dumps(proof).encode()))
    assert said in " ".join(en for _zh, en in verdict.faults)


def test_the_proof_is_for_both_sides_and_shown_with_the_grant(scene: Any, grant: Grant) -> None:
    for side in (scene.civil, scene.police):
        page = signed_in(side.person_a).get(f"/sharing/grants/{grant.pk}/").content.decode()
        assert f"/sharing/grants/{grant.pk}/proof.json" in page
        file = signed_in(side.person_a).get(f"/sharing/grants/{grant.pk}/proof.json")
        assert (file.status_code, json.loads(file.content)["grant"]) == (200, str(grant.pk))
    stranger = signed_in(scene.forestry.person_a)
    assert stranger.get(f"/sharing/grants/{grant.pk}/proof.json").status_code == 404
    assert stranger.get(f"/api/v1/grants/{grant.pk}/proof").status_code == 404


@pytest.mark.clause("26.3")
def test_a_refusal_is_signed_with_its_reason(scene: Any) -> None:
    from yishu.sharing.asked import LineRequest

    system, code = scene.civil.system(), scene.resource.code
    systems, until = (system.system.name,), timezone.localdate()
    request = LineRequest(resource=code, items=("name",), modes=("verify",), systems=systems, until=until)
    made = commands.apply(scene.civil.a, duty="社会救助审核", basis="", requests=(request,), now=timezone.now())
    commands.decide(
        scene.police.b, made.number, code, commands.Decision(False, reason="与履职无关"), now=timezone.now()
    )
    (said,) = Statement.objects.filter(line__application=made)
    read = judge.deserialize_compact(said.jws, public(said.key), algorithms=["Ed25519"])
    assert {"says": "refused", "why": "与履职无关", "application": made.number}.items() <= json.loads(
        read.payload
    ).items()


def test_grants_of_before_are_signed_with_every_version_they_had(scene: Any, grant: Grant) -> None:
    narrow(scene.police.b, str(grant.pk), Narrowing(items=("id_number",)), reason="核减", now=timezone.now())
    stated = [(one.says, one.hash) for one in Statement.objects.filter(line=grant.line)]
    Statement.objects.filter(line=grant.line).delete()  # as before they were signed
    answer = signed_in(scene.civil.person_a).get(f"/api/v1/grants/{grant.pk}/proof")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_stated_yet")
    assert stating.state_missing(timezone.now()) >= 1
    assert [(one.says, one.hash) for one in Statement.objects.filter(line=grant.line)] == stated
    assert stating.state_missing(timezone.now()) == 0


@pytest.mark.clause("26.5")
def test_without_the_nodes_key_nothing_opens_and_everything_can_be_taken_back(
    scene: Any, grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yishu.node.errors import KeyFileUnreadable
    from yishu.sharing.proof import statements
    from yishu.sharing.proof.errors import GrantNotSigned

    def unreadable() -> Any:
        raise KeyFileUnreadable(file="link-key")

    with monkeypatch.context() as broken:
        broken.setattr(statements, "own_key", unreadable)
        before = Grant.objects.count()
        with pytest.raises(GrantNotSigned):
            scene.cast.grant(scene.civil, scene.police, scene.resource, systems=(scene.civil.system(),))
        assert Grant.objects.count() == before
        wider = msgspec.structs.replace(grant.read_terms(), case_required=False, duties=("社会救助审核", "临时救助"))
        with pytest.raises(GrantNotSigned), transaction.atomic():
            change_terms(
                scene.police.b, grant, wider, EarlierTerms.Cause.COORDINATED, reason="意见", now=timezone.now()
            )
        grant.refresh_from_db()
        commands.withdraw_grant(scene.police.b, str(grant.pk), reason="核查", now=timezone.now())
    grant.refresh_from_db()
    assert grant.state == "withdrawn"
    assert Statement.objects.filter(line=grant.line, says="withdrawn").count() == 0
    stating.state_missing(timezone.now())
    assert Statement.objects.filter(line=grant.line, says="withdrawn").count() == 1
