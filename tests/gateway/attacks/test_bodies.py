"""Bodies that are made to break a parser: refused with what is wrong, at once, whoever reads them."""

import gzip
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.cast import PASSWORD
from tests.conftest import Node
from tests.gateway.attacks.test_slow import memory_of
from tests.gateway.stage import DUTY, KNOWN, Stage

DEEP = 100_000
AT_ONCE = 1.0  # seconds, on a busy machine
_PURPOSE = json.dumps({"duty": DUTY, "case": "1"})


def hostile(field: str) -> dict[str, bytes]:
    """By name, an object whose `field` is what no caller means. Lone surrogates stand as escapes: JSON's grammar lets them."""
    values = {
        "deep lists": "[" * DEEP + "]" * DEEP,
        "deep objects": '{"a":' * DEEP + "1" + "}" * DEEP,
        "unclosed lists": "[" * DEEP,
        "a number of many digits": "9" * 100_000,
        "a large exponent": "1e999999999",
        "a small exponent": "-1e-999999999",
        "NaN": "NaN",
        "Infinity": "-Infinity",
        "a lone surrogate": r'"\ud800"',
        "a pair the wrong way round": r'"\udc00\ud800"',
        "a NUL": r'"a\u0000b"',
        "a long text": '"' + "长" * 100_000 + '"',
        "many fields": "{" + ",".join(f'"k{n}":{n}' for n in range(20_000)) + "}",
    }
    made = {name: f'{{"purpose":{_PURPOSE},"{field}":{value}}}'.encode() for name, value in values.items()}
    plain = f'{{"purpose":{_PURPOSE},"{field}":"x"}}'
    return made | {
        "UTF-16": plain.encode("utf-16"),
        "UTF-16 without a mark": plain.encode("utf-16-le"),
        "a byte order mark": b"\xef\xbb\xbf" + plain.encode(),
        "no UTF-8": plain.encode().replace(b"x", b"\xff\xfe"),
        "overlong UTF-8": plain.encode().replace(b"x", b"\xc0\xaf"),
        "twice the same field": f'{{"{field}":1,"{field}":[],"{field}":{{}}}}'.encode(),
        "nothing": b"",
        "a scalar": b"7",
        "two texts": b"{}{}",
    }


@pytest.fixture(scope="module")
def token(hurried: Node, stage: Stage) -> dict[str, str]:
    said = {"login": stage.civil.person_a.login, "password": PASSWORD}
    answer = httpx.post(f"{hurried.url}/api/v1/session", json=said)
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def refused(node: Node, path: str, headers: dict[str, str], bodies: dict[str, bytes]) -> dict[str, Any]:
    """What each is told; all of it in time, in bounded memory, and as a problem."""
    before, found = memory_of(node), {}
    with httpx.Client(base_url=node.url, timeout=20) as client:
        for name, body in bodies.items():
            begun = time.monotonic()
            answer = client.post(path, content=body, headers=headers)
            assert time.monotonic() - begun < AT_ONCE, name
            assert 400 <= answer.status_code < 500, (name, answer.text)
            assert answer.headers["content-type"] == "application/problem+json", name
            found[name] = answer.json()
    assert memory_of(node) - before < 64 * 1024**2
    return found


@pytest.mark.parametrize(("act", "field"), [("verify", "claims"), ("verify", "subject"), ("query", "items")])
def test_a_call_is_told_what_is_wrong_with_its_json(hurried: Node, stage: Stage, act: str, field: str) -> None:
    headers = stage.civil_system.headers | {"Content-Type": "application/json"}
    found = refused(hurried, stage.path(act), headers, hostile(field))
    for name in (
        "deep objects",
        "unclosed lists",
        "NaN",
        "UTF-16",
        "a byte order mark",
        "no UTF-8",
        "two texts",
        "nothing",
    ):
        assert found[name]["code"] == "malformed_json", (name, found[name])


def test_a_long_list_is_told_as_well(hurried: Node, stage: Stage) -> None:
    """It is read in a thread of its own."""
    headers = stage.civil_system.headers | {"Content-Type": "application/json"}
    padding = b" " * 300_000
    refused(hurried, stage.path("verify"), headers, {k: padding + v for k, v in hostile("subjects").items()})


@pytest.mark.parametrize(
    ("path", "field"),
    [("/api/v1/session", "login"), ("/api/v1/applications", "duty"), ("/api/v1/applications", "lines")],
)
def test_the_management_api_is_told_what_is_wrong_with_its_json(
    hurried: Node, token: dict[str, str], path: str, field: str
) -> None:
    refused(hurried, path, token | {"Content-Type": "application/json"}, hostile(field))


def test_lines_of_a_file_are_sent_back_or_the_file_is_refused(hurried: Node, stage: Stage) -> None:
    """A record that is nonsense is one record's fault, never the node's."""
    headers = stage.police_system.headers | {"Content-Type": "application/x-ndjson"}
    with httpx.Client(base_url=hurried.url, timeout=20) as client:
        for name, body in hostile("name").items():
            begun = time.monotonic()
            answer = client.post(stage.path("batches") + "?dry_run=true", content=body, headers=headers)
            assert time.monotonic() - begun < AT_ONCE, name
            assert answer.status_code in (200, 422), (name, answer.text)
            if answer.status_code == 200:
                assert answer.json()["accepted"] == 0, name


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_no_coding_of_a_body_is_undone(hurried: Node, stage: Stage, honest: Callable[[], float], coding: str) -> None:
    """So that none can unfold: it is read as it lies there, and is no JSON."""
    said = json.dumps({"purpose": {"duty": DUTY, "case": "1"}, "subject": KNOWN, "claims": {"name": "赵一"}}).encode()
    headers = stage.civil_system.headers | {"Content-Type": "application/json", "Content-Encoding": coding}
    found = refused(hurried, stage.path("verify"), headers, {"packed": gzip.compress(said + b" " * 50_000_000)})
    assert found["packed"]["code"] in ("malformed_json", "unsupported_media_type")
    honest()
