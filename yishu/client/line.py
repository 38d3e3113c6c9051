"""The line to a node: who calls, in which language, and how long one is patient. What is asked over it is built in `requests`."""

import logging
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final, TypeVar

import msgspec

from yishu import __version__
from yishu.client.content import sha256_of
from yishu.client.errors import AnswerStrange, Refused, found_here, refused
from yishu.client.identity import Identity
from yishu.client.patience import pause_before_next
from yishu.client.requests import Request
from yishu.client.transport import Answer, Transport
from yishu.client.waiting import pause
from yishu.core.decoding import decoded
from yishu.core.errors import Language, Problem
from yishu.wire.problems import ProblemMessage
from yishu.wire.sandbox import DATA, SANDBOX

log = logging.getLogger("yishu.client")

Message = TypeVar("Message")
Result = TypeVar("Result")

SLOW_SECONDS: Final = 600.0
"""For an answer that has much to do before it begins: a list, a copy, a batch."""
_LARGEST_PROBLEM: Final = 1024 * 1024


class Line:
    """Threads may share it. Every failure is `Refused`, in the line's language."""

    def __init__(
        self,
        transport: Transport,
        identity: Identity,
        *,
        language: Language,
        patience: float,
        wait: float,
        sandbox: bool = False,
    ) -> None:
        self._transport, self._identity, self._sandbox = transport, identity, sandbox
        self.language: Language = language
        self.patience, self._wait = patience, wait

    @property
    def url(self) -> str:
        return self._transport.url

    def ask(self, request: Request, kind: type[Message]) -> Message:
        """The answer as its message."""
        return self.read(request, lambda answer: self.message(answer.read(), kind))

    def read(self, request: Request, take: Callable[[Answer], Result]) -> Result:
        """What `take` makes of the answer; the call is made again while patience lasts and that helps."""
        if self._sandbox:
            request = msgspec.structs.replace(request, path=request.path.replace(DATA, SANDBOX, 1))
        deadline = time.monotonic() + self.patience
        for attempts in count(1):
            try:
                return self._once(request, take)
            except Refused as failure:
                seconds = pause_before_next(failure, attempts, repeatable=request.repeatable)
                if seconds is None or time.monotonic() + seconds > deadline:
                    raise
                log.info("%s %s: trying again in %.1f s", request.method, failure.code, seconds)
            pause(seconds)
        raise AssertionError

    def message(self, content: bytes, kind: type[Message]) -> Message:
        try:
            return decoded(content, kind)
        except msgspec.DecodeError:
            raise self.found(AnswerStrange(url=self.url)) from None

    def found(self, problem: Problem) -> Refused:
        return found_here(problem, self.language)

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """What is found on this side goes out as Refused."""
        try:
            yield
        except Problem as problem:
            raise self.found(problem) from None

    def close(self) -> None:
        self._transport.close()

    def _once(self, request: Request, take: Callable[[Answer], Result]) -> Result:
        wait = max(self._wait, SLOW_SECONDS) if request.slow else self._wait
        with self.speaking():
            headers = self._headers(request)
            with self._transport.open(request.method, request.path, headers, request.content, wait=wait) as answer:
                if answer.status not in request.good:
                    raise self._refused(answer)
                return take(answer)

    def _headers(self, request: Request) -> dict[str, str]:
        def digest() -> str:
            return f"sha-256=:{b64encode(sha256_of(request.content)).decode()}:"

        said = {
            "Accept-Language": self.language,
            "User-Agent": f"yishu-client/{__version__}",
            "Content-Length": str(request.content.size),
        }
        if request.method in ("GET", "HEAD", "DELETE"):
            del said["Content-Length"]
        return {**said, **request.headers, **self._identity.headers(request.method, self.url + request.path, digest)}

    def _refused(self, answer: Answer) -> Refused:
        after = answer.headers.get("Retry-After", "")
        seconds = float(after) if after.isascii() and after.isdigit() and len(after) < 9 else None
        try:
            told = decoded(answer.read(_LARGEST_PROBLEM), ProblemMessage)
        except msgspec.DecodeError:
            told = ProblemMessage()
        if not told.code:  # from something before the node
            strange = AnswerStrange(url=self.url)
            told = ProblemMessage(f"http_{answer.status}", answer.status, detail=strange.detail(self.language))
        return refused(msgspec.structs.replace(told, status=answer.status), seconds)
