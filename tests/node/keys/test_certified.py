"""Keys that stand with their certificates: the time stamping authority's and those of seals are kept as other keys are, and sign the same (32.1)."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from tests.node.keys.test_keys import SECRET, folder, hsm, moved, run

__all__ = ["folder", "hsm"]
pytestmark = pytest.mark.clause("32.1")
USE = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from yishu.audit.log.stamping import own, responding, tokens, trust
from yishu.core.errors import Problem
from yishu.seals import authority
from yishu.seals.sealing import seal_pdf
from yishu.seals.typesetting import draw_seal
from yishu.seals.verifying import verdict_on
folder = Path(sys.argv[1])
message, now = b"message", datetime.now(UTC)
try:
    signer = own.load(folder, node="330000", name="Yishu")
    asked = tokens.query(message, nonce=7)
    stamp = tokens.read(responding.answer(asked, signer, now), message, trust.Trust.read(own.certificates(signer).encode()))
    seal = authority.seal_of(folder / "seals", code="330100", name="Hangzhou", now=now)
    [above] = authority.trusted(folder / "seals")
    seal.certificate.verify_directly_issued_by(above.certificate)
    page = draw_seal("Hangzhou", "")
    paper = seal_pdf(page, seal, page, number="1", agency="Hangzhou")
    assert verdict_on(paper, [above]).holds, verdict_on(paper, [above])
    print(signer.certificate.serial_number, seal.certificate.serial_number, type(seal.key).__name__)
except Problem as problem:
    sys.exit(f"{problem.code} {problem.detail('en')}")
"""
FILES = ["tsa.pem", "seals/authority-key.pem", "seals/agencies/330100.pem"]


def used(folder: Path, **environment: str) -> list[str]:
    """It stamps, and seals a page, and both hold. The serial numbers of the two certificates, and how the key of the seal is held."""
    done = run("-W", "ignore", "-c", USE, str(folder), **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def refused(folder: Path, **environment: str) -> str:
    done = run("-W", "ignore", "-c", USE, str(folder), **environment)
    assert done.returncode == 1
    return done.stderr.strip().splitlines()[-1]


def listed(folder: Path) -> dict[str, str]:
    lines = run("-m", "yishu.cli", "keys", "list", YISHU_DIR=str(folder)).stdout.splitlines()
    return dict(line.split("\t")[:2] for line in lines)


def every_content(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_sealed_ones_are_nothing_without_the_secret_and_plain_ones_are_sealed_in_their_place(folder: Path) -> None:
    sealed = {"YISHU_KEYS": "sealed", "YISHU_SEAL": SECRET}
    made = used(folder)
    assert listed(folder) == dict.fromkeys(FILES, "plain")
    assert moved(folder, **sealed) == [f"{name}\tsealed" for name in FILES]
    assert listed(folder) == dict.fromkeys(FILES, "sealed")
    assert b"PRIVATE KEY" not in every_content(folder)
    assert {(folder / name).stat().st_mode & 0o777 for name in FILES} == {0o600}
    assert used(folder, **sealed) == made
    assert refused(folder).startswith("seal_missing")
    assert moved(folder, **sealed) == []
    assert moved(folder, YISHU_SEAL=SECRET) == [f"{name}\tplain" for name in FILES]
    assert used(folder) == made


def test_new_ones_are_made_sealed(folder: Path) -> None:
    used(folder, YISHU_KEYS="sealed", YISHU_SEAL=SECRET)
    assert listed(folder) == dict.fromkeys(FILES, "sealed")
    assert b"PRIVATE KEY" not in every_content(folder)


def test_made_in_a_token_they_sign_there(folder: Path, hsm: str) -> None:
    made = used(folder, YISHU_KEYS=hsm)
    assert made[2] == "HeldKey"
    assert used(folder, YISHU_KEYS=hsm) == made
    assert listed(folder) == dict.fromkeys(FILES, "pkcs11")
    assert b"PRIVATE KEY" not in every_content(folder)
    assert refused(folder).startswith("token_unusable")


def test_those_of_before_are_taken_into_the_token(folder: Path, hsm: str) -> None:
    made = used(folder)
    assert moved(folder, YISHU_KEYS=hsm) == [f"{name}\tpkcs11" for name in FILES]
    assert used(folder, YISHU_KEYS=hsm) == [*made[:2], "HeldKey"]
    assert b"PRIVATE KEY" not in every_content(folder)


def licensed(folder: Path, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, password: bytes = b"") -> Path:
    """As an issuer gives it: here with the certificate of a seal of ours, which serves as any."""
    file = folder / "seals" / "licensed" / "330200.pem"
    file.parent.mkdir(parents=True)
    how = BestAvailableEncryption(password) if password else NoEncryption()
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))
    (file.parent / "roots.pem").write_text("certificates alone")
    return file


def test_what_no_token_takes_is_sealed_where_there_is_a_secret(folder: Path, hsm: str) -> None:
    file = licensed(folder, rsa.generate_private_key(65537, 2048))
    assert moved(folder, YISHU_KEYS=hsm) == []
    assert moved(folder, YISHU_KEYS=hsm, YISHU_SEAL=SECRET) == ["seals/licensed/330200.pem\tsealed"]
    assert b"PRIVATE KEY" not in file.read_bytes()
    assert (file.parent / "roots.pem").read_text() == "certificates alone"


def test_a_key_that_stands_below_its_certificate_is_sealed_as_well(folder: Path) -> None:
    made = used(folder)
    file = folder / FILES[2]
    key, mark, certificate = file.read_bytes().partition(b"-----BEGIN CERT")
    file.write_bytes(mark + certificate + key)
    assert used(folder) == made
    assert f"{FILES[2]}\tsealed" in moved(folder, YISHU_KEYS="sealed", YISHU_SEAL=SECRET)
    assert b"PRIVATE KEY" not in file.read_bytes()
    assert used(folder, YISHU_SEAL=SECRET) == made


def test_a_file_of_several_keys_is_left_as_it_is(folder: Path) -> None:
    file = licensed(folder, ec.generate_private_key(ec.SECP256R1()))
    file.write_bytes(before := file.read_bytes() * 2)
    assert moved(folder, YISHU_KEYS="sealed", YISHU_SEAL=SECRET) == []
    assert file.read_bytes() == before


def test_a_file_with_a_password_of_its_own_is_left_as_it_is(folder: Path) -> None:
    file = licensed(folder, ec.generate_private_key(ec.SECP384R1()), b"of the issuer")
    before = file.read_bytes()
    assert moved(folder, YISHU_KEYS="sealed", YISHU_SEAL=SECRET) == []
    assert file.read_bytes() == before


def test_the_doctor_says_which_key_is_not_that_of_its_certificate(folder: Path) -> None:
    from yishu.operations import doctor

    used(folder)
    assert doctor._keys(folder).state == "ok"
    own, other = folder / FILES[2], folder / FILES[1]
    own.write_bytes(
        other.read_bytes().partition(b"-----BEGIN CERT")[0]
        + b"".join(own.read_bytes().partition(b"-----BEGIN CERT")[1:])
    )
    assert x509.load_pem_x509_certificates(own.read_bytes())
    found = doctor._keys(folder)
    assert (found.state, "330100.pem" in found.found) == ("bad", True)
