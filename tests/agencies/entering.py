"""What the tests of logging in share: a browser at an address, invitations, codes."""

import base64
import re
from html import unescape
from typing import Any

from tests.cast import PASSWORD, Cast

SECRET = re.compile(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}")


def browser_at(source: str = "10.1.0.1", agent: str = "Mozilla/5.0 (Windows NT 10.0) Chrome/95.0", **more: Any) -> Any:
    """Django's test client as a browser at an address."""
    from django.test import Client

    return Client(REMOTE_ADDR=source, HTTP_USER_AGENT=agent, **more)


def log_in(browser: Any, login: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post("/login", {"login": login, "password": password, **more})


def is_in(browser: Any) -> bool:
    """Whether this browser's session is somebody's."""
    return browser.get("/me/").status_code == 200


def link_of(answer: Any) -> str:
    """The path of the invitation that a page shows."""
    found = re.search(r"http://testserver(/invitation/[\w-]+/)", unescape(answer.content.decode()))
    assert found, answer.content.decode()
    return found[1]


def secret_of(answer: Any) -> bytes:
    """The secret that the page for setting up an authenticator shows."""
    found = SECRET.search(answer.content.decode())
    assert found
    return base64.b32decode(found[0].replace(" ", ""))


def codes_of(answer: Any) -> list[str]:
    """The recovery codes of a page."""
    return re.findall(r"(?<![-\w])[2-9a-z]{5}-[2-9a-z]{5}(?![-\w])", answer.content.decode())


def code_now(secret: bytes, ahead: int = 0) -> str:
    """The code of this moment; `ahead` steps later."""
    from django.utils import timezone

    from yishu.core.one_time import code_at, step_of

    return code_at(secret, step_of(timezone.now().timestamp()) + ahead)


def with_authenticator(browser: Any, login: str) -> tuple[bytes, list[str]]:
    """Log in and set up an authenticator: its secret, and the recovery codes."""
    log_in(browser, login)
    secret = secret_of(browser.get("/me/security/authenticator/"))
    codes = codes_of(browser.post("/me/security/authenticator/", {"code": code_now(secret, -1)}))
    assert len(codes) == 10
    return secret, codes


def actions(member: Cast.Member, *wanted: str) -> int:
    """How many records of these actions are about the member's first person."""
    from yishu.audit.models import Record

    return Record.objects.filter(action__in=wanted, target=member.a.ref).count()
