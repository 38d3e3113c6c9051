"""SM2 and SM3 against the standards' own examples, and against another implementation."""

import hashlib
import re

import gmssl_pyx
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from yishu.core import sm2
from yishu.core.suites import GM, suite_of

pytestmark = pytest.mark.clause("32.1")
# GB/T 32918.5, A.2: private key, public key and a signature of "message digest" by ALICE's standard id.
PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
PUBLIC = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
SIGNATURE = encode_dss_signature(
    0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3,
    0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA,
)


def test_the_example_of_the_standard_holds() -> None:
    assert sm2.public_of(PRIVATE) == PUBLIC
    assert sm2.is_signed(PUBLIC, b"message digest", SIGNATURE)
    assert not sm2.is_signed(PUBLIC, b"message digesu", SIGNATURE)


@settings(deadline=None, max_examples=20)
@given(message=st.binary(max_size=300))
def test_another_implementation_verifies_ours_and_we_verify_its(message: bytes) -> None:
    private = sm2.generate()
    public = sm2.public_of(private)
    assert gmssl_pyx.sm2_verify(public[1:], message, sm2.sign(private, message))
    theirs, its = gmssl_pyx.sm2_key_generate()
    signature = gmssl_pyx.sm2_sign(its, theirs, message)
    assert sm2.is_signed(b"\4" + theirs, message, signature)
    assert not sm2.is_signed(public, message, signature)


def test_what_is_no_key_has_signed_nothing_and_does_not_sign() -> None:
    for public in (b"", PUBLIC[:-1], b"\4" + bytes(64), b"\4" + b"\1" * 64):
        assert not sm2.is_signed(public, b"message digest", SIGNATURE)
    for signature in (b"", b"\x30\x00", SIGNATURE[:-1], SIGNATURE + b"\0", bytes(72)):
        assert not sm2.is_signed(PUBLIC, b"message digest", signature)
    for private in (b"", bytes(32), b"\xff" * 32, PRIVATE[:-1]):
        with pytest.raises(ValueError, match="private key of SM2"):
            sm2.sign(private, b"message digest")


def test_sm3_is_that_of_the_standard_and_of_others() -> None:
    # GB/T 32905, A.1 and A.2
    assert GM.digest(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert GM.digest(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    assert GM.leaf(b"salt and body") == gmssl_pyx.sm3_hash(b"\0salt and body")


def test_a_suite_that_none_has_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=re.escape("'sm3' is no suite: one of intl, gm")):
        suite_of("sm3")
    assert suite_of("intl").digest(b"") == hashlib.sha256().digest()
