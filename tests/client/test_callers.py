"""Who calls over the client: by key, token or signature; the secret stays where it was given (32.1)."""

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import timezone

from tests.agencies.test_signed_requests import keyid, pem
from tests.cast import PASSWORD
from tests.client.wayward import Wayward, hangs_up, says
from tests.conftest import Node
from tests.gateway.stage import DUTY, KNOWN, Stage
from yishu.agencies import keys
from yishu.audit.models import Record
from yishu.client import AsyncClient, Client, NotRecognised, Refused, Unavailable

FOR: dict[str, Any] = {"duty": DUTY, "case": "SQ-1"}
KEY = "ysk_not-to-be-seen-anywhere"


@pytest.mark.clause("32.1")
@pytest.mark.parametrize("kind", ["ed25519", "p256"])
def test_a_system_signs_its_requests(connect: Callable[..., Any], stage: Stage, tmp_path: Path, kind: str) -> None:
    private = Ed25519PrivateKey.generate() if kind == "ed25519" else generate_private_key(SECP256R1())
    system = stage.civil.system()
    stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,))
    keys.register_public_key(stage.civil.a, system.system, pem=pem(private), now=timezone.now())
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "signing.key").write_bytes(text)
    for given in (text, tmp_path / "signing.key", private):
        yishu = connect(signing_key=given, keyid=keyid(private))
        receipt = yishu.query(stage.resource.code, KNOWN, ["name"], **FOR).receipt
        record = Record.objects.get(pk=receipt.partition(".")[0])
        assert record.actor == system.actor.ref
        assert keyid(private) in record.body
        copied = yishu.copy(stage.resource.code, tmp_path / "copy.csv", format="csv", grant=None)
        assert copied.version == 1


def test_a_batch_is_signed_with_its_content(connect: Callable[..., Any], stage: Stage, tmp_path: Path) -> None:
    from tests.cast import PEOPLE_CSV
    from yishu.agencies.models import Scope

    private, system = Ed25519PrivateKey.generate(), stage.police.system(Scope.PUBLISH)
    keys.register_public_key(stage.police.a, system.system, pem=pem(private), now=timezone.now())
    resource = stage.cast.resource(stage.police, stage.office)
    (tmp_path / "people.csv").write_text(PEOPLE_CSV, "utf-8")
    provider = connect(signing_key=private, keyid=keyid(private))
    assert provider.publish(resource.code, tmp_path / "people.csv").accepted == 3


def test_a_person_calls_with_a_token_that_is_renewed(connect: Callable[..., Any], stage: Stage, node: Node) -> None:
    import httpx

    stage.cast.grant(stage.civil, stage.police, stage.resource, users=(stage.civil.person_a,))
    given: list[str] = []

    def current() -> str:
        said = {"login": stage.civil.person_a.login, "password": PASSWORD}
        given.append(httpx.post(f"{node.url}/api/v1/session", json=said).json()["token"])
        return given[-1]

    yishu = connect(token=current)
    for times in (1, 2):
        assert yishu.query(stage.resource.code, KNOWN, ["name"], **FOR).found
        assert len(given) == times


def test_a_key_that_is_not_known_is_told_apart(connect: Callable[..., Any], stage: Stage) -> None:
    with pytest.raises(NotRecognised) as caught:
        connect(key=KEY).query(stage.resource.code, KNOWN, ["name"], **FOR)
    assert (caught.value.status, caught.value.code) == (401, "wrong_key")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"key": KEY, "token": "yst_x"},
        {"signing_key": b"x", "keyid": ""},
        {"signing_key": b"no PEM", "keyid": "a"},
        {"signing_key": generate_private_key(SECP384R1()), "keyid": "a"},
        {"key": f"{KEY}\nX-Other: 1"},
        {"key": f"{KEY} x"},
        {"key": f"{KEY}密"},
        {"key": ""},
    ],
)
def test_who_calls_is_said_in_one_way(given: dict[str, Any]) -> None:
    for kind in (Client, AsyncClient):
        with pytest.raises(Refused) as caught:
            kind("https://node.example", **given)
        assert caught.value.code == "client_caller_unclear"
        assert KEY not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "url",
    [
        "http://node.example",
        "node.example",
        "ftp://node.example",
        "https://user:word@node.example",
        "https://node.example?x=1",
        "https://node.example:x",
        "https://",
    ],
)
def test_a_key_goes_over_tls_only_but_to_this_machine(url: str) -> None:
    with pytest.raises(Refused) as caught:
        Client(url, key=KEY)
    assert caught.value.code == "client_address_wrong"
    Client("http://127.0.0.1:8000/", key=KEY).close()


def test_a_key_goes_nowhere_else(connect: Callable[..., Any]) -> None:
    with Wayward(says(200, b"{}")) as other, Wayward(says(307, Location=f"{other.url}/x")) as node:
        with pytest.raises(Refused) as caught:
            connect(node.url, key=KEY).query("1-1", "x", ["a"], duty="d")
        assert (caught.value.code, len(other.seen)) == ("http_307", 0)
    begun = says(201, Location=f"{other.url}/api/v1/data/1-1/uploads/1")
    with Wayward(begun) as node:
        with pytest.raises(Refused) as caught:
            connect(node.url, key=KEY).publish("1-1", b"x" * 33 * 1024**2, media_type="text/csv")
        assert (caught.value.code, len(other.seen)) == ("client_answer_strange", 0)


def test_a_certificate_that_nobody_vouches_for_is_refused(connect: Callable[..., Any], tmp_path: Path) -> None:
    from tests.client.wayward import with_certificate

    with with_certificate(tmp_path) as (url, ca):
        with pytest.raises(Unavailable) as caught:
            connect(url, key=KEY, patience=0).query("1-1", "x", ["a"], duty="d")
        assert caught.value.code == "client_not_reached"
        assert "certificate" in caught.value.detail
        answered = connect(url, key=KEY, ca=ca).query("1-1", "x", ["a"], duty="d")
        assert answered.version == 1


def test_a_secret_is_in_no_text(connect: Callable[..., Any], caplog: pytest.LogCaptureFixture, stage: Stage) -> None:
    caplog.set_level(logging.DEBUG)
    busy = says(503, b'{"code": "busy", "status": 503, "detail": "x"}', Retry_After="0")
    seen = []
    with Wayward(busy, hangs_up, says(401, b'{"code": "wrong_key", "status": 401}')) as server:
        for credential in ({"key": KEY}, {"token": lambda: KEY}):
            yishu = connect(server.url, **credential)
            with pytest.raises(NotRecognised) as caught:
                yishu.query("1-1", "330102199003076015", ["a"], duty="d")
            told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
            frames = [frame for frame in told.stack if "/yishu/client/" in frame.filename]
            assert frames
            variables = [text for frame in frames for text in (frame.locals or {}).values()]
            assert not [text for text in variables if KEY in text]
            seen += [repr(yishu), str(caught.value), repr(caught.value)]
    seen += [record.getMessage() for record in caplog.records]
    assert any("trying again" in text for text in seen)
    assert server.seen[0][2]["Authorization"] == f"Bearer {KEY}"
    assert not [text for text in seen if KEY in text or "330102199003076015" in text]
