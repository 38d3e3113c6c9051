"""How long an answer takes tells hardly anything of what it says (27.1; what is left, and why: record 0056)."""

import json
import random
import statistics
import sys
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.conftest import FAULT_ROUNDS, Node
from tests.gateway.stage import ABSENT, DUTY, KNOWN, NO_RESIDENCE, Stage

ROUNDS = 120 * FAULT_ROUNDS
MOST_ROUNDS = 20 * ROUNDS
FINE = 0.5
"""Milliseconds: what is measured is this sure at least."""
BOUND = 1.5
"""Milliseconds between the medians. Whatever the network adds is more than that; a verdict that were read, compared or counted before evidence is written would take 2 more."""
ASKED = {
    "match": (KNOWN, {"birth_date": "1990-03-07"}),
    "mismatch": (KNOWN, {"birth_date": "1901-01-01"}),
    "empty": (NO_RESIDENCE, {"residence_code": "330102"}),
    "absent": (ABSENT, {"birth_date": "1901-01-01"}),
}
OTHERS = ("mismatch", "empty", "absent")


@pytest.mark.slow
@pytest.mark.clause("27.1")
def test_verdicts_do_not_differ_by_the_time_they_take(
    gateway: Node, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """In each round all are asked once, in an order that is drawn: what slows the machine slows them alike, and the differences of a round are looked at.

    There are so many rounds that a difference of FINE would be seen; a machine on which it would not is no proof.
    """
    system = stage.civil.system()
    items = ("id_number", "name", "birth_date", "residence_code")
    stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,), items=items)
    address = urlsplit(gateway.url)
    line, chance = HTTPConnection(address.hostname or "", address.port), random.Random(1)
    rounds: list[dict[str, float]] = []
    while len(rounds) < ROUNDS + 10 or (len(rounds) < MOST_ROUNDS and coarsest(rounds[10:]) > FINE):
        order = chance.sample(list(ASKED), len(ASKED))
        rounds.append({name: milliseconds(line, stage, system.headers, *ASKED[name]) for name in order})
    line.close()
    measured = rounds[10:]
    found = {name: difference(measured, name) for name in OTHERS}
    with capsys.disabled():
        said = ", ".join(f"{name} {middle:+.2f} ± {unsure:.2f} ms" for name, (middle, unsure) in found.items())
        sys.stdout.write(f" match {statistics.median(each['match'] for each in measured):.2f}, {said} ")
    assert coarsest(measured) <= FINE
    assert all(abs(middle) - unsure < BOUND for middle, unsure in found.values()), found
    slower = [each | {"mismatch": each["mismatch"] + BOUND + 3 * FINE} for each in measured]
    middle, unsure = difference(slower, "mismatch")
    assert abs(middle) - unsure >= BOUND


def difference(rounds: list[dict[str, float]], name: str) -> tuple[float, float]:
    """Milliseconds by which it takes longer than a match, and how sure that is: three standard errors of a median, by the absolute deviations."""
    each = [one[name] - one["match"] for one in rounds]
    middle = statistics.median(each)
    spread = statistics.median(abs(one - middle) for one in each)
    return middle, 3 * 1.86 * spread / len(each) ** 0.5


def coarsest(rounds: list[dict[str, float]]) -> float:
    """How large a difference may be without being seen, in whichever is the least sure."""
    return max(difference(rounds, name)[1] for name in OTHERS)


def milliseconds(line: HTTPConnection, stage: Stage, headers: dict[str, str], subject: str, claims: object) -> float:
    said = {"purpose": {"duty": DUTY, "case": "SQ-1"}, "subject": subject, "claims": claims}
    body = json.dumps(said).encode()
    begun = time.perf_counter()
    line.request("POST", stage.path("verify"), body, {**headers, "Content-Type": "application/json"})
    answer = line.getresponse()
    answer.read()
    assert answer.status == 200
    return 1000 * (time.perf_counter() - begun)
