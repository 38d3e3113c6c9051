"""What the tests of the desk's results share: a story of agencies, a call on the page, the sheet made of its answer."""

import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

from tests import machine
from tests.cast import PEOPLE_CSV, PERSON_ITEMS, Cast

SUBJECTS = [line.split(",")[0] for line in PEOPLE_CSV.splitlines()[1:]]
SUBJECT, NAME = PEOPLE_CSV.splitlines()[1].split(",")[:2]
ABSENT = "11010519491231002X"
DUTY = "社会救助审核"
NUMBER = re.compile(r"核验\s*〔(\d{4})〕\s*(\d{6})")
CODE = re.compile(r"[A-HJ-NP-Z2-9]{4}(?:-[A-HJ-NP-Z2-9]{4}){2}")


class Story:
    """POLICE hosts people; CIVIL's `a` is named in a grant of all but the residence, `b` is in one of the same resource too; FORESTRY has nothing."""

    def __init__(self, folder: Path) -> None:
        self.cast = cast = Cast()
        office = cast.agency("主管", coordinator=True)
        self.police, self.civil, self.forestry = cast.agency("公安"), cast.agency("民政"), cast.agency("林业")
        self.resource = cast.resource(self.police, office)
        cast.publish(self.police, self.resource, PEOPLE_CSV, folder)
        self.grant, self.other_grant = self._granted(self.civil.person_a), self._granted(self.civil.person_b)
        self.url = f"/access/{self.grant.pk}/"

    def _granted(self, person: Any) -> Any:
        items = tuple(item.code for item in PERSON_ITEMS if item.code != "residence_code")
        modes = ("verify", "query")
        return self.cast.grant(
            self.civil, self.police, self.resource, users=(person,), items=items, modes=modes, duty=DUTY
        )

    def records(self, action: str = "data:") -> list[Any]:
        """What is on record of the resource, newest first."""
        from yishu.audit.queries import Filters, Scope, list_records

        page = list_records(Scope("", (self.resource.code,)), Filters(action=action, side="provided"))
        return [seen.record for seen in page.records]


def signed_in(person: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client


def asked(**more: Any) -> dict[str, Any]:
    return {"mode": "query", "duty": DUTY, "case": "JZ-1", "subject": SUBJECT, "items": ["name", "sex"], **more}


def answer_in(page: str) -> str:
    """The enciphered answer behind the button."""
    found = re.search(r'name="answer" value="([^"]+)"', page)
    assert found, page
    return unescape(found[1])


def shown(client: Any, url: str, **more: Any) -> str:
    """Make a call and take the answer that could be made a sheet."""
    answer = client.post(url, asked(**more))
    assert answer.status_code == 200, answer.content.decode()
    return answer_in(answer.content.decode())


def sheet(client: Any, url: str, **more: Any) -> bytes:
    """Make a call and a sheet of its answer."""
    made = client.post(f"{url}sheet/", {"answer": shown(client, url, **more)})
    assert (made.status_code, made["Content-Type"]) == (200, "application/pdf"), made.content
    return made.content


def text_of(pdf: bytes, *options: str) -> str:
    """Its text, without the blanks between lines and letters."""
    program = machine.poppler("pdftotext")
    said = subprocess.run([program, *options, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", "", said)


def number_of(pdf: bytes) -> str:
    found = NUMBER.search(text_of(pdf))
    assert found
    return f"核验〔{found[1]}〕{found[2]}"


def code_of(pdf: bytes) -> str:
    found = CODE.search(text_of(pdf))
    assert found
    return found[0]


def checked(**given: Any) -> str:
    """What the public page says to somebody who has not logged in."""
    from django.test import Client

    source = given.pop("source", "10.9.0.1")
    answer = Client(REMOTE_ADDR=source).post("/seals/verify/", given)
    return unescape(answer.content.decode())
