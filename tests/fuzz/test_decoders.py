"""No decoder of what strangers send fails otherwise than by its own refusal; the longer form, guided by coverage, is `make fuzz`."""

import random

import pytest

from tests.conftest import FAULT_ROUNDS
from tests.fuzz.seeds import ANYTHING, SEEDS

ROUNDS = 150 * FAULT_ROUNDS
NAMES = (
    "verify", "query", "list_to_verify", "list_to_query", "place", "bearer", "signature", "signed_request", "head", "offer",
    "checkpoint", "verifier_key", "proof", "token", "token_header", "manifest", "soap", "spreadsheet",
    "csv_file", "ndjson_file", "arrow_file", "parquet_file", "xlsx_file", "geojson_file",
    "question", "envelope", "sealed_answer", "reference", "excerpt", "export", "stamp", "stamp_query", "seal", "grant_proof",
    "statement", "portal_list", "table_of_days", "notice_of_days", "names_of_items", "certificate", "public_key", "passkey",
    "passkey_parts", "upload_headers", "document", "mounted_answer", "geometry", "neighbours_answer", "turtle", "json_ld",
)  # fmt: skip


def test_every_decoder_is_tried() -> None:
    from tests.fuzz.decoders import DECODERS

    assert set(DECODERS) == set(NAMES)
    assert set(SEEDS) <= set(NAMES)


@pytest.mark.slow
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # pyarrow cannot show a row of CSV that is no UTF-8; it is refused
@pytest.mark.parametrize("name", NAMES)
def test_a_decoder_reads_or_refuses_whatever_comes(name: str) -> None:
    from tests.fuzz.decoders import DECODERS

    decode = DECODERS[name]
    seeds = [*ANYTHING, *SEEDS.get(name, [])]
    for seed in seeds:
        decode(seed)
    for number in range(ROUNDS):
        decode(changed(random.Random(number), SEEDS.get(name, ANYTHING)))


def changed(chance: random.Random, seeds: list[bytes]) -> bytes:
    made = bytearray(chance.choice(seeds)[:4000])
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(made) + 1)
        act = chance.randrange(4)
        if act == 0:
            made[place:place] = bytes(
                chance.choices(b"\x00\x01\x7f\x80\xff\n\r\",:{}[]<>&=;'(\\+- 019eEnA\xe4", k=chance.randint(1, 8))
            )
        elif act == 1:
            del made[place : place + chance.randint(1, 20)]
        elif act == 2 and made:
            made[place % len(made)] = chance.randrange(256)
        else:
            made[place:place] = made[: chance.randint(0, 200)]
    return bytes(made)
