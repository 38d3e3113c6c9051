"""What the tests of seals share: a story of agencies, a licence through the API, and what a forger does to a file."""

import base64
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx

from tests.cast import PASSWORD, Cast

DUTY = "林地审批"
ITEMS = ["持证人", "采伐地点", "采伐面积"]
RECORD = {"持证人": "杭州青山林场", "采伐地点": "西湖区龙坞镇", "采伐面积": "3.2 公顷"}


def node_folder() -> Path:
    return Path(os.environ["YISHU_DIR"])


class Story:
    """FORESTRY issues, CIVIL uses, all over HTTP; `http` speaks English."""

    def __init__(self, http: httpx.Client) -> None:
        cast = Cast()
        self.cast, self.http = cast, http
        self.office = cast.agency("办公厅", coordinator=True)
        self.forestry, self.civil = cast.agency("林业"), cast.agency("民政")
        self._tokens: dict[str, dict[str, str]] = {}

    def headers(self, login: str) -> dict[str, str]:
        if login not in self._tokens:
            answer = self.http.post("/api/v1/session", json={"login": login, "password": PASSWORD})
            self._tokens[login] = {"Authorization": f"Bearer {answer.json()['token']}"}
        return self._tokens[login]

    def post(self, path: str, who: Any, body: dict[str, Any] | None = None) -> httpx.Response:
        return self.http.post(f"/api/v1/{path}", json=body or {}, headers=self.headers(who.login))

    def get(self, path: str, who: Any, **query: str) -> httpx.Response:
        return self.http.get(f"/api/v1/{path}", params=query, headers=self.headers(who.login))

    def kind(self, **changes: Any) -> str:
        """The code of a new kind of FORESTRY's."""
        made = self.post("licence-kinds", self.forestry.person_a, kind_body(**changes))
        assert made.status_code == 201, made.text
        return made.json()["code"]

    def drafted(self, kind: str, **changes: str) -> str:
        made = self.post("documents", self.forestry.person_a, {"kind": kind, "record": RECORD | changes})
        assert made.status_code == 201, made.text
        return made.json()["number"]

    def issued(self, kind: str, **changes: str) -> dict[str, Any]:
        """Drafted by one officer and issued by the other."""
        answer = self.post(f"documents/{self.drafted(kind, **changes)}/issue", self.forestry.person_b)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pdf(self, number: str) -> bytes:
        """The sealed file, as the agency itself gets it."""
        found = self.get(f"documents/{number}", self.forestry.person_b, duty=DUTY, case="BJ-1")
        assert found.status_code == 200, found.text
        return base64.b64decode(found.json()["pdf"])

    def checked(self, content: bytes) -> dict[str, Any]:
        """What the public check says of a file, without login."""
        answer = self.http.post("/api/v1/documents/verify", files={"file": ("a.pdf", content, "application/pdf")})
        assert answer.status_code == 200, answer.text
        return answer.json()


def kind_body(**changes: Any) -> dict[str, Any]:
    kind = {"name": f"林木采伐许可证{os.urandom(3).hex()}", "items": ITEMS, "basis": "《森林法》第五十六条"}
    return kind | {"sharing": "unrestricted", "valid_months": 12, "retention_years": 30} | changes


def flipped(content: bytes, at: int) -> bytes:
    """One bit of one byte."""
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def overlaid(content: bytes) -> bytes:
    """The page changed by an incremental update: the sealed bytes stay as they are."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(content))
    white = writer.add_object(generic.StreamObject(stream_data=b"q 1 1 1 rg 80 560 400 60 re f Q"))
    writer.add_stream_to_page(0, white)
    made = BytesIO()
    writer.write(made)
    assert made.getvalue().startswith(content)
    return made.getvalue()
