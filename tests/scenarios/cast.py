"""Who acts in the scenarios: officials by their roles, who meet the platform through its interfaces alone."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.cast import PASSWORD


@dataclass
class Official:
    """A person at work, by the interface for programs: what they do succeeds, or `is_refused`."""

    url: str
    person: Any

    def __post_init__(self) -> None:
        given = {"login": self.person.login, "password": PASSWORD}
        token = httpx.post(f"{self.url}/api/v1/session", json=given).json()["token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def asks(self, method: str, path: str, body: Any) -> httpx.Response:
        return httpx.request(method, f"{self.url}/api/v1{path}", json=body or None, headers=self.headers, timeout=20)

    def does(self, method: str, path: str, **body: Any) -> Any:
        answer = self.asks(method, path, body)
        assert answer.is_success, (path, answer.text)
        return answer.json()

    def reads(self, path: str) -> Any:
        return self.does("GET", path)

    def posts(self, path: str, **body: Any) -> Any:
        return self.does("POST", path, **body)

    def passes(self, entry: int, **given: str) -> Any:
        """A submission that waits for this person; what came of it."""
        answer = self.asks("POST", "/catalogue/reviews", [{"id": entry, "act": "pass", **given}])
        assert answer.status_code == 200, answer.text
        return answer.json()[0]

    def is_refused(self, status: int, method: str, path: str, **body: Any) -> Any:
        """What the refusal says."""
        answer = self.asks(method, path, body)
        assert answer.status_code == status, (path, answer.text)
        return answer.json()
