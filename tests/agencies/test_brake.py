"""Guessing is slowed down, and nobody can lock another person out by failing in their name."""

import re
import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.agencies.entering import browser_at, is_in, log_in
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("django_ready")
WRONG = "not the password"


@pytest.fixture
def civil(django_ready: str) -> Cast.Member:
    return Cast().agency("民政")


def fails(login: str, source: str, times: int = 1) -> list[bool]:
    """Whether each of these failures was told to wait."""
    return ["请等待" in log_in(browser_at(source), login, WRONG).content.decode() for _ in range(times)]


def test_after_five_failures_one_has_to_wait_longer_each_time(civil: Cast.Member) -> None:
    from yishu.agencies.errors import TooManyTries
    from yishu.agencies.identity.brake import Place

    place, now, waits = Place("password", civil.person_a.login, "10.2.0.1"), timezone.now(), []
    for _ in range(16):
        place.take(now)
        try:
            place.take(now)
        except TooManyTries as problem:
            waits.append(int(str(problem.params["seconds"])))
            now += timedelta(seconds=waits[-1])
    assert waits[:8] == [1, 2, 4, 8, 16, 32, 64, 128]
    assert max(waits) == 900
    Place("password", civil.person_a.login, "10.2.0.2").take(now)  # another address does not wait
    place.take(now + timedelta(hours=2))


def test_two_who_come_at_one_moment_are_no_guessers(civil: Cast.Member) -> None:
    """Each process took its own time before it asked: the later one to ask may have the earlier moment."""
    from yishu.agencies.identity.brake import Place

    place, now = Place("password", civil.person_a.login, "10.2.0.3"), timezone.now()
    for n in range(5):
        place.take(now - timedelta(milliseconds=n))


def test_failures_elsewhere_stand_in_nobodys_way(civil: Cast.Member) -> None:
    login = civil.person_a.login
    assert fails(login, "10.2.1.1", 7)[-1]
    assert log_in(browser_at("10.2.1.1"), login).status_code == 422  # from there even the right one has to wait
    own = browser_at("10.2.1.2")
    assert log_in(own, login).status_code == 302
    assert is_in(own)


def test_the_persons_own_browser_gets_in_from_the_very_address_of_the_attack(civil: Cast.Member) -> None:
    """An office behind one address: a colleague's failures, or an attacker's, do not lock out a browser that is known."""
    login, own = civil.person_a.login, browser_at("10.2.2.1")
    log_in(own, login)
    own.post("/logout")
    assert fails(login, "10.2.2.1", 7)[-1]
    for n in range(25):
        log_in(browser_at("10.2.2.1"), f"guess-{n}-{civil.agency.pk}", WRONG)
    assert log_in(browser_at("10.2.2.1"), civil.person_b.login).status_code == 422  # the address is slowed down
    assert log_in(own, login).status_code == 302
    own.post("/logout")
    assert [log_in(own, login, WRONG).status_code for _ in range(6)] == [422] * 6
    assert log_in(own, login).status_code == 422  # its own failures count for it as well


def test_a_device_cookie_of_another_person_or_a_made_up_one_is_none(civil: Cast.Member) -> None:
    attacker = browser_at("10.2.3.1")
    log_in(attacker, civil.person_b.login)
    attacker.post("/logout")
    assert attacker.cookies["yishu_device"].value
    victim = civil.person_a.login
    assert fails(victim, "10.2.3.1", 7)[-1]
    assert "请等待" in log_in(attacker, victim, WRONG).content.decode()
    attacker.cookies["yishu_device"] = "made-up"
    assert "请等待" in log_in(attacker, victim, WRONG).content.decode()


def test_a_name_under_attack_from_many_addresses_is_guessed_slowly_and_not_locked(civil: Cast.Member) -> None:
    login, own = civil.person_a.login, browser_at("10.2.4.1")
    log_in(own, login)
    own.post("/logout")
    for n in range(13):
        fails(login, f"10.3.{n}.1", 4)
    assert fails(login, "10.4.0.1", 2) == [False, True]  # one try, then a minute
    assert log_in(browser_at("10.4.0.2"), login).status_code == 302  # the person, from an address of their own
    assert log_in(own, login).status_code == 302


def test_many_tries_at_once_are_many(civil: Cast.Member) -> None:
    """Sixteen at the same moment, over as many connections: no more than the five free ones go through."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def attempt(_: int) -> bool:
        try:
            return fails(civil.person_a.login, "10.2.5.1")[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        waited = list(threads.map(attempt, range(16)))
    assert 5 <= waited.count(False) <= 7  # a second may pass meanwhile, which lets in one more


def test_an_unknown_name_answers_alike_and_as_slowly(civil: Cast.Member) -> None:
    def answer(login: str, source: str) -> tuple[float, int, str]:
        began = time.perf_counter()
        told = log_in(browser_at(source), login, WRONG)
        plain = re.sub(r"\b\w{64}\b", "", told.content.decode().replace(login, ""))  # forms' tokens differ each time
        return time.perf_counter() - began, told.status_code, plain

    pairs = [  # in turns: the machine is busier at one time than at another
        (answer(civil.person_a.login, f"10.5.1.{n}"), answer(f"nobody-{civil.agency.pk}", f"10.5.2.{n}"))
        for n in range(9)
    ]
    known, unknown = zip(*pairs, strict=True)
    assert known[0][1:] == unknown[0][1:]
    ratio = statistics.median(each[0] for each in unknown) / statistics.median(each[0] for each in known)
    assert 0.5 < ratio < 2


def test_failures_are_counted_and_leave_no_row_each(civil: Cast.Member) -> None:
    from django.db.models import Sum

    from yishu.audit.models import Record, RefusalCount

    before = Record.objects.count()
    fails(civil.person_a.login, "10.2.6.1", 5)
    counted = RefusalCount.objects.filter(source="10.2.6.1", code="wrong_password")
    assert counted.aggregate(n=Sum("count"))["n"] == 5
    assert counted.count() <= 2  # by the minute
    assert Record.objects.count() == before


def test_programs_are_told_when_to_come_again(client: Any, civil: Cast.Member) -> None:
    said = {"login": civil.person_a.login, "password": WRONG}
    answers = [
        client.post("/api/v1/session", said, content_type="application/json", REMOTE_ADDR="10.2.7.1") for _ in range(6)
    ]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) >= 1
    assert answers[-1].json()["code"] == "too_many_tries"
