"""A client of tus 1.0.0, as the specification words it; and files to send."""

import base64
import hashlib
import time
from dataclasses import dataclass
from typing import Any

import httpx

from tests.hosting.people import HEADER, person
from yishu.core.signatures import digest_header

TUS = {"Tus-Resumable": "1.0.0"}
PART = TUS | {"Content-Type": "application/offset+octet-stream"}


def people(count: int, wrong: int = 0) -> bytes:
    """A CSV of so many persons, with so many bad records behind them."""
    lines = [HEADER, *(person(n) for n in range(1, count + 1)), *(f"{n},坏,1,1990-03-07," for n in range(wrong))]
    return ("\n".join(lines) + "\n").encode()


def digest_of(body: bytes) -> str:
    return digest_header(hashlib.sha256(body).digest())


@dataclass
class Sender:
    url: str
    path: str
    headers: dict[str, str]
    client: httpx.Client

    def begin(self, body: bytes, *, mode: str = "upsert", kind: str = "text/csv", **headers: str) -> httpx.Response:
        described = {"filename": "人口.csv", "filetype": kind}
        metadata = ",".join(f"{name} {base64.b64encode(each.encode()).decode()}" for name, each in described.items())
        said = self.headers | TUS | {"Upload-Length": str(len(body)), "Upload-Metadata": metadata} | headers
        return self.client.post(f"{self.url}{self.path}?mode={mode}", headers=said)

    def begun(self, body: bytes, **options: str) -> str:
        """The upload's path."""
        answer = self.begin(body, **options)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    def append(self, place: str, part: bytes, offset: int, **headers: str) -> httpx.Response:
        said = self.headers | PART | {"Upload-Offset": str(offset)} | headers
        return self.client.patch(self.url + place, content=part, headers=said)

    def offset(self, place: str) -> int:
        answer = self.client.head(self.url + place, headers=self.headers | TUS)
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])

    def send(self, body: bytes, **options: str) -> dict[str, Any]:
        """The whole at once, and what became of it."""
        place = self.begun(body, **options)
        assert self.append(place, body, 0).status_code == 204
        return self.outcome(place)

    def status(self, place: str) -> dict[str, Any]:
        answer = self.client.get(self.url + place, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def outcome(self, place: str, seconds: float = 30) -> dict[str, Any]:
        """Once nothing more happens by itself."""
        deadline = time.monotonic() + seconds
        while (said := self.status(place))["state"] in ("receiving", "received"):
            assert time.monotonic() < deadline, said
            time.sleep(0.05)
        return said
