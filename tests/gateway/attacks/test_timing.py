"""How long an answer takes tells hardly anything of what it says (27.1; what is left, and why: record 0056)."""

import json
import random
import statistics
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.conftest import FAULT_ROUNDS, Node
from tests.gateway.stage import ABSENT, DUTY, KNOWN, NO_RESIDENCE, Stage

ROUNDS = 120 * FAULT_ROUNDS
BOUND = 1.5
"""Milliseconds between the medians. Whatever the network adds is more than that; a verdict that were read, compared or counted before evidence is written would take 2 more."""
ASKED = {
    "match": (KNOWN, {"birth_date": "1990-03-07"}),
    "mismatch": (KNOWN, {"birth_date": "1901-01-01"}),
    "empty": (NO_RESIDENCE, {"residence_code": "330102"}),
    "absent": (ABSENT, {"birth_date": "1901-01-01"}),
}


@pytest.mark.slow
@pytest.mark.clause("27.1")
def test_verdicts_do_not_differ_by_the_time_they_take(gateway: Node, stage: Stage) -> None:
    """In each round all are asked once, in an order that is drawn: what slows the machine slows them alike, and the differences of a round are looked at."""
    system = stage.civil.system()
    items = ("id_number", "name", "birth_date", "residence_code")
    stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,), items=items)
    address = urlsplit(gateway.url)
    line, chance = HTTPConnection(address.hostname or "", address.port), random.Random(1)
    rounds: list[dict[str, float]] = []
    for _ in range(ROUNDS + 10):
        order = chance.sample(list(ASKED), len(ASKED))
        rounds.append({name: milliseconds(line, stage, system.headers, *ASKED[name]) for name in order})
    line.close()
    for name in list(ASKED)[1:]:
        differences = [each[name] - each["match"] for each in rounds[10:]]
        middle = statistics.median(differences)
        spread = statistics.median(abs(each - middle) for each in differences)
        unsure = (
            3 * 1.86 * spread / len(differences) ** 0.5
        )  # three standard errors of a median, by the absolute deviations
        assert abs(middle) - unsure < BOUND, (name, middle, spread)


def milliseconds(line: HTTPConnection, stage: Stage, headers: dict[str, str], subject: str, claims: object) -> float:
    said = {"purpose": {"duty": DUTY, "case": "SQ-1"}, "subject": subject, "claims": claims}
    body = json.dumps(said).encode()
    begun = time.perf_counter()
    line.request("POST", stage.path("verify"), body, {**headers, "Content-Type": "application/json"})
    answer = line.getresponse()
    answer.read()
    assert answer.status == 200
    return 1000 * (time.perf_counter() - begun)
