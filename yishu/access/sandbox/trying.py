"""One call from the console: what goes out, and what comes back, as a program would see both. A key stands nowhere: programs take theirs from `$YISHU_KEY`."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any, Final

import msgspec

from yishu.access import calls
from yishu.access.masks import masked
from yishu.access.queries import Desk
from yishu.access.sandbox import calls as sandbox
from yishu.access.sandbox.desks import Console
from yishu.access.snippets.curl import posted
from yishu.access.snippets.facts import KEY
from yishu.core.actor import Actor
from yishu.core.errors import Language, Problem
from yishu.core.networks import address_of
from yishu.wire.data import QueryAnswer, QueryManyAnswer, QueryRequest, VerifyAnswer, VerifyManyAnswer, VerifyRequest
from yishu.wire.sandbox import DATA, SANDBOX

Request = VerifyRequest | QueryRequest
Made = VerifyAnswer | VerifyManyAnswer | QueryAnswer | QueryManyAnswer
_REASONS: Final = {
    200: "OK",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    410: "Gone",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """The request as it goes over the wire, and as a command line."""

    text: str
    curl: str


@dataclass(frozen=True, slots=True)
class Came:
    """`made` is what was answered, or `problem` why not; `text` the same over the wire; `hides`: something personal is masked on the page alone."""

    status: int
    text: str
    milliseconds: int
    receipt: str
    made: Made | None = None
    problem: Problem | None = None
    hides: bool = False


def sent(console: Console, request: Request, base: str) -> Sent:
    """`base`: the node's address, without a slash at its end."""
    act = "verify" if isinstance(request, VerifyRequest) else "query"
    path = f"{DATA if console.twin is None else SANDBOX}{console.resource.path_code}/{act}"
    body = _body(request)
    head = [
        f"POST {path} HTTP/1.1",
        f"Host: {base.partition('://')[2]}",
        f"Authorization: Bearer ${KEY}",
        "Content-Type: application/json",
    ]
    return Sent("\n".join([*head, "", _json(body)]), posted(base + path, body))


def made_by(actor: Actor, console: Console, request: Request, language: Language, *, now: datetime) -> Came:
    """In the sandbox nothing is on record; under a grant it is the desk's own call."""
    if console.twin is not None:
        code, source = console.resource.path_code, address_of(actor.source)
        return _came(lambda: sandbox.call(actor, code, request, source, now=now)[0], language, console)
    return _came(lambda: _governed(actor, console, request, now), language, console)


def _governed(actor: Actor, console: Console, request: Request, now: datetime) -> Made:
    if isinstance(request, VerifyRequest):
        return calls.verify(actor, console.resource.code, request, now=now)
    return calls.query(actor, console.resource.code, request, now=now, shown="masked")


def _came(make: Callable[[], Made], language: Language, console: Console) -> Came:
    began = perf_counter()
    try:
        made = make()
    except Problem as problem:
        return _refused(problem, language, console, _since(began))
    took = _since(began)
    body: dict[str, Any] = msgspec.to_builtins(made)
    hides = console.twin is None and _hide(console.desk, body)
    text = _answer(200, ["Content-Type: application/json"], body, console)
    return Came(200, text, took, made.receipt, made=made, hides=hides)


def _refused(problem: Problem, language: Language, console: Console, took: int) -> Came:
    body = problem.as_dict(language) | ({"receipt": problem.receipt} if problem.receipt else {})
    if console.twin is not None:
        body = {"sandbox": True, **body}
    headers = ["Content-Type: application/problem+json"]
    if problem.pause:
        headers.append(f"Retry-After: {problem.pause}")
    text = _answer(problem.status, headers, body, console)
    return Came(problem.status, text, took, problem.receipt, problem=problem)


def _answer(status: int, headers: list[str], body: dict[str, Any], console: Console) -> str:
    marked = ["Yishu-Sandbox: true"] if console.twin is not None else []
    return "\n".join([f"HTTP/1.1 {status} {_REASONS.get(status, '')}".rstrip(), *headers, *marked, "", _json(body)])


def _hide(desk: Desk, body: dict[str, Any]) -> bool:
    """Whatever is personal in a record is masked, as the desk does it; the program of a system gets it whole."""
    record, hides = body.get("record") or {}, False
    for item in desk.items:
        if item.mask is None and record.get(item.code) not in (None, ""):
            shown = masked(desk.table, item.column, record[item.code])
            hides = hides or shown != record[item.code]
            record[item.code] = shown
    return hides


def _body(request: Request) -> dict[str, Any]:
    """As whoever writes it would: what says nothing is left out."""
    body: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(request))
    if not body["purpose"]["case"]:
        del body["purpose"]["case"]
    return {name: value for name, value in body.items() if value is not None}


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2)


def _since(began: float) -> int:
    return round((perf_counter() - began) * 1000)
