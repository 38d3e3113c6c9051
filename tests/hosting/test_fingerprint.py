"""How far the order of rows can be trusted: the chance that is told is an upper bound, and a file of any length is looked at in little memory."""

import hashlib
import itertools
import random
import tracemalloc

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from tests.thorough import full_or
from yishu.hosting.fingerprint import (
    MOST_STRETCHES,
    STRETCH,
    chance,
    in_order,
    key_of,
    order,
    order_of_blocks,
    places,
    sample,
)
from yishu.hosting.row_names import names_of

SECRET = b"secret"


def texts(count: int) -> list[bytes]:
    """The plain texts of so many rows."""
    return [b"%d\x1f" % n for n in range(count)]


def copied(rows: list[bytes], receipt: str) -> list[bytes]:
    return list(in_order(((row, row) for row in rows), key_of(SECRET, receipt)))


@pytest.mark.abridged
def test_the_chance_of_an_accident_is_never_told_too_small() -> None:
    """Files of eight rows against keys that they were not made with."""
    rows, tries = texts(8), full_or(20_000, 4000)
    told = [chance(sample(rows), key_of(SECRET, str(n))) for n in range(tries)]
    for exponent in (-1, -2, -3):
        happened = sum(each <= exponent for each in told) / tries
        assert happened <= 10**exponent
    assert min(told) < -1  # some order is as rare as that


@pytest.mark.abridged
@pytest.mark.parametrize(("rows", "surer_than"), [(14, -8), (40, -35), (3000, -1500)])
def test_a_copy_is_told_from_all_others(rows: int, surer_than: float) -> None:
    file = copied(texts(rows), "mine")
    assert chance(sample(file), key_of(SECRET, "mine")) < surer_than
    assert all(chance(sample(file), key_of(SECRET, f"other{n}")) > -6 for n in range(full_or(1000, 200)))


def test_repeated_rows_prove_nothing_twice() -> None:
    """Three kinds of row in each block: the same order again and again."""
    file = copied(texts(3) * 4000, "mine")
    seen = sample(file)
    assert (seen.rows, seen.distinct) == (12_000, 3)
    assert chance(seen, key_of(SECRET, "mine")) > -2


def test_a_third_of_two_copies_each_betrays_both_holders() -> None:
    rows = texts(3000)
    mixed = copied(rows, "one")[:1000] + copied(rows, "two")[1500:2500]
    for receipt in ("one", "two"):
        assert chance(sample(mixed), key_of(SECRET, receipt)) < -50
    assert chance(sample(mixed), key_of(SECRET, "three")) > -6


@pytest.mark.long
def test_a_long_file_is_looked_at_in_little_memory() -> None:
    def many() -> "itertools.chain[bytes]":
        return itertools.chain.from_iterable(
            copied([b"%d" % (n * 5000 + m) for m in range(5000)], "mine") for n in range(100)
        )

    tracemalloc.start()
    seen = sample(many())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen.rows == 500_000
    assert MOST_STRETCHES * STRETCH / 2 <= seen.distinct <= MOST_STRETCHES * STRETCH
    assert most < 8 * 1024**2
    assert chance(seen, key_of(SECRET, "mine")) < -1000


def test_a_third_of_the_rows_left_out_disturbs_nothing() -> None:
    file = [row for row in copied(texts(60), "mine") if random.random() > 1 / 3]
    assert chance(sample(file), key_of(SECRET, "mine")) < -6


@pytest.mark.clause("20.2")
@pytest.mark.parametrize("how", [None, 2])
def test_a_copy_of_before_is_told_by_the_order_that_it_was_put_in(how: int | None) -> None:
    """Its evidence says nothing of its order, which was that of BLAKE2b; or that it was by AES of the hashes of its rows."""
    mine = key_of(SECRET, "mine")

    def stood(plain: bytes) -> bytes:
        name = hashlib.sha256(plain.removesuffix(b"\x1f"))
        if how is None:
            return hashlib.blake2b(name.hexdigest().encode(), key=mine, digest_size=12).digest()
        return Cipher(AES(mine), ECB()).encryptor().update(name.digest()[:16])[:8]

    file = sorted(texts(200), key=stood)
    assert chance(sample(file), mine, how) < -100
    assert chance(sample(file), mine) > -6
    assert chance(sample(copied(texts(200), "mine")), mine, how) > -6


def test_places_are_those_of_aes() -> None:
    """FIPS 197, C.3."""
    key, name = bytes(range(32)), bytes.fromhex("00112233445566778899aabbccddeeff")
    assert places(np.frombuffer(name, np.uint8).reshape(1, 16), key).tolist() == [0x8EA2B7CA516745BF]
    many = names_of(texts(3000))
    stand = places(many, key).tolist()
    assert order(many, key).tolist() == sorted(range(3000), key=stand.__getitem__)
    assert order_of_blocks(many, key).tolist() == sorted(range(3000), key=lambda n: (n // 1024, stand[n]))
