"""Codes of many texts at once are those that a stock CMAC gives each of them, and the published ones (RFC 4493, 4)."""

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from hypothesis import given
from hypothesis import strategies as st

from yishu.hosting.cmac import LONGEST, Cmac

KEY = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
MESSAGE = bytes.fromhex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
)
PUBLISHED = {
    0: "bb1d6929e95937287fa37d129b756746",
    16: "070a16b46b4d4144f79bdd9dd04a287c",
    40: "dfa66747de9ae63030ca32611497c827",
    64: "51f0bebf7e3b9d92fc49741779363cfe",
}


def codes(texts: list[bytes]) -> list[bytes]:
    return [code.tobytes() for code in Cmac(KEY).of(pa.array(texts, pa.binary()).view(pa.string()))]


def stock(text: bytes) -> bytes:
    one = CMAC(AES(KEY))
    one.update(text)
    return one.finalize()


def test_the_published_codes():
    assert [code.hex() for code in codes([MESSAGE[:length] for length in PUBLISHED])] == list(PUBLISHED.values())


@given(st.lists(st.binary(max_size=70)), st.integers(0, 3))
def test_texts_of_any_length(texts: list[bytes], skipped: int):
    every = pa.array(texts, pa.binary()).view(pa.string()).slice(skipped)
    assert [code.tobytes() for code in Cmac(KEY).of(every)] == [stock(text) for text in texts[skipped:]]


@given(st.integers(0, 50).flatmap(lambda length: st.lists(st.binary(min_size=length, max_size=length))))
def test_texts_of_one_length(texts: list[bytes]):
    assert codes(texts) == [stock(text) for text in texts]


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 100_000])
def test_long_texts_among_short_ones(length: int):
    texts = [b"short", b"x" * length, b"", bytes(range(256)) * 5]
    assert codes(texts * 3000) == [stock(text) for text in texts] * 3000
    assert codes([b"y" * length]) == [stock(b"y" * length)]
