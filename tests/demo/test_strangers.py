"""What has a number is not to be had by counting: whatever other agencies' people find on their pages, somebody of an agency without a part in it does not open."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from tests.conftest import Node

NUMBER = re.compile(r"\d[\d-]*|%[\dA-F%]+|[0-9a-f]{8}-[0-9a-f-]{27}")
LINK = re.compile(r'(?:href|hx-get)="(/[^"#?]*)')
FORM = re.compile(r'<form method="post"[^>]*action="(/[^"#?]*)')
AWAY = re.compile(r"^/(logout|login|static|demo|i18n|set-language)\b")
OF_ALL = re.compile(
    r"^/(catalogue/(N/(differences/)?|bases/[\w-]+/)|standards/.*|directories/.*|id/resource/N|api/v1/catalogue/resources/N.*)$"
)
"""Kinds of addresses that everybody who has logged in may read, some of them the public as well."""
SEEN_OF_A_KIND = 3
INSIDERS = [
    "zhuguan",
    "gongan-jingban",
    "gongan-shenhe",
    "minzheng-jingban",
    "minzheng-shenhe",
    "jianchayuan",
    "xitong",
]
STRANGER = "shiyao-shenhe"


ByKind = defaultdict[str, set[str]]


@dataclass
class Found:
    """Addresses by their kind: pages and files, and where forms lead."""

    links: ByKind = field(default_factory=lambda: defaultdict(set))
    forms: ByKind = field(default_factory=lambda: defaultdict(set))


def add(known: ByKind, more: ByKind) -> None:
    for each, paths in more.items():
        known[each] |= paths


def kind(path: str) -> str:
    return NUMBER.sub("N", path)


@contextmanager
def entered(demo: Node, login: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo.url, timeout=30) as person:
        person.get("/demo/tour/")
        answer = person.post("/demo/sign-in", data={"csrfmiddlewaretoken": person.cookies["csrftoken"], "login": login})
        assert answer.status_code == 302, login
        yield person


def walked(person: httpx.Client, *, most: int = 150) -> Found:
    """What somebody comes upon who opens every kind of page that is linked, from the front page on."""
    found, to_see = Found(), ["/"]
    while to_see and most:
        path = to_see.pop(0)
        answer = person.get(path)
        most -= 1
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for form in FORM.findall(answer.text):
            found.forms[kind(form)].add(form)
        for link in LINK.findall(answer.text):
            of_kind = found.links[kind(link)]
            if link not in of_kind and len(of_kind) < SEEN_OF_A_KIND and not AWAY.search(link):
                of_kind.add(link)
                to_see.append(link)
    return found


def numbered(found: ByKind, own: ByKind) -> list[str]:
    """What others came upon and the stranger did not."""
    return sorted(
        path
        for each, paths in found.items()
        if "N" in each and not OF_ALL.search(each) and not AWAY.search(each)
        for path in sorted(paths - own[each])[:SEEN_OF_A_KIND]
    )


@pytest.mark.clause("32.1")
@pytest.mark.parametrize(
    ("insiders", "least"),
    [
        (["minzheng-jingban", "gongan-shenhe"], (12, 6)),
        pytest.param(INSIDERS, (25, 15), marks=pytest.mark.long),
    ],
)
def test_what_others_have_is_not_opened_by_its_number(demo: Node, insiders: list[str], least: tuple[int, int]) -> None:
    seen = Found()
    for login in insiders:
        with entered(demo, login) as person:
            of_one = walked(person)
        add(seen.links, of_one.links)
        add(seen.forms, of_one.forms)
    with entered(demo, STRANGER) as stranger:
        own = walked(stranger)
        links, forms = numbered(seen.links, own.links), numbered(seen.forms, own.forms)
        token = {"csrfmiddlewaretoken": stranger.cookies["csrftoken"]}
        answers = [stranger.get(path) for path in links]
        answers += [stranger.post(path, data=token) for path in forms]
    opened = [f"{one.request.method} {one.url.path}: {one.status_code}" for one in answers]
    assert [one for one in opened if not one.endswith((": 403", ": 404"))] == []
    assert len({kind(path) for path in links}) >= least[0]
    assert len({kind(path) for path in forms}) >= least[1]
