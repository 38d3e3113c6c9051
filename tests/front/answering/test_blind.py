"""Blind verify: the platform judges, passes on and puts on record what it cannot read; the provider's front agent opens it and answers the caller alone (27.1, 32.1)."""

import base64
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import psycopg
import pyhpke
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client as Browser
from django.utils import timezone
from psycopg import sql

from tests.client.both import Both
from tests.front.answering.stage import ABSENT, DUTY, ITEMS, KNOWN, NO_BIRTH, Asked
from tests.front.answering.test_answering import journal
from yishu.agencies import keys, models
from yishu.audit.queries import Filters, Scope, list_records
from yishu.client import AsyncClient, BlindVerified, Client, LimitReached, NotGranted, Refused, Unavailable
from yishu.client.blind import sealed
from yishu.client.errors import BlindAnswerWrong
from yishu.core.rows import row_rule
from yishu.core.sealed_boxes import seal
from yishu.operations.misuse.measuring import measure
from yishu.operations.misuse.models import Hour
from yishu.wire.blind import (
    LONGEST_ENVELOPE,
    BlindVerdicts,
    BlindVerifyAnswer,
    Enclosed,
    FrontBlindAnswer,
    answer_info,
    question_info,
)
from yishu.wire.data import Purpose

PATH = "/v1/blind-question"
PURPOSE = Purpose(DUTY, "SQ-1")


@pytest.fixture(scope="module")
def agent_key(asked: Asked) -> str:
    """The agent's public key as its own machine shows it; for both resources the officer compares and confirms it on the pages."""
    said = asked.agent.run("key").stdout
    shown = re.search(r"公钥 (\S{44})\n指纹 ([0-9a-f ]{79})", said)
    assert shown, said
    browser = Browser()
    browser.force_login(asked.police.person_a)
    for resource in (asked.people, asked.others):
        place = f"/hosting/mounts/{resource.path_code}/"
        assert "确认前不能盲核验" in browser.get(place).content.decode()
        fetched = browser.post(f"{place}blind-key/").content.decode()
        assert shown[1] in fetched
        assert shown[2] in fetched
        assert browser.post(f"{place}blind-key/", {"key": shown[1]}).status_code == 302
        assert shown[2] in browser.get(place).content.decode()
    return shown[1]


@pytest.fixture(scope="module")
def yishu(asked: Asked) -> Client:
    return Client(asked.node.url, key=asked.system.key, patience=0)


def verified(yishu: Any, asked: Asked, agent_key: str, subject: Any, **claims: Any) -> BlindVerified:
    return yishu.verify_blind(asked.people.code, subject, claims, agent_key=agent_key, duty=DUTY, case="SQ-1")


def newest(asked: Asked) -> Any:
    found = list_records(Scope("", (asked.people.code,)), Filters(action="data:", side="provided"))
    return found.records[0].record


def statement(asked: Asked, agent_key: str, **changes: Any) -> tuple[bytes, Any]:
    """As the node would pass on a sealed question; and what opens the answer."""
    inside, opened = sealed(asked.people.code, PURPOSE, KNOWN, {"name": "欧阳望舒"}, agent_key)
    said: dict[str, Any] = {
        "resource": asked.people.code,
        "number": "0192f000-0000-7000-8000-000000000009",
        "duty": DUTY,
        "case": "SQ-1",
        "caller": "system:1",
        "agency": "A",
        "grant": "",
        "key_kind": "resident_id",
        "keys": [{"code": "id_number", "type": "string", "is_key": True}],
        "items": [{"code": "name", "type": "string"}],
        "key": inside.key,
        "envelope": inside.envelope,
    }
    return msgspec.json.encode(said | changes), opened


@pytest.mark.clause("7.2", "27.1")
def test_it_compares_as_the_platform_does_and_answers_the_caller_alone(asked: Asked, agent_key: str) -> None:
    claims = {"name": "欧阳 望舒", "sex": "男", "birth_date": "1990年3月7日", "id_number": f" {KNOWN}"}
    for client in (
        Client(asked.node.url, key=asked.system.key),
        Both(AsyncClient(asked.node.url, key=asked.system.key)),
    ):
        with client as yishu:
            for resource in (asked.people, asked.others):
                openly = asked.call("verify", resource, claims=claims).json()
                blindly = yishu.verify_blind(
                    resource.path_code, KNOWN, claims, agent_key=agent_key, duty=DUTY, case="SQ-1"
                )
                assert blindly.result == openly["result"] == dict.fromkeys(claims, "match")
            assert verified(yishu, asked, agent_key, {"type": "111", "value": KNOWN}, sex="2").result == {
                "sex": "mismatch"
            }
            assert verified(yishu, asked, agent_key, NO_BIRTH, birth_date="1990-03-07").result == {
                "birth_date": "empty"
            }
            assert verified(yishu, asked, agent_key, ABSENT, name="谁").found is False
            key = yishu.blind_key(asked.people.code)
            assert (key.key, key.resource) == (agent_key, asked.people.code)


@pytest.mark.clause("32.1")
def test_neither_side_keeps_whom_or_what_it_was_about_and_both_records_fit_together(
    asked: Asked, agent_key: str, yishu: Client, django_ready: str
) -> None:
    claimed = "司徒无此人"
    answer = verified(yishu, asked, agent_key, KNOWN, name=claimed)
    assert answer.result == {"name": "mismatch"}
    record = newest(asked)
    assert answer.receipt.startswith(str(record.id))
    assert (record.subjects, record.found, record.items, record.case) == (b"", None, ["name"], "SQ-1")
    line = journal(asked)[-1]
    assert (line["number"], line["envelope"], line["outcome"], line["caller"]) == (
        str(record.id),
        record.detail["blind"],
        "blind",
        record.actor,
    )
    browser = Browser()
    browser.force_login(asked.police.person_a)
    page = browser.get(f"/evidence/{record.id}/").content.decode()
    assert "盲核验" in page
    assert record.detail["blind"] in page
    kept = [asked.log.encode(), *(file.read_bytes() for file in (asked.agent.folder / "state").iterdir())]
    assert not any(value.encode() in each for each in kept for value in (KNOWN, claimed))
    assert where_written(django_ready, KNOWN, claimed, "欧阳望舒") == []


def where_written(address: str, *values: str) -> list[str]:
    """The tables of a database in which some row says one of these values."""
    found = []
    with psycopg.connect(address) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        for place in tables:
            query = sql.SQL("select exists (select from {} t where t::text like any (%s))").format(
                sql.Identifier(*place)
            )
            if connection.execute(query, [[f"%{value}%" for value in values]]).fetchone() == (True,):
                found.append(".".join(place))
    return found


def test_a_platform_that_alters_what_it_passes_on_is_found_out(asked: Asked, agent_key: str) -> None:
    good, opened = statement(asked, agent_key)
    said = msgspec.json.decode(good)
    envelope = bytearray(base64.b64decode(said["envelope"]))
    envelope[60] ^= 1
    altered = {
        "the envelope": {"envelope": base64.b64encode(envelope).decode()},
        "the items": {"items": [{"code": "name", "type": "string"}, {"code": "sex", "type": "string"}]},
        "the duty": {"duty": "别的事项"},
        "the case": {"case": "SQ-2"},
        "the resource": {"resource": asked.others.code},
    }
    for what, change in altered.items():
        answer = asked.ask(PATH, msgspec.json.encode(said | change))
        assert (what, answer.json()) == (what, {"code": "front_envelope_unreadable"})
    assert {line["outcome"] for line in journal(asked)[-len(altered) :]} == {"front_envelope_unreadable"}
    told = asked.ask(PATH, good)
    sealed_answer = msgspec.json.decode(told.content, type=FrontBlindAnswer).sealed
    receipt = f"{said['number']}.leaf"
    assert opened(BlindVerifyAnswer(sealed_answer, 0, receipt)).result == {"name": "match"}
    again = asked.ask(PATH, good)
    assert (again.status_code, again.json()) == (409, {"code": "front_asked_before"})
    _, other_opened = statement(asked, agent_key)
    for swapped, how in (
        (BlindVerifyAnswer(sealed_answer, 0, receipt), other_opened),
        (BlindVerifyAnswer(sealed_answer, 0, "0192f000-0000-7000-8000-000000000008.leaf"), opened),
        (BlindVerifyAnswer(sealed_answer[:-8] + "AAAAAAA=", 0, receipt), opened),
        (BlindVerifyAnswer("", 0, receipt), opened),
    ):
        with pytest.raises(BlindAnswerWrong):
            how(swapped)


def test_an_answer_has_one_length_whatever_it_says(asked: Asked, agent_key: str) -> None:
    sizes = set()
    for subject, name in ((KNOWN, "欧阳望舒"), (KNOWN, "别的名字"), (ABSENT, "谁")):
        inside, _ = sealed(asked.people.code, PURPOSE, subject, {"name": name}, agent_key)
        said = {"purpose": {"duty": DUTY, "case": "SQ-1"}, "blind": msgspec.to_builtins(inside)}
        path = f"{asked.node.url}/api/v1/data/{asked.people.path_code}/verify"
        answer = httpx.post(path, json=said, headers=asked.system.headers, timeout=20)
        sizes.add((len(inside.envelope), len(answer.content)))
    assert len(sizes) == 1


def test_an_envelope_claims_what_is_permitted_and_neither_more_nor_less(asked: Asked, agent_key: str) -> None:
    info = question_info(asked.people.code, DUTY, "SQ-1", ["name"])
    for claims in ({"name": "欧阳望舒", "sex": "1"}, {"sex": "1"}, {}):
        inside = msgspec.json.encode(
            Enclosed(KNOWN, claims, agent_key, "n")  # the reply to any key of its kind
        )
        envelope = base64.b64encode(seal(inside, base64.b64decode(agent_key), info)).decode()
        answer = asked.ask(PATH, statement(asked, agent_key, envelope=envelope)[0])
        assert (answer.status_code, answer.json()) == (422, {"code": "front_envelope_unreadable"})
    other, _ = statement(asked, agent_key, key="0" * 64)
    assert asked.ask(PATH, other).json() == {"code": "front_blind_key_unknown"}


def test_an_envelope_that_is_none_is_refused_by_its_field(asked: Asked, agent_key: str) -> None:
    for envelope, rule in (("no base64!", "base64"), ("A" * (LONGEST_ENVELOPE + 4), "too_large")):
        blind = {"key": "", "items": ["name"], "envelope": envelope}
        said = {"purpose": {"duty": DUTY, "case": "SQ-1"}, "blind": blind}
        path = f"{asked.node.url}/api/v1/data/{asked.people.path_code}/verify"
        answer = httpx.post(path, json=said, headers=asked.system.headers, timeout=20)
        assert answer.status_code == 422
        assert [(each["field"], each["rule"]) for each in answer.json()["errors"]] == [("blind.envelope", rule)]


@pytest.mark.clause("32.1")
def test_a_signed_call_keeps_its_signature_beside_the_envelope(asked: Asked, agent_key: str) -> None:
    private = Ed25519PrivateKey.generate()
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    key = keys.register_public_key(asked.civil.a, asked.system.system, pem=pem, now=timezone.now())
    keyid = key.hash.hex()
    with Client(asked.node.url, signing_key=private, keyid=keyid, patience=0) as signing:
        assert verified(signing, asked, agent_key, KNOWN, name="欧阳望舒").result == {"name": "match"}
    assert newest(asked).detail["signature"][0] == keyid
    assert newest(asked).detail["blind"]


@pytest.mark.clause("4.4", "26.5")
def test_it_is_judged_like_any_call_and_refusals_are_on_record(asked: Asked, agent_key: str, yishu: Client) -> None:
    def refused(client: Client, kind: type[Refused], **changes: Any) -> str:
        said: dict[str, Any] = {"agent_key": agent_key, "duty": DUTY, "case": "SQ-1"} | changes
        claims = said.pop("claims", {"name": "欧阳望舒"})
        with pytest.raises(kind) as failure:
            client.verify_blind(asked.people.code, KNOWN, claims, **said)
        assert failure.value.receipt
        assert newest(asked).reason == failure.value.code
        assert newest(asked).subjects == b""
        return failure.value.code

    assert refused(yishu, NotGranted, duty="别的事项") == "purpose_not_granted"
    assert refused(yishu, NotGranted, claims={"residence_code": "330102"}) == "item_not_granted"
    other = base64.b64encode(bytes(range(32))).decode()
    assert refused(yishu, Refused, agent_key=other) == "blind_key_other"
    with Client(asked.node.url, key=asked.stranger.key, patience=0) as stranger:
        assert refused(stranger, NotGranted) == "no_grant"
        with pytest.raises(NotGranted):
            stranger.blind_key(asked.people.code)
    writing = asked.civil.system(models.Scope.APPLY)
    asked.cast.grant(asked.civil, asked.police, asked.people, systems=(writing,))
    with Client(asked.node.url, key=writing.key, patience=0) as without_data, pytest.raises(Refused) as out_of_scope:
        without_data.blind_key(asked.people.code)
    assert out_of_scope.value.code == "scope_missing"
    rows = row_rule("residence_code", ["330102"], "exact")
    some = asked.civil.system()
    asked.cast.grant(asked.civil, asked.police, asked.people, systems=(some,), rows=rows)
    with Client(asked.node.url, key=some.key, patience=0) as narrow:
        assert refused(narrow, NotGranted) == "grant_not_blind"
    both = asked.call("verify", asked.people, blind={"key": "", "items": ["name"], "envelope": ""})
    assert both.status_code == 422
    assert {each["field"] for each in both.json()["errors"]} == {"subject", "claims"}
    asked.mount(asked.others)  # mounted anew, it is to be confirmed anew
    with pytest.raises(Refused) as failure:
        yishu.verify_blind(asked.others.code, KNOWN, {"name": "谁"}, agent_key=agent_key, duty=DUTY, case="SQ-1")
    assert failure.value.code == "not_blind"


@pytest.mark.clause("27.1")
def test_guesses_are_bounded_by_the_agent_and_calls_by_the_platform(asked: Asked, agent_key: str) -> None:
    caller = asked.civil.system()
    asked.cast.grant(
        asked.civil, asked.police, asked.people, systems=(caller,), items=ITEMS, bounds={"limits": limits(misses=14)}
    )
    measure(timezone.now())
    with Client(asked.node.url, key=caller.key, patience=0) as yishu:
        for day in range(10, 20):
            assert verified(yishu, asked, agent_key, KNOWN, birth_date=f"1990-03-{day}").result == {
                "birth_date": "mismatch"
            }
        for _ in range(2):
            with pytest.raises(LimitReached) as stopped:
                verified(yishu, asked, agent_key, KNOWN, birth_date="1990-03-07")  # the right one, too late
            assert stopped.value.code == "client_blind_stopped"
        assert verified(yishu, asked, agent_key, KNOWN, birth_date="1990-03-10").result == {"birth_date": "mismatch"}
        with Client(asked.node.url, key=asked.system.key, patience=0) as another:  # whom it does not stop
            assert verified(another, asked, agent_key, KNOWN, birth_date="1990-03-07").result == {"birth_date": "match"}
        assert verified(yishu, asked, agent_key, NO_BIRTH, name="钱二").result == {"name": "match"}
        with pytest.raises(LimitReached) as over:
            verified(yishu, asked, agent_key, NO_BIRTH, name="钱二")
        assert over.value.code == "too_many_misses"
    measure(timezone.now(), margin=timedelta())
    hours = list(Hour.objects.filter(caller=newest(asked).actor))
    measured = [
        sum(getattr(hour, name) for hour in hours) for name in ("calls", "refused", "subjects", "absent", "wrong")
    ]
    assert measured == [15, 1, 14, 14, 0]


def limits(**given: int) -> Any:
    from yishu.sharing.rules import Limits

    return Limits(**given)


@pytest.mark.clause("7.2", "32.1")
def test_an_agent_that_is_gone_or_stuck_is_a_refusal_on_record(asked: Asked, agent_key: str, yishu: Client) -> None:
    with psycopg.connect(asked.address) as holding:
        holding.execute("lock table people in access exclusive mode")
        with pytest.raises(Unavailable) as stuck:
            verified(yishu, asked, agent_key, KNOWN, name="欧阳望舒")
        assert (stuck.value.code, bool(stuck.value.receipt)) == ("backend_failed", True)
    asked.stop()
    with pytest.raises(Unavailable) as gone:
        verified(yishu, asked, agent_key, KNOWN, name="欧阳望舒")
    assert (gone.value.code, bool(gone.value.receipt)) == ("backend_unavailable", True)
    asked.process = asked.start()
    assert verified(yishu, asked, agent_key, KNOWN, name="欧阳望舒").result == {"name": "match"}


def test_another_implementation_of_hpke_seals_and_opens_the_same(asked: Asked, agent_key: str) -> None:
    suite = pyhpke.CipherSuite.new(
        pyhpke.KEMId.DHKEM_X25519_HKDF_SHA256, pyhpke.KDFId.HKDF_SHA256, pyhpke.AEADId.AES256_GCM
    )
    reply = X25519PrivateKey.generate()
    own = reply.public_key().public_bytes_raw()
    inside = {"subject": KNOWN, "claims": {"name": "欧阳望舒"}, "reply": base64.b64encode(own).decode(), "nonce": "n"}
    recipient = pyhpke.KEMKey.from_pyca_cryptography_key(X25519PublicKey.from_public_bytes(base64.b64decode(agent_key)))
    enc, sender = suite.create_sender_context(recipient, info=question_info(asked.people.code, DUTY, "SQ-1", ["name"]))
    envelope = enc + sender.seal(msgspec.json.encode(inside))
    body, _ = statement(asked, agent_key, envelope=base64.b64encode(envelope).decode())
    number = str(UUID(msgspec.json.decode(body)["number"]))
    answer = base64.b64decode(asked.ask(PATH, body).json()["sealed"])
    own_key = pyhpke.KEMKey.from_pyca_cryptography_key(reply)
    opened = suite.create_recipient_context(answer[:32], own_key, info=answer_info(envelope, number))
    plain = opened.open(answer[32:])
    assert msgspec.json.decode(plain, type=BlindVerdicts) == BlindVerdicts(True, {"name": "match"})
