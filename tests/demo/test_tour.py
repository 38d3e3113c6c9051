"""The guided tour: each of its steps can be taken, in the role that it names."""

import re

import httpx

from tests.conftest import Node

FORM = re.compile(r'action="/demo/sign-in">.*?name="next" value="([^"]+)".*?name="login" value="([^"]+)"', re.DOTALL)


def test_every_step_of_the_tour_opens_for_the_person_it_names(demo: Node) -> None:
    page = httpx.get(f"{demo.url}/demo/tour/").text
    steps = FORM.findall(page)
    assert len(steps) >= 25
    for address, login in steps:
        with httpx.Client(base_url=demo.url, follow_redirects=True) as newcomer:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', newcomer.get("/demo/tour/").text)
            assert token
            form = {"csrfmiddlewaretoken": token[1], "login": login, "next": address}
            opened = newcomer.post("/demo/sign-in", data=form)
            assert (opened.status_code, opened.url.path) == (200, address), (login, address)


def test_outside_a_demo_there_is_no_tour(node: Node) -> None:
    assert httpx.get(f"{node.url}/demo/tour/").status_code == 404
