"""RFC 3161 with others: OpenSSL and rfc3161-client judge our stamps, we judge OpenSSL's; what is no stamp is not taken for one."""

import contextlib
import importlib
import random
import secrets
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.audit.log.authority import Foreign
from yishu.audit.log.stamping import own, responding, tokens
from yishu.audit.log.stamping.responding import Signer
from yishu.audit.log.stamping.tokens import Answer
from yishu.audit.log.stamping.trust import Fault, StampInvalid, Trust

pytestmark = pytest.mark.clause("32.1")
MESSAGE = b"yishu/330000/log\n700\n"
NONCE = 2**62 + 5


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    """A node's own authority, as its folder gets it at first use."""
    return own.load(tmp_path_factory.mktemp("node"), node="330000", name="浙江省信息共享平台")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Foreign:
    return Foreign(tmp_path_factory.mktemp("foreign") / "tsa")


def trust_of(signer: Signer) -> Trust:
    return Trust.read(own.certificates(signer).encode())


def openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", "ts", *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path, signer: Signer) -> Path:
    (tmp_path / "message").write_bytes(MESSAGE)
    (tmp_path / "ca.pem").write_text(own.certificates(signer))
    return tmp_path


@pytest.mark.parametrize("hashed", ["-sha256", "-sha384", "-sha512", "-sm3"])
def test_openssl_verifies_our_stamps(folder: Path, signer: Signer, hashed: str) -> None:
    assert openssl(folder, "-query", "-data", "message", hashed, "-cert", "-out", "query").returncode == 0
    (folder / "answer").write_bytes(responding.answer((folder / "query").read_bytes(), signer, datetime.now(UTC)))
    told = openssl(folder, "-verify", "-queryfile", "query", "-in", "answer", "-CAfile", "ca.pem")
    assert told.returncode == 0, told.stderr
    (folder / "message").write_bytes(MESSAGE + b" ")
    assert openssl(folder, "-verify", "-data", "message", "-in", "answer", "-CAfile", "ca.pem").returncode == 1


def test_another_client_verifies_our_stamps_and_makes_queries_that_we_answer(signer: Signer) -> None:
    client: Any = importlib.import_module("rfc3161_client")
    query = client.TimestampRequestBuilder().data(MESSAGE).nonce(nonce=True).cert_request(cert_request=True).build()
    answer = client.decode_timestamp_response(responding.answer(query.as_bytes(), signer, datetime.now(UTC)))
    verifier = client.VerifierBuilder.from_request(query).add_root_certificate(signer.certificate).build()
    assert verifier.verify_message(answer, MESSAGE)
    with pytest.raises(client.VerificationError):
        verifier.verify_message(answer, MESSAGE + b" ")


def test_an_operators_own_certificate_and_chain_are_used(foreign: Foreign, tmp_path: Path) -> None:
    content = b"".join((foreign.folder / name).read_bytes() for name in ("key.pem", "tsa.pem", "root.pem"))
    (tmp_path / own.FILE).write_bytes(content)
    signer = own.load(tmp_path, node="330000", name="")
    answer = responding.answer(tokens.query(MESSAGE, NONCE), signer, datetime.now(UTC))
    (tmp_path / "answer").write_bytes(answer)
    (tmp_path / "message").write_bytes(MESSAGE)
    told = openssl(tmp_path, "-verify", "-data", "message", "-in", "answer", "-CAfile", str(foreign.root))
    assert told.returncode == 0, told.stderr
    assert tokens.read(answer, MESSAGE, Trust.read(foreign.root.read_bytes())).authority == "Foreign TSA"


def test_we_take_openssls_stamps(foreign: Foreign) -> None:
    stamp = tokens.read(
        foreign.answer(tokens.query(MESSAGE, NONCE)), MESSAGE, Trust.read(foreign.root.read_bytes()), nonce=NONCE
    )
    assert stamp.authority == "Foreign TSA"
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(seconds=30)
    assert stamp.not_later - stamp.at == timedelta(seconds=1)


def test_a_stamp_without_certificates_is_read_by_those_that_are_trusted(signer: Signer) -> None:
    query: Any = tokens.tsp.TimeStampReq.load(tokens.query(MESSAGE, NONCE))
    query["cert_req"] = False
    answer = responding.answer(query.dump(force=True), signer, datetime.now(UTC))
    assert tokens.read(answer, MESSAGE, trust_of(signer)).signer == signer.certificate
    with pytest.raises(StampInvalid):
        tokens.read(answer, MESSAGE, Trust(()))


BAD: dict[Fault, Callable[[Foreign, Path], tuple[bytes, Path]]] = {
    Fault.IMPRINT: lambda good, _: (good.answer(tokens.query(MESSAGE + b" ", NONCE)), good.root),
    Fault.NONCE: lambda good, _: (good.answer(tokens.query(MESSAGE, NONCE + 1)), good.root),
    Fault.UNTRUSTED: lambda good, place: (good.answer(tokens.query(MESSAGE, NONCE)), Foreign(place / "other").root),
    Fault.REFUSED: lambda good, _: (good.answer(b"nonsense"), good.root),
    Fault.UNREADABLE: lambda good, _: (b"<html>502</html>", good.root),
    Fault.SIGNATURE: lambda good, _: (_later(good.answer(tokens.query(MESSAGE, NONCE))), good.root),
}


def _later(answer: bytes) -> bytes:
    """The same stamp with another year in it."""
    year = str(datetime.now(UTC).year).encode()
    at = answer.index(b"\x18\x0f" + year)  # the GeneralizedTime of the TSTInfo
    return answer[: at + 2] + b"1999" + answer[at + 6 :]


@pytest.mark.parametrize("fault", BAD)
def test_what_is_no_stamp_of_ours_is_told_apart(foreign: Foreign, tmp_path: Path, fault: Fault) -> None:
    answer, root = BAD[fault](foreign, tmp_path)
    with pytest.raises(StampInvalid) as told:
        tokens.read(answer, MESSAGE, Trust.read(root.read_bytes()), nonce=NONCE)
    assert told.value.fault == fault


def test_a_certificate_that_has_ended_stamps_nothing(signer: Signer) -> None:
    then = signer.certificate.not_valid_after_utc + timedelta(seconds=1)
    assert b"not valid now" in responding.answer(tokens.query(MESSAGE, NONCE), signer, then)
    # Whoever has its key goes on all the same.
    token = responding._token(tokens.tsp.TimeStampReq.load(tokens.query(MESSAGE, NONCE)), signer, then)
    answer = Answer({"status": {"status": "granted"}, "time_stamp_token": token}).dump()
    with pytest.raises(StampInvalid) as told:
        tokens.read(answer, MESSAGE, trust_of(signer), nonce=NONCE)
    assert told.value.fault == Fault.EXPIRED


def test_a_certificate_for_something_else_stamps_nothing(foreign: Foreign, tmp_path: Path) -> None:
    server = Foreign(tmp_path / "server", purpose=ExtendedKeyUsageOID.SERVER_AUTH)
    content = b"".join((server.folder / name).read_bytes() for name in ("key.pem", "tsa.pem"))
    (tmp_path / own.FILE).write_bytes(content)
    with pytest.raises(StampInvalid) as told:
        own.load(tmp_path, node="330000", name="")
    assert told.value.fault == Fault.USAGE
    forged = Signer(own.serialization.load_pem_private_key(content, None), (server.certificate,))  # type: ignore[arg-type]
    answer = responding.answer(tokens.query(MESSAGE, NONCE), forged, datetime.now(UTC))
    with pytest.raises(StampInvalid) as told:
        tokens.read(answer, MESSAGE, Trust.read(server.root.read_bytes()), nonce=NONCE)
    assert told.value.fault == Fault.USAGE


def changed(**fields: Any) -> bytes:
    query: Any = tokens.tsp.TimeStampReq.load(tokens.query(MESSAGE, NONCE))
    for name, value in fields.items():
        query[name] = value
    return query.dump(force=True)


IMPRINT = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"short"}
UNACCEPTED = {
    "bad_alg": lambda: changed(message_imprint={"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": bytes(20)}),
    "bad_request": lambda: changed(version="v2"),
    "bad_data_format": lambda: changed(message_imprint=IMPRINT),
    "unaccepted_policy": lambda: changed(req_policy="1.2.3.4"),
    "unaccepted_extensions": lambda: changed(extensions=[{"extn_id": "1.2.3", "critical": True, "extn_value": b"x"}]),
}  # fmt: skip


@pytest.mark.parametrize("failure", UNACCEPTED)
def test_what_is_not_stamped_is_said_by_its_number(failure: str, signer: Signer) -> None:
    answer: Any = Answer.load(responding.answer(UNACCEPTED[failure](), signer, datetime.now(UTC)), strict=True)
    assert answer["status"]["status"].native == "rejection"
    assert answer["status"]["fail_info"].native == {failure}
    assert answer["time_stamp_token"].native is None


def test_no_two_stamps_have_one_number(signer: Signer) -> None:
    now = datetime.now(UTC)
    answers = [responding.answer(tokens.query(MESSAGE, NONCE), signer, now) for _ in range(50)]
    assert len({tokens.read(each, MESSAGE, trust_of(signer)).serial for each in answers}) == 50
    assert max(tokens.read(each, MESSAGE, trust_of(signer)).serial for each in answers) < 2**160


def test_whatever_the_bytes_are_nothing_else_is_proven(signer: Signer) -> None:
    """Some bytes of an answer are not under the signature; none that are changed say another time or message."""
    answer = responding.answer(tokens.query(MESSAGE, NONCE), signer, datetime.now(UTC))
    query, at, chance = (
        tokens.query(MESSAGE, NONCE),
        tokens.read(answer, MESSAGE, trust_of(signer)).at,
        random.Random(7),
    )
    for _ in range(400):
        made = bytearray(answer)
        for _ in range(chance.randint(1, 3)):
            made[chance.randrange(len(made))] = chance.randrange(256)
        with contextlib.suppress(StampInvalid):
            assert tokens.read(bytes(made), MESSAGE, trust_of(signer), nonce=NONCE).at == at
        cut = chance.randrange(len(query))
        assert responding.answer(query[:cut] + secrets.token_bytes(20), signer, datetime.now(UTC))
