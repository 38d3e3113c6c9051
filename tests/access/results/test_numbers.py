"""Numbers of result sheets have no gap and no double, whichever process gives them."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.access.results.stage import answer_in, asked, number_of
from tests.cast import PASSWORD

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.mark.clause("32.1")
def test_two_processes_at_once_number_sheets_without_gap_or_double(story: Any, start_node: Any) -> None:
    nodes = [start_node(), start_node()]
    with httpx.Client(timeout=60, follow_redirects=True) as browser:
        login = browser.get(f"{nodes[0].url}/login").text
        given = {
            "login": story.civil.person_a.login,
            "password": PASSWORD,
            "csrfmiddlewaretoken": TOKEN.findall(login)[0],
        }
        browser.post(f"{nodes[0].url}/login", data=given)
        page = browser.get(nodes[0].url + story.url).text
        token = TOKEN.findall(page)[0]
        answers = [answer_of(browser, nodes[0].url + story.url, token) for _ in range(4)]

        def issue(n: int) -> str:
            url = nodes[n % 2].url + story.url
            made = browser.post(f"{url}sheet/", data={"answer": answers[n // 4], "csrfmiddlewaretoken": token})
            assert made.status_code == 200, made.text
            return number_of(made.content)

        with ThreadPoolExecutor(8) as threads:
            made = list(threads.map(issue, range(16)))
    serials = sorted(int(number[-6:]) for number in made)
    assert serials == list(range(serials[0], serials[0] + 16))


def answer_of(browser: httpx.Client, url: str, token: str) -> str:
    made = browser.post(url, data=asked(csrfmiddlewaretoken=token))
    assert made.status_code == 200, made.text
    return answer_in(made.text)
