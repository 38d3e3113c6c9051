"""One request, one answer, over urllib3. Nothing is tried again here, and no redirect is followed: the key is for one address."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from yishu.client.content import NOTHING, Bytes, Content
from yishu.client.errors import AddressWrong, BrokenOff, NotReached, PackageMissing
from yishu.client.waiting import go_on
from yishu.core.causes import root_cause

BLOCK: Final = 1024 * 1024  # bytes of an answer that are read at a time
_LITTLE: Final = 64 * 1024
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


def origin_of(url: str) -> str:
    """The address without a slash at its end. Raises AddressWrong."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise AddressWrong from None
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or not parts.hostname or parts.query or parts.fragment or parts.username is not None:
        raise AddressWrong
    return url.rstrip("/")


class Answer:
    """Status and headers, and the body still to be read. Raises NotReached, BrokenOff while it is."""

    def __init__(self, response: Any, url: str, failures: tuple[type[Exception], ...]) -> None:
        self._response, self._url, self._failures = response, url, failures
        self.status: int = response.status
        self.headers: Mapping[str, str] = response.headers

    def read(self, most: int | None = None) -> bytes:
        """All of it, or so many bytes at most; for an answer that is worth asking again for."""
        try:
            return self._response.read(most)
        except self._failures as error:
            raise NotReached(url=self._url, reason=root_cause(error)) from None

    def blocks(self) -> Iterator[bytes]:
        """As it comes."""
        try:
            for block in self._response.stream(BLOCK):
                go_on()
                yield block
        except self._failures as error:
            raise BrokenOff(reason=root_cause(error)) from None

    def finish(self) -> None:
        """What little is left is read, so that the connection serves again."""
        left = self._response.length_remaining
        if left is not None and left <= _LITTLE:
            self.read()


def told_nothing(_answer: Answer) -> None:
    """Of an answer whose status says it all."""


class Transport:
    """Connections to one node; threads may share it. `wait` in seconds: for a connection, and for an answer to begin and to go on."""

    def __init__(self, url: str, *, ca: str | None, connections: int, connect: float) -> None:
        """Raises AddressWrong, PackageMissing."""
        self.url, self._connect = origin_of(url), connect
        try:
            import urllib3  # here, since it takes most of the time that importing this package would
        except ImportError:
            raise PackageMissing(package="urllib3", extra="client") from None
        self._timeout = urllib3.Timeout
        self._failures = (urllib3.exceptions.HTTPError, OSError)
        self._pool = urllib3.PoolManager(maxsize=connections, retries=False, ca_certs=ca)

    @contextmanager
    def open(
        self, method: str, path: str, headers: Mapping[str, str], content: Content = NOTHING, *, wait: float
    ) -> Iterator[Answer]:
        """Raises NotReached, and OSError where the content cannot be read."""
        if isinstance(content, Bytes):
            response = self._send(method, path, headers, content.whole or None, wait)
        else:
            with content.open() as body:
                response = self._send(method, path, headers, body, wait)
        answer = Answer(response, self.url, self._failures)
        try:
            yield answer
            answer.finish()
        finally:
            # What was read to its end has gone back to the pool; a connection with the rest of an answer in it serves nobody.
            response.close()

    def close(self) -> None:
        self._pool.clear()

    def _send(self, method: str, path: str, headers: Mapping[str, str], body: Any, wait: float) -> Any:
        try:
            return self._pool.request(
                method,
                self.url + path,
                body=body,
                headers=headers,
                redirect=False,
                preload_content=False,
                decode_content=False,
                timeout=self._timeout(connect=self._connect, read=wait),
            )
        except self._failures as error:
            raise NotReached(url=self.url, reason=root_cause(error)) from None
